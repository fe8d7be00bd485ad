from __future__ import annotations

import http.server
import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
import requests

from contract_tests.conformance import login
from contract_tests.conformance.login import IamUser, KeyPair, LoginError, Token

if TYPE_CHECKING:
    from collections.abc import Iterator

AK, SK = "AKEXAMPLE0000000000", "SKexample/secret+key0000000000000000000000"
DATE = "20260102T030405Z"
ROMA = "roma.cn-north-4.myhuaweicloud.com"
PROJECT = "c53626012ba84727b938ca8bf03108ef"
TASKS = f"/v2/{PROJECT}/fdi/instances/fae7ff6c-8e07-4cf8-9e67-589cab2f017c/statistics/tasks"


def test_key_pair_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key pair signs host and date, and the security token of a temporary one."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # noqa: ARG003
            return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    monkeypatch.setattr(login, "datetime", Clock)
    request = requests.Request("GET", f"https://{ROMA}{TASKS}").prepare()
    KeyPair(AK, SK, "TOKEN123").apply(request, "X-Auth-Token")

    assert request.headers["Authorization"] == (
        f"SDK-HMAC-SHA256 Access={AK}, SignedHeaders=host;x-sdk-date;x-security-token, "
        "Signature=f3adc5ee4f4ce1ebffb3d92d17d9de10f1844f3f17da8dc5ed9b816f385988cd"
    )
    assert request.headers["X-Security-Token"] == "TOKEN123"
    assert "X-Auth-Token" not in request.headers


class Iam(http.server.BaseHTTPRequestHandler):
    """Lets one user in."""

    asked: ClassVar[list[tuple[str, Any]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body))
        right = body["auth"]["identity"]["password"]["user"]["password"] == "right"
        self.send_response(201 if right else 401)
        if right:
            self.send_header("X-Subject-Token", "fresh")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def iam() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), Iam) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_iam_user_gets_a_token() -> None:
    """A user logs in at IAM as the vendor documents it."""
    with iam() as endpoint, requests.Session() as session:
        user = IamUser(endpoint, "reader", "right", "acme", {"project": {"name": "cn-north-4"}})
        assert user.token(session, 5) == Token("fresh")

    path, body = Iam.asked[-1]
    assert path == "/v3/auth/tokens?nocatalog=true"
    assert body["auth"]["scope"] == {"project": {"name": "cn-north-4"}}


def test_iam_refuses() -> None:
    """A login that fails says where and with which status, and nothing of the password."""
    with iam() as endpoint, requests.Session() as session:
        user = IamUser(endpoint, "reader", "wr0ng", "acme", {})
        with pytest.raises(LoginError, match=r"refused the login \(401\)") as refusal:
            user.token(session, 5)

    assert "wr0ng" not in str(refusal.value) + repr(user)
