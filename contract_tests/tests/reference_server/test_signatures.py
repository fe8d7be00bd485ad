from __future__ import annotations

import hashlib
import time
from calendar import timegm
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from contract_tests.conformance.requests.transport.connections import Connections
from contract_tests.conformance.requests.transport.message import HttpRequest
from contract_tests.conformance.target import Target
from contract_tests.conformance.target.credentials import AccessKey
from contract_tests.reference_server import Access, KeyPair, ReferenceServer, Request, background
from contract_tests.reference_server.access.signature import canonical_request
from contract_tests.signing import signature as signature_of
from contract_tests.tests.reference_server.support import (
    INSTANCE,
    KNOWN,
    PROJECT,
    TASKS,
    Clock,
    get,
    signed,
    with_authorization,
    words,
)
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Iterator

DATE = "20260102T030405Z"
NOW = timegm((2026, 1, 2, 3, 4, 5))
ACCESS = Access(
    token="Valid-Token-0123456789z", denied_token="Denied-Token-0123456789", now=Clock(NOW)
)
SERVER = ReferenceServer(load_all().values(), ACCESS)
WRONG = "Incorrect IAM authentication information: "


def test_vector() -> None:
    """A published vector is reproduced, and the server accepts its request."""
    request = get(
        TASKS.format(PROJECT, INSTANCE),
        host="roma.cn-north-4.myhuaweicloud.com",
        x_sdk_date=DATE,
        x_security_token="TOKEN123",
    )
    names = ("host", "x-sdk-date", "x-security-token")
    signature = "f3adc5ee4f4ce1ebffb3d92d17d9de10f1844f3f17da8dc5ed9b816f385988cd"

    assert signature == signature_of(ACCESS.key.secret_key, DATE, canonical_request(request, names))
    authorized = with_authorization(request, ACCESS.key.access_key, names, signature)
    assert SERVER(authorized).status == 200


@pytest.mark.parametrize(
    "request_",
    [
        get(query="b=2&a=%20x&a=+&c&d=%7E%2f"),
        get(path=KNOWN.replace("af694bf", "af694b%66")),
        Request("GET", KNOWN, "", (("host", "h"), ("x-user-profile", "Zo\xeb")), b"{}"),
        Request("GET", KNOWN, "", (("host", "h"), ("x-user-profile", "Zo\xc3\xab")), b"{}"),
        get(method="HEAD"),
    ],
    ids=["query", "encoded path", "latin-1", "utf-8", "head"],
)
def test_all_parts_are_signed(request_: Request) -> None:
    """A signature covers method, path, query, headers and body."""
    right = signed(request_, ACCESS.key, NOW, "x-user-profile")

    assert SERVER(right).status == 200
    for changed in (
        replace(right, method="HEAD" if right.method == "GET" else "GET"),
        replace(right, path=right.path.replace("SCT2023083109562601", "SCT2023121119543302")),
        replace(right, query=right.query + "&e=5"),
        replace(right, headers=(("host", "other"), *right.headers[1:])),
        replace(right, body=right.body + b" "),
    ):
        status, message = words(SERVER(changed))
        assert status == 401
        assert message.startswith(f"{WRONG}verify aksk signature fail, canonicalRequest:")


def test_the_canonical_request_is_shown() -> None:
    """The error for a wrong signature has the gateway's canonical request, redacted."""
    wrong = replace(ACCESS.temporary_key, secret_key="wrong")
    empty = hashlib.sha256(b"").hexdigest()

    response = SERVER(signed(get(query="b=2&a=1"), wrong, NOW))

    assert words(response)[1] == (
        f"{WRONG}verify aksk signature fail, canonicalRequest:GET|{KNOWN}/|a=1&b=2|"
        f"host:127.0.0.1|x-sdk-date:{DATE}|x-security-token:***||"
        f"host;x-sdk-date;x-security-token|{empty}"
    )
    assert response.body["request_id"] == response.headers["X-Request-Id"]


@pytest.mark.parametrize(("seconds", "status"), [(900, 200), (-900, 200), (901, 401), (-901, 401)])
def test_the_date_counts(seconds: int, status: int) -> None:
    """A signature is valid for 15 minutes on either side of the server's clock."""
    response = SERVER(signed(get(), ACCESS.key, NOW + seconds))

    assert status == response.status
    if status == 401:
        _, message = words(response)
        assert message.startswith(f"{WRONG}signature expired, signature time:20260102T0")
        assert message.endswith(f",server time:{DATE}")


