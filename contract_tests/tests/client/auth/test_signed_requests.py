"""Requests signed with an access key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huaweicloud_statistics import coc
from huaweicloud_statistics._runtime.auth.signing import Signable, authorization

from contract_tests.tests.client.calling import AK, FINE, ORDER, SK, replies
from contract_tests.tests.raw_server import raw_server

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Call


def test_key_signs_each_request(call: Call) -> None:
    """With a key, requests are signed and contain no secret; the signature is valid."""
    with raw_server(replies(FINE)) as server:
        call(
            *(coc, "get_script_job_statistics", ORDER),
            base_url=f"{server.url}/a%20b",
            keywords={"x_language": "en-us"},
            ak=AK,
            sk=SK,
            security_token="temporary",
            project_id="p1",
        )

    (request,) = server.requests
    shown = request.headers["authorization"]
    names = re.search("SignedHeaders=(.*?),", shown)
    assert names is not None
    assert names[1] == "content-type;host;x-language;x-project-id;x-sdk-date;x-security-token"
    signed = {name: request.headers[name] for name in names[1].split(";")}
    assert shown == authorization(Signable("GET", request.target, signed), AK, SK)
    assert (signed["x-security-token"], signed["x-project-id"]) == ("temporary", "p1")
    assert "x-auth-token" not in request.headers
    assert SK.encode() not in request.head


def test_callers_project_goes_before_the_keys(call: Call) -> None:
    """An operation's own x-project-id is sent once, instead of the client's."""
    with raw_server(replies(FINE)) as server:
        call(
            *(coc, "get_script_job_statistics", ORDER),
            base_url=server.url,
            keywords={"x_project_id": "mine"},
            ak=AK,
            sk=SK,
            project_id="other",
        )

    assert server.requests[0].headers["x-project-id"] == "mine"
    assert server.requests[0].headers["authorization"].count("x-project-id") == 1
