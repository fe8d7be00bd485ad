"""Standard output and standard error."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from contract_tests.commands import CHECK
from contract_tests.conformance.interruption import StopError, limited
from contract_tests.conformance.report.escaping import for_terminal
from contract_tests.conformance.report.terminal.colours import Styled, has_colours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


PATIENCE = 5.0
"""Seconds to wait for a reader of output while the run is ending."""


class _StalledError(StopError):
    """Nobody reads the output."""


class Console:
    """Writes lines, redacted and escaped."""

    def __init__(self, redact: Callable[[str], str] = str) -> None:
        """Create a console; `redact` is replaced once the secrets are known."""
        self.redact = redact

    @property
    def width(self) -> int:
        """Columns of the terminal, or COLUMNS if set; 80 by default."""
        return shutil.get_terminal_size((80, 24)).columns

    def say(self, lines: Iterable[str]) -> None:
        """Write lines to standard output.

        Raises:
            OSError: Standard output cannot be written.
        """
        if sys.stdout is None or sys.stdout.closed:
            raise OSError("standard output is closed")
        paint = _painted if has_colours(sys.stdout) else _plain
        try:
            _write(sys.stdout, (paint(line, self._line(line)) for line in lines))
        except KeyboardInterrupt:
            _discard(sys.stdout)
            raise
        except OSError as error:
            _discard(sys.stdout)
            words = f"standard output cannot be written: {error.strerror}"
            raise OSError(words) from None

    def complain(self, sentence: str) -> None:
        """Write a sentence to standard error, unless it is closed or nobody reads it."""
        if sys.stderr is None or sys.stderr.closed:
            return
        try:
            with limited(PATIENCE, _StalledError()):
                _write(sys.stderr, [f"{CHECK}: {self._line(sentence)}"])
        except (OSError, _StalledError):
            _discard(sys.stderr)

    def _line(self, text: str) -> str:
        return for_terminal(self.redact(text))


def _plain(_line: str, shown: str) -> str:
    return shown


def _painted(line: str, shown: str) -> str:
    return f"\x1b[{line.style}m{shown}\x1b[0m" if isinstance(line, Styled) else shown


def _write(stream: TextIO, lines: Iterable[str]) -> None:
    encoding = stream.encoding or "utf-8"
    stream.writelines(
        f"{line.encode(encoding, 'backslashreplace').decode(encoding)}\n" for line in lines
    )
    stream.flush()


def _discard(stream: TextIO) -> None:
    """Send unflushed output to the null device, or Python would report it at exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
