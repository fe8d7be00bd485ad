"""The signature: that of the published algorithm, and of the vendor's own signer."""

from __future__ import annotations

import json
import random
import subprocess

import pytest
from huaweicloud_statistics._runtime.signing import Signable, authorization, canonical

from contract_tests.tests.vendor_python import vendors_python

AK = "AKEXAMPLE0000000000"
SK = "SKexample/secret+key0000000000000000000000"
DATE = "20260102T030405Z"
PROJECT = "c53626012ba84727b938ca8bf03108ef"
ORDER = "/v1/job/script/orders/SCT2023083109562601af694bf/statistics"
TASKS = f"/v2/{PROJECT}/fdi/instances/fae7ff6c-8e07-4cf8-9e67-589cab2f017c/statistics/tasks"
ROMA = "roma.cn-north-4.myhuaweicloud.com"
SIGN = """
import json, sys
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

for line in sys.stdin:
    one = json.loads(line)
    request = SdkRequest(
        method=one["method"], schema="https", host=one["headers"]["Host"],
        resource_path=one["path"], query_params=[tuple(pair) for pair in one["query"]],
        header_params=one["headers"], body=one["body"].encode(),
    )
    signed = Signer(BasicCredentials(one["ak"], one["sk"])).sign(request)
    print(json.dumps([signed.header_params["Authorization"], signed.uri]))
"""
LETTERS = "aZ09-_.~ +%/&=?;:@!$'()*,[]éß漢😀\t"


@pytest.mark.parametrize(
    ("host", "path", "headers", "names", "signature"),
    [
        (
            "coc.myhuaweicloud.com",
            ORDER,
            {},
            "host;x-sdk-date",
            "211b40e73568f322c6b8e96fbb943aae4ae546714444da563595490398550e8e",
        ),
        (
            ROMA,
            TASKS,
            {"Content-Type": "application/json", "X-Project-Id": PROJECT},
            "content-type;host;x-project-id;x-sdk-date",
            "4a32b5e93efd17f63f6e882a0fe603ec1bae5c912c51df3bdc2daad981dab59c",
        ),
        (
            ROMA,
            TASKS,
            {"X-Security-Token": "TOKEN123"},
            "host;x-sdk-date;x-security-token",
            "f3adc5ee4f4ce1ebffb3d92d17d9de10f1844f3f17da8dc5ed9b816f385988cd",
        ),
    ],
)
def test_known_requests_have_their_known_signatures(
    host: str, path: str, headers: dict[str, str], names: str, signature: str
) -> None:
    """Three requests are signed as the vendor's signer signed them."""
    request = Signable("GET", path, {"Host": host, "X-Sdk-Date": DATE, **headers})

    expected = f"SDK-HMAC-SHA256 Access={AK}, SignedHeaders={names}, Signature={signature}"
    assert expected == authorization(request, AK, SK)


def test_canonical_request_is_the_published_one() -> None:
    """The form that is hashed has the lines that the vendor's page lists."""
    request = Signable("get", "/a%20b/c?y=2&x=%2F&x=1&z", {"Host": " h ", "X-Sdk-Date": DATE})

    lines = canonical(request).split("\n")

    assert ["GET", "/a%20b/c/", "x=%2F&x=1&y=2&z=", "host:h", f"x-sdk-date:{DATE}"] == lines[:5]
    assert ["", "host;x-sdk-date"] == lines[5:7]
    assert lines[7].startswith("e3b0c44298fc1c14")


def made_up(chance: random.Random) -> dict[str, object]:
    """A request such as none of ours is, in the words of the vendor's signer."""

    def text(most: int, letters: str = LETTERS) -> str:
        return "".join(chance.choice(letters) for _ in range(chance.randint(1, most)))

    names = ("X-Project-Id", "x-language", "X-Security-Token", "a_b", "Content-Type", "x-a", "X-B")
    headers = {name: text(8, "aZ0/+ =é") for name in chance.sample(names, chance.randint(0, 5))}
    if "Content-Type" in headers:
        headers["Content-Type"] = chance.choice(["application/json", "application/json;a=b"])
    return {
        "method": chance.choice(["GET", "POST", "put"]),
        "path": "/" + "/".join(text(6, LETTERS.replace("?", "")) for _ in range(3)),
        "query": [[text(3), text(4)] for _ in range(chance.randint(0, 3))],
        "headers": {"Host": "example.com:8443", "X-Sdk-Date": DATE, **headers},
        "body": text(20) if chance.random() < 0.5 else "",
        "ak": AK,
        "sk": SK,
    }


@pytest.fixture(name="vendors_python", scope="module")
def _vendors_python() -> str:
    """A Python that has the vendor's SDK."""
    return vendors_python()


def test_signature_is_that_of_the_vendors_signer(vendors_python: str) -> None:
    """Four hundred odd requests get the same header from the vendor's signer, byte for byte."""
    chance = random.Random(4)  # noqa: S311  # the same every time
    requests = [made_up(chance) for _ in range(400)]
    lines = "\n".join(map(json.dumps, requests))
    output = subprocess.check_output(
        [vendors_python, "-W", "ignore", "-c", SIGN], input=lines, text=True
    )

    for line, one in zip(output.splitlines(), requests, strict=True):
        expected, uri = json.loads(line)
        signed = Signable(
            str(one["method"]),
            str(one["path"]) + str(uri).removeprefix(str(one["path"])),
            one["headers"],  # type: ignore[arg-type]
            str(one["body"]).encode(),
        )
        assert expected == authorization(signed, AK, SK)
