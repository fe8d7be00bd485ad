from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.reference_server import background
from contract_tests.tests.faults.exchanges import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(name="stage", scope="session")
def _stage() -> Iterator[Stage]:
    """A server whose handler can be replaced by a test."""
    stage = Stage()
    with background(stage) as base_url:
        stage.address = base_url.removeprefix("http://")
        yield stage
