"""Output on a terminal: width, colours and progress."""

from __future__ import annotations

import io
import os
import pty
import re
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.report.terminal import progress
from contract_tests.conformance.report.terminal.colours import has_colours, is_terminal
from contract_tests.tests import ROOT
from contract_tests.tests.processes import poll

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Start

COLOUR = "\x1b[3"
VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "coloured", "piped"),
    [
        ("TERM=xterm", True, False),
        ("TERM=dumb", False, False),
        ("", False, False),
        ("TERM=xterm NO_COLOR=1", False, False),
        ("TERM=xterm CLICOLOR=0", False, False),
        ("TERM=dumb FORCE_COLOR=1", True, True),
        ("TERM=dumb CLICOLOR_FORCE=1", True, True),
        ("TERM=xterm FORCE_COLOR=1 NO_COLOR=1", False, False),
    ],
)
def test_who_sees_colours(
    monkeypatch: pytest.MonkeyPatch, variables: str, *, coloured: bool, piped: bool
) -> None:
    """Colours depend on the terminal and on the environment."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for variable in variables.split():
        monkeypatch.setenv(*variable.split("="))

    assert (has_colours(_Terminal()), has_colours(io.StringIO())) == (coloured, piped)
    assert is_terminal(_Terminal()) is ("xterm" in variables)


def test_terminal(start: Start, target: Path) -> None:
    """A terminal gets colours, and a progress line within its width."""
    environment = dict.fromkeys(VARIABLES, "") | {"TERM": "xterm", "COLUMNS": "60"}
    ours, theirs = pty.openpty()
    command = (sys.executable, "-m", "scripts.checking", "--quick", "--target", target)
    environment = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}

    with start(*command, env=environment, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = _read(ours)
        process.wait()

    assert process.returncode == 0, shown
    assert COLOUR in shown
    steps = re.findall("\r\x1b\\[K([0-9]+ s: [^\r]*)", shown)
    assert steps
    assert all(len(step) < 60 for step in steps)


def test_progress_in_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal, progress is written as occasional lines, with secrets redacted."""
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    monkeypatch.setattr(progress, "LOGGED", 0.0)
    monkeypatch.setattr(progress, "REDRAWN", 0.001)

    with progress.shown(lambda: "clause 3 of 82, 1 failed\x1b[2J"):
        poll(lambda: log.getvalue().endswith("\n"))

    assert re.match(r"\d+ s: clause 3 of 82, 1 failed\\x1b\[2J\n", log.getvalue())
    assert "\r" not in log.getvalue()


def test_progress_is_silent_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal, steps of a few seconds are not logged."""
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    monkeypatch.setattr(progress, "LOGGED", 3600.0)
    monkeypatch.setattr(progress, "REDRAWN", 0.001)
    asked = threading.Event()

    def what() -> str:
        asked.set()
        return "clause 3 of 82"

    with progress.shown(what):
        assert asked.wait(60)

    assert log.getvalue() == ""


def _read(terminal: int) -> str:
    """All output until the other end is closed."""
    shown = b""
    while True:
        try:
            chunk = os.read(terminal, 1 << 16)
        except OSError:  # the last writer has left
            chunk = b""
        if not chunk:
            os.close(terminal)
            return shown.decode()
        shown += chunk
