"""Check a server against the contracts: the one a target names, or the reference server."""

from __future__ import annotations

import sys

from contract_tests.conformance.errors import place_of
from contract_tests.conformance.interruption import listen, settle
from contract_tests.conformance.report.terminal.console import Console

UNDECIDED = 2


def main() -> int:
    """Exit 0: conforms. 1: at least one clause failed. 2: nothing could be decided."""
    console = Console()
    try:
        listen()
        # Imported late: a signal may arrive while it loads.
        from scripts.checking.command import run  # noqa: PLC0415

        status = run(console)
        if status != UNDECIDED:
            console.say(())
    except KeyboardInterrupt as error:
        settle()
        console.complain(str(error) or "interrupted")
    except OSError as error:
        console.complain(f"Nothing could be decided: {error}")
    except Exception as error:  # noqa: BLE001 (a traceback would exit with 1)
        console.complain(f"the check itself failed, which is a bug in the check: {place_of(error)}")
    else:
        return status
    return UNDECIDED


if __name__ == "__main__":
    sys.exit(main())
