"""A server written with a common framework, corrected by the messages of a check."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from werkzeug.serving import make_server

from contract_tests.conformance.main import check
from contract_tests.conformance.options import RunOptions
from contract_tests.conformance.requests.probes import generated
from contract_tests.reference_server import ReferenceServer, write_target
from contract_tests.tests.ordinary.flask_server import application
from openapi.contract import load_all

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_ordinary_server_conforms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server written with a common framework can conform."""
    monkeypatch.setattr(generated, "EXAMPLES", 8)
    reference = ReferenceServer(load_all().values())
    access, known = reference.access, reference.store.known["GetScriptJobStatistics"]
    tokens = {access.token: True, access.denied_token: False}
    orders = {call.path_texts["execute_uuid"]: call.response for call in known}
    server = make_server("127.0.0.1", 0, application(tokens, orders), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        target = tmp_path / "target.toml"
        write_target(target, f"http://127.0.0.1:{server.server_port}", reference)
        status = check(target, RunOptions(api="coc"))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

    assert status == 0, capsys.readouterr().out
