from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

import certifi
import pytest

from contract_tests.conformance.errors import TargetError
from contract_tests.conformance.target import KnownIds, load_targets
from contract_tests.conformance.target.credentials import AccessKey
from contract_tests.conformance.target.iam import IamLogin
from openapi.contract import load_all

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.conformance.target.conftest import Write

CONTRACTS = load_all()
KNOWN = '[[known.GetScriptJobStatistics]]\nexecute_uuid = "SCT1"\n'
BASE = 'base_url = "http://127.0.0.1:1"\n'
TOKEN = 'token = "env:TEST_TOKEN"\n'


program = partial(pytest.param, marks=pytest.mark.processes)
"""A target that names a program to run."""


def test_reads_all_keys(write: Write, tmp_path: Path) -> None:
    """A target gives each API its address, its credentials and its known ids."""
    (tmp_path / "denied").write_text("n0pe\n", encoding="utf-8")
    path = write(
        BASE + TOKEN + 'denied_token = "file:denied"\n' + KNOWN + "expect = { data = { a = 1 } }\n"
        '[roma]\nbase_url = "https://roma.example/prefix/"\n'
    )

    targets = load_targets(path, CONTRACTS)

    coc = targets["coc"]
    assert (coc.base_url, coc.token, coc.denied_token) == ("http://127.0.0.1:1", "s3cret", "n0pe")
    assert targets["roma"].base_url == "https://roma.example/prefix"
    known = (KnownIds({"execute_uuid": "SCT1"}, {"data": {"a": 1}}),)
    assert {"GetScriptJobStatistics": known} == coc.known
    assert "s3cret" not in repr(coc)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("base_url = ", "not TOML"),
        (BASE + TOKEN + "tokn = 1", "unknown key tokn; did you mean token?"),
        (BASE + TOKEN + "[known.CountTask]", "known.CountTask; did you mean CountTasks"),
        (BASE + TOKEN + "[[known.CountTasks]]\nproject_id = 'a'", "instance_id is missing"),
        (BASE + TOKEN + KNOWN + "uuid = 1", "unknown key known.GetScriptJobStatistics.uuid"),
        (BASE + TOKEN + KNOWN.replace("SCT1", "a/b"), "execute_uuid violates the contract"),
        (TOKEN, "base_url is missing"),
        (BASE, "token is missing"),
        (BASE + 'token = "env:NOT_SET_ANYWHERE"', "env:NOT_SET_ANYWHERE is not set or is empty"),
        (BASE + 'token = "file:nowhere"', "file:nowhere: No such file"),
        (BASE + TOKEN + 'login = { ak = "env:TEST_TOKEN" }', "either token or login"),
        (BASE + 'login = { ak = "env:TEST_TOKEN" }', "login.sk is missing"),
        (BASE + 'login = { iam_user = "x" }', "login.iam_endpoint is missing"),
        (BASE + TOKEN + 'live = "yes"', "live must be true or false"),
        (BASE + TOKEN + 'proxy = "socks"', "proxy must be http:// or https://"),
        (BASE + TOKEN + "headers = { X-A = 1 }", "headers.X-A must be a string"),
        (BASE + TOKEN + 'known = "ids.toml"', 'known must be tables, "file:PATH" or "command:'),
        (BASE + TOKEN + 'known = "file:ids.toml"', "known: file:ids.toml: No such file"),
        program(BASE + TOKEN + 'known = "command:false"', "known: false exited with 1"),
        program(BASE + TOKEN + 'known = "command:/nowhere"', "known: /nowhere could not be run"),
    ],
)
def test_says_what_is_wrong(write: Write, text: str, problem: str) -> None:
    """An invalid target is rejected with the key and what would be valid."""
    with pytest.raises(TargetError) as refusal:
        load_targets(write(text), CONTRACTS)

    assert problem in str(refusal.value)
    assert "literal" not in str(refusal.value)


def test_other_apis_may_be_incomplete(write: Write) -> None:
    """Checking one API requires no settings for another."""
    path = write("[coc]\n" + BASE + TOKEN)

    assert list(load_targets(path, CONTRACTS, only="coc")) == ["coc"]


def test_logins(write: Write) -> None:
    """Each API may have a key pair or an IAM user instead of a token."""
    path = write(
        BASE + "[login]\n"
        'ak = "env:TEST_TOKEN"\nsk = "env:TEST_TOKEN"\nsecurity_token = "env:TEST_TOKEN"\n'
        "[roma.login]\n"
        'iam_endpoint = "https://iam.example"\niam_user = "u"\niam_domain = "d"\n'
        'iam_password = "env:TEST_TOKEN"\nproject = "cn-north-4"\n'
    )

    targets = load_targets(path, CONTRACTS)

    assert targets["coc"].login == AccessKey("s3cret", "s3cret", "s3cret")
    scope = {"project": {"name": "cn-north-4"}}
    assert targets["roma"].login == IamLogin("https://iam.example", "u", "s3cret", "d", scope)
    assert set(targets["roma"].secrets) == {"s3cret"}
    assert "s3cret" not in repr(targets).replace("ak='s3cret'", "")


@pytest.mark.parametrize("source", ["file:ids.toml", program("command:cat ids.toml")])
def test_known_ids_from_elsewhere(write: Write, tmp_path: Path, source: str) -> None:
    """Known ids may come from a file, or from a command's output."""
    (tmp_path / "ids.toml").write_text(KNOWN, encoding="utf-8")

    target = load_targets(write(f'{BASE}{TOKEN}known = "{source}"\n'), CONTRACTS)["coc"]

    assert target.known == {"GetScriptJobStatistics": (KnownIds({"execute_uuid": "SCT1"}),)}


def test_roads_to_the_server(write: Write, tmp_path: Path) -> None:
    """A CA bundle, a proxy, further headers and missing capabilities are read."""
    shutil.copy(certifi.where(), tmp_path / "ca.pem")
    path = write(
        BASE + TOKEN + 'ca_bundle = "ca.pem"\nproxy = "http://proxy.example:3128"\n'
        'headers = { X-Stage = "RELEASE", X-Key = "env:TEST_TOKEN" }\n'
        "capabilities = { unknown_ids = false, methods = true }\n"
    )

    target = load_targets(path, CONTRACTS)["coc"]

    assert target.ca_bundle == str(tmp_path / "ca.pem")
    assert target.proxy == "http://proxy.example:3128"
    assert target.headers == {"X-Stage": "RELEASE", "X-Key": "s3cret"}
    assert target.lacks == {"unknown_ids"}


def test_names_of_headers(write: Write) -> None:
    """The headers of a known call may be spelled in any case."""
    text = BASE + TOKEN + '[[known.GetScriptJobStatistics]]\nexecute_uuid = "SCT1"\n'
    target = load_targets(write(text + 'headers = { x-language = "zh-cn" }'), CONTRACTS)["coc"]

    ((known,),) = target.known.values()
    assert known.call
    assert known.call.fields == {"X-Language": "zh-cn"}
