"""Bodies under another content type, or in another encoding, than the contract's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.faults.edit import with_headers
from contract_tests.faults.variant import Shelf

if TYPE_CHECKING:
    from contract_tests.faults.variant import Fault
    from contract_tests.faults.wire import Message
    from contract_tests.reference_server import ReferenceServer, Request, Response

from contract_tests.faults import wire

CONTENT_TYPE = Shelf("content-type")


def _declared(value: str | None, *statuses: int) -> Fault:
    """Declare another content type on answers of those statuses."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        answer = server(request)
        return with_headers(answer, Content_Type=value) if answer.status in statuses else answer

    return fault


for _name, _sentence, _value, _statuses in (
    ("no-content-type", "What was found has no content type.", None, (200,)),
    ("text-plain", "What was found is declared text/plain.", "text/plain", (200,)),
    ("text-html", "What was found is declared text/html.", "text/html; charset=utf-8", (200,)),
    ("text-json", "What was found is declared text/json.", "text/json", (200,)),
    ("octet-stream", "What was found is declared bytes.", "application/octet-stream", (200,)),
    ("javascript", "What was found is declared JavaScript.", "application/javascript", (200,)),
    ("vendor-type", "What was found is declared a type of its own.",
     "application/vnd.huaweicloud+json", (200,)),
    ("type-with-a-tail", "The content type only begins like JSON's.", "application/jsonp", (200,)),
    ("type-malformed", "The content type has no slash.", "json", (200,)),
    ("types-joined", "The content type names two types.", "application/json, text/html", (200,)),
    ("no-content-type-on-errors", "Errors have no content type.", None, (400, 401, 403, 404)),
    ("errors-as-problem", "Errors are declared problem+json.", "application/problem+json",
     (400, 401, 403, 404)),
    ("errors-as-text", "Errors are declared text/plain.", "text/plain", (400, 401, 403, 404)),
):  # fmt: skip
    CONTENT_TYPE.add(_name, _sentence, _declared(_value, *_statuses))


def _encoded(charset: str, owner: str, *statuses: int) -> Fault:
    """Encode the text in a charset, and declare it."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        answer = server(request)
        if answer.status not in statuses:
            return answer
        text = answer.content.decode().replace("{", f'{{"owner": "{owner}", ', 1)
        answer = replace(answer, body=text.encode(charset))
        return with_headers(answer, Content_Type=f"application/json; charset={charset}")

    return fault


for _name, _sentence, _charset, _statuses in (
    ("utf-16-declared", "The body is UTF-16, and declared so.", "utf-16", (200,)),
    ("utf-32-declared", "The body is UTF-32, and declared so.", "utf-32", (200,)),
    ("latin-1-declared", "The body is Latin-1, and declared so.", "iso-8859-1", (200,)),
    ("gbk-errors", "Errors are GBK, and declared so.", "gbk", (400, 401, 403, 404)),
):
    _owner = "运维" if _charset == "gbk" else "Zoë"
    CONTENT_TYPE.add(_name, _sentence, _encoded(_charset, _owner, *_statuses))


@CONTENT_TYPE.fault
def utf_16_undeclared(server: ReferenceServer, request: Request) -> Response:
    """The body is UTF-16 without a word about it."""
    answer = server(request)
    if answer.status != 200:
        return answer
    return replace(answer, body=answer.content.decode().encode("utf-16"))


@CONTENT_TYPE.fault
def xml_when_asked(server: ReferenceServer, request: Request) -> Response:
    """Who accepts XML as well gets XML."""
    answer = server(request)
    if answer.status != 200 or "xml" not in (request.value("header", "accept") or ""):
        return answer
    return with_headers(replace(answer, body=b"<result/>"), Content_Type="application/xml")


def _twice(*values: str) -> wire.Sender:
    def change(message: Message) -> None:
        message.without("Content-Type")
        message.headers += [("Content-Type", value) for value in values]

    return wire.changed(change)


CONTENT_TYPE.send(
    "two-content-types",
    "Two content types are declared, JSON's first.",
    _twice("application/json", "text/html"),
)
CONTENT_TYPE.send(
    "two-content-types-html-first",
    "Two content types are declared, JSON's last.",
    _twice("text/html", "application/json"),
)
CONTENT_TYPE.send(
    "content-type-repeated",
    "The content type is declared in two headers alike.",
    _twice("application/json", "application/json"),
)
