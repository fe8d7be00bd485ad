"""Bodies under another content type, or in another encoding, than the contract's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.faults import wire
from contract_tests.faults.changes import FOUND, changed, with_headers
from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from collections.abc import Container

    from contract_tests.faults.variant import Fault
    from contract_tests.faults.wire import Message
    from contract_tests.reference_server import ReferenceServer, Request, Response

CONTENT_TYPE = Category("content-type")
REFUSALS = (400, 401, 403, 404)


def _declared(value: str | None, statuses: Container[int]) -> Fault:
    """Declare another content type on responses of those statuses."""
    return changed(lambda response: with_headers(response, Content_Type=value), statuses)


for _name, _sentence, _value, _statuses in (
    ("no-content-type", "What was found has no content type.", None, FOUND),
    ("text-plain", "What was found is declared text/plain.", "text/plain", FOUND),
    ("text-html", "What was found is declared text/html.", "text/html; charset=utf-8", FOUND),
    ("text-json", "What was found is declared text/json.", "text/json", FOUND),
    ("octet-stream", "What was found is declared bytes.", "application/octet-stream", FOUND),
    ("javascript", "What was found is declared JavaScript.", "application/javascript", FOUND),
    ("vendor-type", "What was found is declared a type of its own.",
     "application/vnd.huaweicloud+json", FOUND),
    ("type-with-a-tail", "The content type only begins like JSON's.", "application/jsonp", FOUND),
    ("type-malformed", "The content type has no slash.", "json", FOUND),
    ("types-joined", "The content type names two types.", "application/json, text/html", FOUND),
    ("no-content-type-on-errors", "Errors have no content type.", None, REFUSALS),
    ("errors-as-problem", "Errors are declared problem+json.", "application/problem+json",
     REFUSALS),
    ("errors-as-text", "Errors are declared text/plain.", "text/plain", REFUSALS),
):  # fmt: skip
    CONTENT_TYPE.register(_name, _sentence, _declared(_value, _statuses))


def _encoded(charset: str, owner: str, statuses: Container[int]) -> Fault:
    """Encode the text in a charset, and declare it."""

    def to_body(response: Response) -> Response:
        text = response.content.decode().replace("{", f'{{"owner": "{owner}", ', 1)
        response = replace(response, body=text.encode(charset))
        return with_headers(response, Content_Type=f"application/json; charset={charset}")

    return changed(to_body, statuses)


for _name, _sentence, _charset, _statuses in (
    ("utf-16-declared", "The body is UTF-16, and declared so.", "utf-16", FOUND),
    ("utf-32-declared", "The body is UTF-32, and declared so.", "utf-32", FOUND),
    ("latin-1-declared", "The body is Latin-1, and declared so.", "iso-8859-1", FOUND),
    ("gbk-errors", "Errors are GBK, and declared so.", "gbk", REFUSALS),
):
    _owner = "运维" if _charset == "gbk" else "Zoë"
    CONTENT_TYPE.register(_name, _sentence, _encoded(_charset, _owner, _statuses))


CONTENT_TYPE.register(
    "utf-16-undeclared",
    "The body is UTF-16 without a word about it.",
    changed(
        lambda response: replace(response, body=response.content.decode().encode("utf-16")), FOUND
    ),
)


@CONTENT_TYPE.variant
def xml_when_asked(server: ReferenceServer, request: Request) -> Response:
    """Who accepts XML as well gets XML."""
    response = server(request)
    if response.status != 200 or "xml" not in (request.value("header", "accept") or ""):
        return response
    return with_headers(replace(response, body=b"<result/>"), Content_Type="application/xml")


def _twice(*values: str) -> wire.Sender:
    def change(message: Message) -> None:
        message.without("Content-Type")
        message.headers += [("Content-Type", value) for value in values]

    return wire.changed(change)


CONTENT_TYPE.register(
    "two-content-types",
    "Two content types are declared, JSON's first.",
    _twice("application/json", "text/html"),
)
CONTENT_TYPE.register(
    "two-content-types-html-first",
    "Two content types are declared, JSON's last.",
    _twice("text/html", "application/json"),
)
CONTENT_TYPE.register(
    "content-type-repeated",
    "The content type is declared in two headers alike.",
    _twice("application/json", "application/json"),
)
