"""Servers written with common frameworks, corrected by the messages of a check."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from werkzeug.serving import make_server

from contract_tests.conformance.main import check
from contract_tests.conformance.options import RunOptions
from contract_tests.conformance.requests.probes import generated
from contract_tests.reference_server import ReferenceServer, write_target
from contract_tests.tests.ordinary import fastapi_server, flask_server
from contract_tests.tests.processes import poll
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    Running = Callable[[dict[str, bool], dict[str, Any]], AbstractContextManager[str]]


@contextmanager
def flask(tokens: dict[str, bool], orders: dict[str, Any]) -> Iterator[str]:
    app = flask_server.application(tokens, orders)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def fastapi(tokens: dict[str, bool], orders: dict[str, Any]) -> Iterator[str]:
    app = fastapi_server.application(tokens, orders)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as sock:
        thread = threading.Thread(target=server.run, args=([sock],))
        thread.start()
        try:
            poll(lambda: server.started)
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.mark.slow
@pytest.mark.parametrize("running", [flask, fastapi])
def test_ordinary_servers_conform(
    running: Running,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A server written with a common framework can conform."""
    monkeypatch.setattr(generated, "EXAMPLES", 8)
    reference = ReferenceServer(load_all().values())
    access, known = reference.access, reference.store.known["GetScriptJobStatistics"]
    tokens = {access.token: True, access.denied_token: False}
    orders = {call.path_texts["execute_uuid"]: call.response for call in known}
    with running(tokens, orders) as base_url:
        write_target(tmp_path / "target.toml", base_url, reference)
        status = check(tmp_path / "target.toml", RunOptions(api="coc"))

    assert status == 0, capsys.readouterr().out
