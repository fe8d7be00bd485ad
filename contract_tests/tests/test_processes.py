from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from contract_tests.tests.processes import Run, Start


def test_limit_ends_a_program(run: Run) -> None:
    """A program that exceeds its limit is killed with its children."""
    with pytest.raises(TimeoutError, match=r"did not end within 0\.5 s"):
        run("sh", "-c", "sleep 60; sleep 60", limit=0.5)


def test_block_ends_a_program(start: Start) -> None:
    """A program that still runs at the end of the block is killed."""
    with start(sys.executable, "-c", "print('up', flush=True); input()", stdin=-1) as process:
        assert process.stdout
        assert process.stdout.readline() == "up\n"

    assert process.returncode == -9
