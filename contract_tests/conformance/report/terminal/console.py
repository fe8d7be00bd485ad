"""Standard output and standard error: all that a person or a CI server reads at once."""

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
"""Seconds within which somebody must read what cannot wait any longer."""


class _StalledError(StopError):
    """Nobody reads."""


class Console:
    """Writes lines: without secrets, and with nothing in them that acts on who reads them."""

    def __init__(self, redact: Callable[[str], str] = str) -> None:
        """Redact what is written, once it is known what is secret."""
        self.redact = redact

    @property
    def width(self) -> int:
        """Columns of the terminal, or as COLUMNS says; 80 where nothing says so."""
        return shutil.get_terminal_size((80, 24)).columns

    def say(self, lines: Iterable[str]) -> None:
        """Write lines to standard output.

        Raises:
            OSError: They cannot be written.
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
        """Write a sentence to standard error, if there is one and somebody reads it."""
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
    """Let what is left in the stream go nowhere, or Python would complain of it at the end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
