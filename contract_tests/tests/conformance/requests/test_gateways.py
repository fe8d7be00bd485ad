from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.main import check
from contract_tests.conformance.options import RunOptions
from contract_tests.reference_server import background, write_target
from contract_tests.tests.conformance.requests.gateways import CONFIGURATIONS, gateway

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.reference_server import ReferenceServer
    from contract_tests.tests.processes import Start

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_default_configuration(
    start: Start,
    server: ReferenceServer,
    tmp_path: Path,
    name: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A conformant server conforms behind a gateway, too."""
    with background(server) as base_url, gateway(start, name, base_url, tmp_path / name) as front:
        write_target(tmp_path / "target.toml", front, server)
        status = check(tmp_path / "target.toml", RunOptions())

    assert status == 0, "".join(capsys.readouterr())
