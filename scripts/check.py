"""Check a server against the contracts: the one a target names, or the reference server."""

from __future__ import annotations

import sys

from contract_tests.conformance.interruption import listen, settle
from contract_tests.conformance.report.console import Console

UNDECIDED = 2


def main() -> int:
    """Exit 0: conforms. 1: at least one clause failed. 2: nothing could be decided."""
    console = Console()
    try:
        listen()
        # Late: somebody may end this while it loads.
        from scripts.checking import run  # noqa: PLC0415

        status = run(console)
        if status != UNDECIDED:
            console.say(())
    except KeyboardInterrupt as error:
        settle()
        console.complain(str(error) or "interrupted")
    except OSError as error:
        console.complain(f"Nothing could be decided: {error}")
    except Exception as error:  # noqa: BLE001 (a traceback would end with 1)
        console.complain(f"the check itself failed, which is a fault of its own: {_place(error)}")
    else:
        return status
    return UNDECIDED


def _place(error: BaseException) -> str:
    """Where it happened; what it says is not shown, as nobody knows what is secret here."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f" in {frame.tb_frame.f_code.co_name}, line {frame.tb_lineno}" if frame else ""
    return f"{type(error).__name__}{place}"


if __name__ == "__main__":
    sys.exit(main())
