"""Secrets that a server echoes are redacted in any encoding, in whole or in part."""

from __future__ import annotations

import base64
import html
import json
import logging
import traceback
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest
from huaweicloud_statistics import BadRequestError, ContractError, Error, coc
from huaweicloud_statistics._runtime.redaction.redactor import Redactor
from huaweicloud_statistics._runtime.redaction.secret import Secret

from contract_tests.tests.client.calling import (
    ORDER,
    PASSWORD,
    SK,
    STATISTICS,
    TOKEN,
    both_kinds,
    replies,
    statistics_by,
)
from contract_tests.tests.client.redaction.socks import socks_proxy
from contract_tests.tests.raw_server import json_response, raw_server, response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.tests.client.calling import Call, Statistics
    from contract_tests.tests.raw_server import Exchange

LONG = "MII" + "".join(f"{number:x}/" for number in range(1000, 1100))
SECRETS = {"token": TOKEN, "password": PASSWORD, "sk": SK, "short": "abc123", "long": LONG}


def escaped(secret: str) -> Iterator[str]:
    """A secret with every character escaped."""
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield json.dumps(secret).replace("/", r"\/")[1:-1]
    yield json.dumps(json.dumps(secret))[3:-3]
    yield repr(secret)[1:-1]
    yield repr(secret.encode())[2:-1]
    for percent in (quote(secret, safe=""), quote_plus(secret)):
        yield percent
        yield quote(percent, safe="")
        yield quote(quote(percent, safe=""), safe="")
    yield "".join(f"%{byte:02x}" for byte in secret.encode())
    yield "".join(f"%25{byte:02x}" for byte in secret.encode())
    yield html.escape(secret)
    yield html.escape(html.escape(secret))
    for form in ("&#{};", "&#x{:x};", "&#X{:X};", "&#0{};", r"\u{:04x}", r"\u{:04X}"):
        yield "".join(form.format(ord(letter)) for letter in secret)
    yield "".join(rf"\x{byte:02x}" for byte in secret.encode())


def encoded(secret: str) -> Iterator[str]:
    """A secret as part of something encoded."""
    for before in ("", "x", "xy", "user:"):
        content = f"{before}{secret}".encode()
        for text in (
            base64.b64encode(content).decode(),
            base64.urlsafe_b64encode(content).decode(),
            base64.b64encode(content + b" and more").decode(),
        ):
            yield text.rstrip("=")
            yield base64.b64encode(text.encode()).decode().rstrip("=")
        yield base64.encodebytes(content).decode().strip().rstrip("=")
        yield content.hex()
        yield content.hex().upper()
        yield content.hex(":")
        yield content.hex(" ")
    yield base64.b64encode(json.dumps({"a": secret}).encode()).decode().rstrip("=")


@pytest.mark.parametrize("name", SECRETS)
def test_secret_is_found_in_every_form(name: str) -> None:
    """In text, in a header, as a value in JSON; the text around it is kept."""
    secret = SECRETS[name]
    redactor = Redactor([Secret("another-secret"), Secret(secret)])
    for form in (secret, *escaped(secret), *encoded(secret)):
        for before, after in (("", ""), ("Got ", " from you."), ('{"a": "', '"}'), ("t=", "&x=1")):
            redacted = redactor.text(f"{before}{form}{after}")
            assert redacted.startswith(f"{before}***"), (form, redacted)
            assert redacted.endswith(after), (form, redacted)
            assert len(redacted) <= len(before) + len(after) + 4, (form, redacted)


@pytest.mark.parametrize("cut", [LONG[:40], LONG[100:130], LONG[-20:], LONG[5:17]])
def test_part_of_a_secret_is_found(cut: str) -> None:
    """A truncated secret is redacted if at least a dozen characters of it are left."""
    redactor = Redactor([Secret(LONG)])

    for form in (cut, quote(cut, safe=""), base64.b64encode(cut.encode()).decode().rstrip("=")):
        assert redactor.text(f"unknown: {form}…") == "unknown: ***…"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Incorrect IAM authentication information: x-auth-token not found",
        '{"data": {"total_instance": 3, "execute_statistics": [{"instance_status": "FINISHED"}]}}',
        "100 % sure &amp; &nosuch; &#; \\u12 %zz %2",
        "85e1fdf826d0efb6218aad5e74203f76",
        "bücher 書 \udc80",
        TOKEN[:11],
    ],
)
def test_what_is_harmless_is_kept(text: str) -> None:
    """Text around a secret is kept exactly, whatever escapes it has."""
    redactor = Redactor(map(Secret, SECRETS.values()))

    assert redactor.text(text) == text
    assert redactor.json({text: [text, 5, None]}) == {text: [text, 5, None]}


