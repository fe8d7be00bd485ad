"""Build .venv/<digest> from requirements.lock unless it stands, and print its Python."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
HOME = ROOT / ".venv"


def main() -> int:
    """Serialise set-ups, so that two scripts started at once share one environment."""
    # The digest covers the interpreter and the path, which a moved checkout changes.
    what = f"{sys.version} {sys.base_prefix} {ROOT}".encode() + LOCK.read_bytes()
    environment = HOME / hashlib.sha256(what).hexdigest()[:12]
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (environment / "complete").exists() and (fault := build(environment)):
            print(f"scripts/bootstrap: {fault}", file=sys.stderr)
            return 2
    print(environment / "bin" / "python")
    return 0


def build(environment: Path) -> str | None:
    """Make the environment, stamping it last; say in one sentence what went wrong."""
    print(f"Setting up {environment.relative_to(ROOT)}, once …", file=sys.stderr)
    shutil.rmtree(environment, ignore_errors=True)
    try:
        venv.create(environment, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        return f"no environment could be made in {environment}: {error}"
    pip: list[str | Path] = [
        environment / "bin" / "python",
        "-m",
        "pip",
        "--disable-pip-version-check",
    ]
    pip += ["install", "-qq", "--require-hashes", "--only-binary=:all:", "-r", LOCK]
    if subprocess.run(pip, stdout=sys.stderr, check=False).returncode:
        return "pip could not install requirements.lock (see above); check the network and repeat."
    (environment / "complete").touch()
    return None


if __name__ == "__main__":
    sys.exit(main())
