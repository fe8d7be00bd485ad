"""Build .venv/<digest> from a lock file unless it stands, and print its Python."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".venv"


def main() -> int:
    """Serialise set-ups, so that two scripts started at once share one environment."""
    pins = ROOT / (sys.argv[1] if len(sys.argv) > 1 else "requirements.lock")
    # The digest covers the interpreter and the path, which a moved checkout changes.
    what = f"{sys.version} {sys.base_prefix} {ROOT}".encode() + pins.read_bytes()
    environment = HOME / hashlib.sha256(what).hexdigest()[:12]
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (environment / "complete").exists() and (fault := build(environment, pins)):
            print(f"scripts/bootstrap: {fault}", file=sys.stderr)
            return 2
    print(environment / "bin" / "python")
    return 0


def build(environment: Path, pins: Path) -> str | None:
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
    pip += ["install", "-qq", "--require-hashes", "--only-binary=:all:", "-r", pins]
    if subprocess.run(pip, stdout=sys.stderr, check=False).returncode:
        return f"pip could not install {pins} (see above); check the network and repeat."
    (environment / "complete").touch()
    return None


if __name__ == "__main__":
    sys.exit(main())