@pytest.mark.parametrize("secret", [LONG[:80], "9" * 60, "ab" * 20 + "c"])
def test_parts_are_found_wherever_they_stand(secret: str) -> None:
    """At the start, at the end, after others, and in repetitive secrets."""
    parts = {secret[at : at + 12] for at in range(len(secret) - 11)}
    redactor = Redactor([Secret(secret)])
    for length in (12, 13, 40):
        for place in range(0, len(secret) - length + 1, 7):
            for before in (0, 1, 6):
                text = f"{secret[: length + 1]}{'#' * before}{secret[place : place + length]}"
                shown = redactor.text(text)
                assert not any(shown[at : at + 12] in parts for at in range(len(shown)))


@pytest.mark.parametrize("secret", [LONG, "9" * 5000, "9" * 5000 + "a", "ab" * 3000])
def test_search_ends(secret: str) -> None:
    """Redaction takes linear time, whatever a server echoes."""
    for text in (secret, secret[:6] + "!", secret[:13] + "!", secret[-9:], secret[1:] + "?"):
        shown = Redactor([Secret(secret)]).text(text * (20_000 // len(text)))
        assert secret[:12] not in shown


def test_short_secret_is_found_where_it_stands_alone() -> None:
    """A short password is redacted, but not inside of words."""
    redactor = Redactor([Secret("abc"), Secret("no")])

    assert redactor.text("abc, 'abc' and abcd: no") == "***, '***' and abcd: no"


def test_error_does_not_show_a_secret_sent_back() -> None:
    """Wherever the server echoes it, in whatever encoding."""
    forms = sorted({*escaped(TOKEN), *encoded(TOKEN)})

    def respond(exchange: Exchange) -> None:
        form = forms[exchange.number]
        body = {"error_code": form, "error_msg": f"no: {form}", "more": {form: [form]}}
        exchange.send(json_response(body, 400, X_Request_Id=form.replace("\n", "")))

    with (
        raw_server(respond) as server,
        coc.Client(base_url=server.url, token=TOKEN) as client,
    ):
        for form in forms:
            with pytest.raises(BadRequestError) as caught:
                client.get_script_job_statistics(ORDER)
            error = caught.value
            shown = "".join(traceback.format_exception(error)) + repr(vars(error))
            shown += repr(dict(error.headers)) + repr(error.args)
            assert form not in shown
            assert json.dumps(form)[1:-1] not in shown
            assert "***" in str(error)


def test_long_secret_that_violates_the_contract_is_not_shown_in_part(
    statistics: Statistics,
) -> None:
    """Messages show the beginning of a value unless it is that of a secret."""
    body = {"data": {**STATISTICS["data"], "total_instance": LONG}}

    with raw_server(replies(json_response(body))) as server, pytest.raises(ContractError) as caught:
        statistics(server.url, token=LONG)

    assert LONG[:12] not in str(caught.value) + repr(vars(caught.value))
    assert "total_instance" in str(caught.value)


def test_status_that_is_a_secret_is_not_shown(call: Call) -> None:
    """A secret echoed as a status in a valid result is redacted in the error."""
    statuses = [{"instance_status": SK, "instance_count": 1, "batch_indexes": [1]}]
    body = {"data": {"total_instance": 1, "execute_statistics": statuses}}

    keywords = {"timeout": 0.1, "interval": 0.05}
    with raw_server(replies(json_response(body))) as server, pytest.raises(Error) as caught:
        call(coc, "wait_for_script_job", ORDER, base_url=server.url, token=SK, keywords=keywords)

    assert SK not in str(caught.value)


@both_kinds
@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_password_of_a_proxy_is_not_logged(
    statistics: Statistics, caplog: pytest.LogCaptureFixture, scheme: str
) -> None:
    """Not even at level DEBUG, where the HTTP library logs its requests."""
    caplog.set_level(logging.DEBUG)
    with socks_proxy() as (address, asked), raw_server(replies(response(407))) as proxy:
        target = address if scheme == "socks5" else proxy.url[7:]
        url = f"{scheme}://user:proxy%2Fpass%2B1@{target}"
        if scheme == "socks5":
            statistics("http://a.test", proxy=url)
            assert asked == [b"user:proxy/pass+1", b"a.test:80"]
        else:
            with pytest.raises(Error):
                statistics("http://a.test", proxy=url)

    assert "httpcore" in caplog.text
    assert "proxy/pass+1" not in caplog.text
    assert base64.b64encode(b"user:proxy/pass+1").decode() not in caplog.text


def test_no_line_is_logged_of_each_call(call: Call, caplog: pytest.LogCaptureFixture) -> None:
    """Successful calls log nothing at level INFO."""
    caplog.set_level(logging.INFO)
    with raw_server(replies(json_response(STATISTICS))) as server:
        statistics_by(call)(server.url)

    assert caplog.records == []
