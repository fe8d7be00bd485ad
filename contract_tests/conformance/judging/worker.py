"""Judges responses that may take long in a separate process, which can be killed."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.conformance.interruption import shielded
from contract_tests.conformance.judging.judge import Judgement, judge, too_long
from contract_tests.conformance.running.clause import rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.conformance.judging.exchange import Exchange

ROOT = Path(__file__).resolve().parents[3]
LIMIT = 10.0
"""Seconds within which a response must be judged, including the start of the process."""
_MEMORY = 3 << 30
"""Bytes."""


class Worker:
    """A process that judges responses one after another; started on first use."""

    def __init__(self) -> None:
        """Do not start the process yet."""
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection

    def judge(
        self, exchange: Exchange, take: Callable[[Judgement], object], remaining: float, reason: str
    ) -> None:
        """As `judge.judge`, within the limits of the worker and of the run.

        Args:
            exchange: The exchange to judge.
            take: Called with each judgement.
            remaining: Seconds until the run ends.
            reason: Given for rules that are unfinished when the run ends.
        """
        deadline = time.monotonic() + min(remaining, LIMIT)
        waiting = [rule.id for rule in rules()]
        try:
            if not self._process:
                with shielded():
                    self._start()
            self._pipe.send(exchange)
            while self._pipe.poll(max(0.0, deadline - time.monotonic())):
                judgement: Judgement | None = self._pipe.recv()
                if judgement is None:
                    return
                waiting.remove(judgement.rule)
                take(judgement)
        except (EOFError, OSError):
            # The process was killed for its memory use.
            pass
        except BaseException:
            self.close()
            raise
        self.close()
        for rule in waiting:
            take(too_long(rule, LIMIT) if remaining > LIMIT else Judgement(rule, unfinished=reason))

    def close(self) -> None:
        """Kill the process."""
        if self._process:
            self._pipe.close()
            self._process.kill()
            self._process.wait()
            self._process = None

    def _start(self) -> None:
        variables = {
            name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
        }
        self._pipe, other = Pipe()
        with other:
            command = [sys.executable, "-P", "-m", __name__, str(other.fileno())]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**variables, "PYTHONPATH": str(ROOT)},
                pass_fds=[other.fileno()],
                start_new_session=True,
            )


def main(descriptor: int) -> None:
    """Judge exchanges from the pipe until it is closed."""
    from contract_tests.conformance import clauses  # noqa: F401, PLC0415 (registers the rules)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    with Connection(descriptor) as pipe, suppress(EOFError, BrokenPipeError):
        while True:
            exchange = pipe.recv()
            judge(exchange, pipe.send)
            pipe.send(None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
