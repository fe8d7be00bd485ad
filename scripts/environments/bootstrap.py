"""Build .venv/<digest> from a lock file unless it exists, and print the path of its Python."""

import fcntl
import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".venv"
FAILED, NO_VENV, TOO_OLD = 2, 3, 4
# With these, pip would install nothing, or somewhere else.
ELSEWHERE = {f"PIP_{name}" for name in ("DRY_RUN", "PREFIX", "PYTHON", "ROOT", "TARGET", "USER")}


def main() -> int:
    """Build one environment at a time, so that scripts started at once share it."""
    if sys.version_info < (3, 11):  # noqa: UP036 (any python3 may run this)
        return TOO_OLD
    pins = ROOT / (sys.argv[1] if len(sys.argv) > 1 else "requirements.lock")
    # The digest covers the interpreter and the path, which a moved checkout changes.
    try:
        key = f"{sys.version} {sys.base_prefix} {ROOT}".encode() + pins.read_bytes()
    except OSError as error:
        return fail(f"{pins}: {error.strerror}; name a lock file")
    environment = HOME / hashlib.sha256(key).hexdigest()[:12]
    try:
        status = 0 if _is_complete(environment) else _build_locked(environment, pins)
    except OSError as error:
        return fail(f"the environment {environment} could not be created: {error}")
    except KeyboardInterrupt:
        return fail("interrupted")
    if status == 0:
        print(environment / "bin" / "python")
    return status


def _is_complete(environment: Path) -> bool:
    return (environment / "complete").exists()


def _build_locked(environment: Path, pins: Path) -> int:
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Another script may have built it in the meantime.
        return 0 if _is_complete(environment) else build(environment, pins)


def build(environment: Path, pins: Path) -> int:
    """Build the environment, and mark it as complete at the end."""
    # Imported late: every command runs this script, and almost none has to build.
    import os  # noqa: PLC0415
    import re  # noqa: PLC0415
    import shutil  # noqa: PLC0415
    import signal  # noqa: PLC0415
    import subprocess  # noqa: PLC0415
    import venv  # noqa: PLC0415
    from importlib.util import find_spec  # noqa: PLC0415

    # SIGINT is ignored until here, since building takes a while.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if find_spec("ensurepip") is None:
        return NO_VENV
    print(f"Setting up {environment.relative_to(ROOT)}, once …", file=sys.stderr)
    shutil.rmtree(environment, ignore_errors=True)
    try:
        venv.create(environment, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        # What venv runs ends with tracebacks, one in the other.
        reasons = re.findall(rb"\[Errno \d+\] [^\n]+", getattr(error, "output", None) or b"")
        reason = reasons[-1].decode(errors="replace") if reasons else error
        return fail(f"the environment {environment} could not be created: {reason}")
    pip = [str(environment / "bin" / "python"), "-I", "-m", "pip", "--disable-pip-version-check"]
    options = ["install", "-qq", "--require-hashes", "--only-binary=:all:", "-r", str(pins)]
    variables = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    command = [*pip, *options]
    if subprocess.run(command, stdout=sys.stderr, env=variables, check=False).returncode:
        needs = "it needs the network and space on the disk"
        return fail(f"pip could not install {pins} (see above); {needs}.")
    (environment / "complete").touch()
    return 0


def fail(sentence: str) -> int:
    """Report an error."""
    print(f"scripts/bootstrap: {sentence}", file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
