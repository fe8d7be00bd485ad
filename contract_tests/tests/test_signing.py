"""The two signers, the client's and the test side's, compared with the vendor's own."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import pytest
from huaweicloud_statistics._runtime.auth.signing import Signable, authorization

from contract_tests.signing import authorize

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.tests.processes import Run

AK = "AKEXAMPLE0000000000"
SK = "SKexample/secret+key0000000000000000000000"
DATE = "20260102T030405Z"
PROJECT = "c53626012ba84727b938ca8bf03108ef"
ROMA = "roma.cn-north-4.myhuaweicloud.com"
TASKS = f"/v2/{PROJECT}/fdi/instances/fae7ff6c-8e07-4cf8-9e67-589cab2f017c/statistics/tasks"
VENDOR = """
import json, sys
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

for line in sys.stdin:
    sent = json.loads(line)
    request = SdkRequest(
        method=sent["method"], schema="https", host=sent["headers"]["Host"],
        resource_path=sent["path"], query_params=[tuple(pair) for pair in sent["parameters"]],
        header_params=sent["headers"], body=sent["body"].encode(),
    )
    signed = Signer(BasicCredentials(*sys.argv[1:])).sign(request)
    print(json.dumps([signed.header_params["Authorization"], signed.uri]))
"""
PATHS = (
    *("/", "//", "/a", "/a/", "/a//b", "//a", "/a/./b/../c", "/..", "/a/%2E%2E/b"),
    *("/a%2Fb", "/a%2fb/", "/a%252Fb", "/a%25", "/a%", "/a%zz", "/%2F"),
    *("/a+b", "/a%2Bb", "/a~b", "/a%7Eb", "/a b", "/a%20b", "/é漢😀", "/%C3%A9", "/%FF", "/%00"),
    *("/!$&'()*,;=:@", "/a-._~Z"),
)
QUERIES = {
    "": [],
    "a=1": [["a", "1"]],
    "a=": [["a", ""]],
    "a": [["a", ""]],
    "=1": [["", "1"]],
    "&": [],
    "a=2&a=1&a=": [["a", "2"], ["a", "1"], ["a", ""]],
    "b=1&a=2&B=3&a-=4": [["b", "1"], ["a", "2"], ["B", "3"], ["a-", "4"]],
    "a=%2F%25%2B~": [["a", "/%+~"]],
    "a=+%20": [["a", "  "]],
    "%C3%A9=%E6%BC%A2&é=漢": [["é", "漢"], ["é", "漢"]],
    "a=b=c": [["a", "b=c"]],
}
"""Queries on the wire, and the parameters they stand for."""
LETTERS = "aZ09-_.~ +%/&=?;:@!$'()*,[]éß漢😀\t"


@dataclass(frozen=True)
class Sent:
    """A request with the parameters of the vendor's signer."""

    path: str
    headers: dict[str, str]
    parameters: list[list[str]] = field(default_factory=list)
    query: str | None = None
    """As on the wire; ``None`` to send the vendor signer's encoding of the parameters."""
    method: str = "GET"
    body: str = ""


def by_client(sent: Sent, target: str) -> str:
    """The client's signature; the client decides which headers it signs."""
    return authorization(Signable(sent.method, target, sent.headers, sent.body.encode()), AK, SK)


def by_test_side(sent: Sent, target: str) -> str:
    """The test side's signature of the headers that the vendor's signer signs."""
    headers = {name: value for name, value in sent.headers.items() if "_" not in name}
    return str(authorize((AK, SK), sent.method, target, headers, sent.body.encode()))


both_signers = pytest.mark.parametrize("signer", [by_client, by_test_side])


@both_signers
@pytest.mark.parametrize(
    ("headers", "names", "signature"),
    [
        (
            {"Host": ROMA, "Content-Type": "application/json", "X-Project-Id": PROJECT},
            "content-type;host;x-project-id;x-sdk-date",
            "4a32b5e93efd17f63f6e882a0fe603ec1bae5c912c51df3bdc2daad981dab59c",
        ),
        (
            {"Host": ROMA, "X-Security-Token": "TOKEN123"},
            "host;x-sdk-date;x-security-token",
            "f3adc5ee4f4ce1ebffb3d92d17d9de10f1844f3f17da8dc5ed9b816f385988cd",
        ),
    ],
)
def test_known_requests_have_their_known_signatures(
    signer: Callable[[Sent, str], str],
    headers: dict[str, str],
    names: str,
    signature: str,
) -> None:
    """Two requests get the signatures that the vendor's signer gave them."""
    sent = Sent(TASKS, {"X-Sdk-Date": DATE, **headers})

    expected = f"SDK-HMAC-SHA256 Access={AK}, SignedHeaders={names}, Signature={signature}"
    assert expected == signer(sent, TASKS)


def random_request(chance: random.Random) -> Sent:
    """A random request."""

    def text(most: int, letters: str = LETTERS) -> str:
        return "".join(chance.choice(letters) for _ in range(chance.randint(1, most)))

    names = ("X-Project-Id", "x-language", "X-Security-Token", "a_b", "Content-Type", "x-a", "X-B")
    headers = {name: text(8, "aZ0/+ =é") for name in chance.sample(names, chance.randint(0, 5))}
    if "Content-Type" in headers:
        headers["Content-Type"] = chance.choice(["application/json", "application/json;a=b"])
    return Sent(
        path="/" + "/".join(text(6, LETTERS.replace("?", "")) for _ in range(3)),
        headers={"Host": "example.com:8443", "X-Sdk-Date": DATE, **headers},
        parameters=[[text(3), text(4)] for _ in range(chance.randint(0, 3))],
        method=chance.choice(["GET", "POST", "put"]),
        body=text(20) if chance.random() < 0.5 else "",
    )


@pytest.fixture(name="vendor_signed", scope="module")
def _vendor_signed(run: Run, vendor_python: str) -> list[tuple[Sent, str, str]]:
    """Requests, each with its target on the wire and the vendor's signature."""
    chance = random.Random(4)  # noqa: S311  # deterministic
    headers = {"Host": "example.com:8443", "X-Sdk-Date": DATE}
    requests = [
        Sent(path, headers, parameters, query)
        for path, (query, parameters) in product(PATHS, QUERIES.items())
    ]
    requests += [random_request(chance) for _ in range(400)]
    lines = "\n".join(json.dumps(asdict(sent)) for sent in requests)
    done = run(vendor_python, "-W", "ignore", "-c", VENDOR, AK, SK, stdin=lines)
    assert done.returncode == 0, done.stderr
    signed = []
    for line, sent in zip(done.stdout.splitlines(), requests, strict=True):
        expected, uri = json.loads(line)
        target = uri if sent.query is None else f"{sent.path}?{sent.query}"
        signed.append((sent, target, expected))
    return signed


@both_signers
def test_signature_equals_the_vendors(
    signer: Callable[[Sent, str], str], vendor_signed: list[tuple[Sent, str, str]]
) -> None:
    """The vendor's signer gives each request the same header, byte for byte."""
    different = [
        target for sent, target, expected in vendor_signed if signer(sent, target) != expected
    ]

    assert not different
