"""No secret or part of one is in an error, a log record or the repr of a client."""

from __future__ import annotations

import json
import logging
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import BadRequestError
from huaweicloud_statistics._runtime.network.proxies import proxy_for

from contract_tests.tests.client.calling import (
    AK,
    LOGIN,
    PASSWORD,
    SK,
    responds,
)
from contract_tests.tests.raw_server import json_response, raw_server

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Statistics
    from contract_tests.tests.raw_server import Received


WAYS = pytest.mark.parametrize(
    "options",
    [
        {"token": "MIIstatic-token-1"},
        {"token": lambda: "MIIstatic-token-1"},
        {"ak": AK, "sk": SK, "security_token": "MIItemporary-1"},
        LOGIN,
    ],
    ids=["token", "function", "key", "login"],
)
SECRETS = ["MIIstatic-token-1", SK, "MIItemporary-1", PASSWORD, "MIIissued-1"]


@WAYS
def test_client_does_not_show_them(client_class: type[Any], options: dict[str, Any]) -> None:
    """The reprs of a client and its parts contain no secret."""
    client = client_class(region="cn-north-4", **options)

    shown = f"{client} {client!r} {vars(client)} {vars(client._caller)} {client._settings}"  # noqa: SLF001
    shown += f"{client._settings.credentials} {vars(client._wire)}"  # noqa: SLF001
    assert [secret for secret in SECRETS if secret in shown] == []


def test_client_does_not_hold_a_proxys_password_in_clear(client_class: type[Any]) -> None:
    """Tools that show the attributes of the variables of a traceback do not show it."""
    proxy = "http://reader:hunter2@127.0.0.1:3128"
    client = client_class(region="cn-north-4", token="x", proxy=proxy)
    settings = client._settings  # noqa: SLF001
    chosen = proxy_for(settings.base_url, proxy)

    assert "hunter2" not in f"{vars(settings)} {vars(settings.http)} {vars(chosen)}"


@WAYS
def test_secrets_that_a_server_repeats_are_redacted(
    statistics: Statistics, options: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Logs and errors contain no secret, even if the server echoes the request."""
    caplog.set_level(logging.DEBUG)
    secrets = [*SECRETS]

    def respond(request: Received) -> bytes:
        if request.target.startswith("/v3/"):
            return json_response({}, 201, X_Subject_Token="MIIissued-1")
        received = {
            name.title(): value for name, value in request.headers.items() if name != "host"
        }
        signature = request.headers.get("authorization", "").rpartition("=")[2]
        secrets.extend(filter(None, [signature]))
        echoes = {f"X-Echo-{name}": value for name, value in received.items()}
        return json_response({"error_code": "A", "error_msg": json.dumps(received)}, 400, **echoes)

    with raw_server(responds(respond)) as server:
        if options is LOGIN:
            options = {**options, "iam_endpoint": server.url}
        with pytest.raises(BadRequestError) as caught:
            statistics(server.url, **options)

    error = caught.value
    shown = "".join(traceback.format_exception(error)) + repr(vars(error)) + caplog.text
    shown += repr(dict(error.headers))
    assert [secret for secret in secrets if secret in shown] == []
    assert "httpcore" in caplog.text
