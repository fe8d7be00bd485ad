"""Build .venv/<digest> from a lock file unless it stands, and print its Python."""

import fcntl
import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".venv"
FAILED, NO_VENV, TOO_OLD = 2, 3, 4


def main() -> int:
    """Serialise set-ups, so that two scripts started at once share one environment."""
    if sys.version_info < (3, 11):  # noqa: UP036 (whatever python3 is runs this)
        return TOO_OLD
    pins = ROOT / (sys.argv[1] if len(sys.argv) > 1 else "requirements.lock")
    # The digest covers the interpreter and the path, which a moved checkout changes.
    what = f"{sys.version} {sys.base_prefix} {ROOT}".encode() + pins.read_bytes()
    environment = HOME / hashlib.sha256(what).hexdigest()[:12]
    try:
        status = 0 if _stands(environment) else _build_alone(environment, pins)
    except OSError as error:
        return fail(f"no environment could be made in {environment}: {error}")
    except KeyboardInterrupt:
        return fail("interrupted")
    if status == 0:
        print(environment / "bin" / "python")
    return status


def _stands(environment: Path) -> bool:
    return (environment / "complete").exists()


def _build_alone(environment: Path, pins: Path) -> int:
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Another script may have built it in the meantime.
        return 0 if _stands(environment) else build(environment, pins)


def build(environment: Path, pins: Path) -> int:
    """Make the environment, stamping it last; say in one sentence what went wrong."""
    # Every command comes by here, and next to none has anything to build.
    import shutil  # noqa: PLC0415
    import signal  # noqa: PLC0415
    import subprocess  # noqa: PLC0415
    import venv  # noqa: PLC0415
    from importlib.util import find_spec  # noqa: PLC0415

    # This takes a while; until here it is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if find_spec("ensurepip") is None:
        return NO_VENV
    print(f"Setting up {environment.relative_to(ROOT)}, once …", file=sys.stderr)
    shutil.rmtree(environment, ignore_errors=True)
    try:
        venv.create(environment, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        return fail(f"no environment could be made in {environment}: {error}")
    pip = [str(environment / "bin" / "python"), "-I", "-m", "pip", "--disable-pip-version-check"]
    options = ["install", "-qq", "--require-hashes", "--only-binary=:all:", "-r", str(pins)]
    if subprocess.run([*pip, *options], stdout=sys.stderr, check=False).returncode:
        return fail(f"pip could not install {pins} (see above); check the network and repeat.")
    (environment / "complete").touch()
    return 0


def fail(sentence: str) -> int:
    """Say what went wrong."""
    print(f"scripts/bootstrap: {sentence}", file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
