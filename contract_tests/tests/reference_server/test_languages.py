from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from contract_tests.reference_server import ReferenceServer, Request, Response, errors
from contract_tests.tests.reference_server.support import INSTANCE, ORDER, TASKS, get, words
from openapi.contract import load_all

SERVER = ReferenceServer(load_all().values())
TOKEN = SERVER.access.token
HAN = re.compile(r"[\u4e00-\u9fff]")
UNHAPPY = {
    "no such API": get("/v1"),
    "no token": get(),
    "wrong token": get(x_auth_token="wrong"),
    "wrong signature": get(authorization="SDK-HMAC-SHA256 Access=a"),
    "no permission": get(x_auth_token=SERVER.access.denied_token),
    "unknown order": get(ORDER.format("SCT"), x_auth_token=TOKEN),
    "malformed order": get(ORDER.format("a%20b"), x_auth_token=TOKEN),
    "unknown instance": get(TASKS.format("a", INSTANCE), x_auth_token=TOKEN),
    "malformed instance": get(TASKS.format("a", "%20"), x_auth_token=TOKEN),
    "method": get(method="DELETE"),
    "login": Request("POST", "/v3/auth/tokens", headers=(("host", "h"),)),
}


def speaking(request: Request, language: str) -> Request:
    return replace(request, headers=(*request.headers, ("x-language", language)))


def message(response: Response) -> str:
    """The message of an error, nested or not."""
    text = words(response)[1] or response.body["error"]["message"]
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("request_", UNHAPPY.values(), ids=UNHAPPY)
def test_errors(request_: Request) -> None:
    """Every error is available in Chinese, with the status and code of the English one."""
    english, chinese = SERVER(speaking(request_, "en-us")), SERVER(speaking(request_, "zh-cn"))

    assert message(english) == message(SERVER(request_))
    assert message(english).isascii()
    assert HAN.search(message(chinese))
    assert english.status == chinese.status
    assert english.body.get("error_code") == chinese.body.get("error_code")


def test_details_are_not_translated() -> None:
    """The part after the colon is the same in any language."""
    response = SERVER(speaking(get(), "zh-cn"))

    assert message(response) == "IAM认证信息错误: x-auth-token not found"


@pytest.mark.parametrize("language", ["fr", "ZH-CN", "", "zh"])
def test_other_languages(language: str) -> None:
    """An unlisted language is rejected in English, after authentication."""
    unknown = SERVER(speaking(get(), language))
    known = SERVER(speaking(get(x_auth_token=TOKEN), language))

    assert [401, 400] == [unknown.status, known.status]
    assert message(unknown).isascii()
    assert message(known).isascii()


def test_every_documented_error_is_translated() -> None:
    """Each error in a contract has a translation of its own."""
    translated = yaml.safe_load(Path(errors.__file__).with_name("chinese.yaml").read_bytes())

    for operation in SERVER.operations:
        for status in ("400", "403", "404", "500"):
            for body in operation.responses[status].examples.values():
                assert f"{status} {body['error_code']}" in translated