@pytest.mark.parametrize("date", ["", "20260102", "2026-01-02T03:04:05Z", "20261302T030405Z"])
def test_invalid_date(date: str) -> None:
    """A signature with an invalid date is rejected."""
    request = get(x_sdk_date=date)
    names = ("host", "x-sdk-date")
    value = signature_of(ACCESS.key.secret_key, date, canonical_request(request, names))

    response = SERVER(with_authorization(request, ACCESS.key.access_key, names, value))

    assert words(response) == (401, f"{WRONG}verify aksk signature fail")


def test_the_date_must_be_signed() -> None:
    """The date must be signed, since it could be changed otherwise."""
    request = get(x_sdk_date=DATE)
    canonical = canonical_request(request, ("host",))
    value = signature_of(ACCESS.key.secret_key, DATE, canonical)

    response = SERVER(with_authorization(request, ACCESS.key.access_key, ("host",), value))

    assert response.status == 401


def test_unknown_key() -> None:
    """An unknown key is rejected without being echoed."""
    response = SERVER(signed(get(), KeyPair("AKNOBODY", "SK"), NOW))

    assert words(response) == (401, f"{WRONG}Get secretKey failed,ak:***,err:ak not exist")


def test_temporary_key() -> None:
    """A temporary key requires its own security token, signed."""
    key = ACCESS.temporary_key
    unsigned = signed(
        get(x_security_token=key.security_token), replace(key, security_token=""), NOW
    )

    assert SERVER(signed(get(), key, NOW)).status == 200
    without = SERVER(signed(get(), replace(key, security_token=""), NOW))
    assert words(without)[1].endswith("ak not exist")
    wrong = SERVER(signed(get(), replace(key, security_token="wrong"), NOW))
    assert words(wrong) == (401, f"{WRONG}decrypt token fail")
    assert "verify aksk signature fail" in words(SERVER(unsigned))[1]


@pytest.mark.parametrize(
    "authorization",
    ["Basic QUs6U0s=", "SDK-HMAC-SHA256", "SDK-HMAC-SHA256 Access=a, SignedHeaders=b, Signature=c"],
)
def test_other_schemes(authorization: str) -> None:
    """Other schemes and malformed signatures are rejected like wrong ones."""
    response = SERVER(get(authorization=authorization))

    assert words(response) == (401, f"{WRONG}verify aksk signature fail")


def test_a_valid_token_wins() -> None:
    """A valid token takes precedence over a signature; an invalid one does not."""
    good, bad = ACCESS.key, replace(ACCESS.key, secret_key="wrong")

    def status(token: str, key: KeyPair) -> int:
        return SERVER(signed(get(x_auth_token=token), key, NOW)).status

    assert status(ACCESS.token, bad) == 200
    assert status(ACCESS.denied_token, good) == 403
    assert status("wrong", good) == 200
    assert words(SERVER(signed(get(x_auth_token="wrong"), bad, NOW)))[1].endswith(
        "decrypt token fail"
    )


def test_unsigned_payload() -> None:
    """A body may be unsigned if it is not JSON and the request declares it."""
    headers = (("host", "h"), ("content-type", "text/plain"))
    says = ("x-sdk-content-sha256", "UNSIGNED-PAYLOAD")
    text = Request("GET", KNOWN, "", (*headers, says), b"one")
    json = replace(text, headers=(headers[0], ("content-type", "application/json"), says))

    def swapped(request: Request) -> int:
        right = signed(request, ACCESS.key, NOW, "content-type", "x-sdk-content-sha256")
        assert SERVER(right).status == 200
        return SERVER(replace(right, body=b"two")).status

    assert [swapped(text), swapped(json)] == [200, 401]
    assert swapped(replace(text, headers=headers)) == 401


@pytest.fixture(name="url", scope="module")
def _url() -> Iterator[str]:
    with background(ReferenceServer(load_all().values(), replace(ACCESS, now=time.time))) as url:
        yield url


@pytest.mark.parametrize(
    "id_", ["a%2Fb", "a%252Fb", "a+b", "a~b", "a b", "é漢", "a//b", "a%2F", "%25"]
)
def test_every_path_the_suite_signs_is_verified(url: str, id_: str) -> None:
    """The server accepts the suite's signatures, however the path is encoded."""
    key = AccessKey(ACCESS.key.access_key, ACCESS.key.secret_key)
    path = KNOWN.replace("SCT2023083109562601", quote(id_, safe="%+~/"))
    request = HttpRequest("GET", url + path, {"Host": urlsplit(url).netloc})
    request = request.with_headers(key.headers(request, SERVER.operations[0]))

    assert Connections(Target(url)).exchange(request).status not in (0, 401)
