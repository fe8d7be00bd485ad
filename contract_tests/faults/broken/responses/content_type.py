"""Bodies with another Content-Type or encoding than documented."""

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
    """Set another Content-Type on responses with certain statuses."""
    return changed(lambda response: with_headers(response, Content_Type=value), statuses)


for _name, _sentence, _value, _statuses in (
    ("no-content-type", "200 responses have no Content-Type.", None, FOUND),
    ("text-plain", "200 responses have Content-Type text/plain.", "text/plain", FOUND),
    ("text-html", "200 responses have Content-Type text/html.", "text/html; charset=utf-8", FOUND),
    ("text-json", "200 responses have Content-Type text/json.", "text/json", FOUND),
    ("octet-stream", "200 responses have Content-Type application/octet-stream.",
     "application/octet-stream", FOUND),
    ("javascript", "200 responses have Content-Type application/javascript.",
     "application/javascript", FOUND),
    ("vendor-type", "200 responses have a vendor-specific Content-Type.",
     "application/vnd.huaweicloud+json", FOUND),
    ("type-with-a-tail", "Content-Type is application/jsonp.", "application/jsonp", FOUND),
    ("type-malformed", "Content-Type is malformed, without a slash.", "json", FOUND),
    ("types-joined", "Content-Type lists two types.", "application/json, text/html", FOUND),
    ("no-content-type-on-errors", "Errors have no Content-Type.", None, REFUSALS),
    ("errors-as-problem", "Errors have Content-Type application/problem+json.",
     "application/problem+json", REFUSALS),
    ("errors-as-text", "Errors have Content-Type text/plain.", "text/plain", REFUSALS),
):  # fmt: skip
    CONTENT_TYPE.register(_name, _sentence, _declared(_value, _statuses))


def _encoded(charset: str, owner: str, statuses: Container[int]) -> Fault:
    """Encode the text in a charset and declare it."""

    def to_body(response: Response) -> Response:
        text = response.content.decode().replace("{", f'{{"owner": "{owner}", ', 1)
        response = replace(response, body=text.encode(charset))
        return with_headers(response, Content_Type=f"application/json; charset={charset}")

    return changed(to_body, statuses)


for _name, _sentence, _charset, _statuses in (
    ("utf-16-declared", "The body is UTF-16 with the matching charset.", "utf-16", FOUND),
    ("utf-32-declared", "The body is UTF-32 with the matching charset.", "utf-32", FOUND),
    ("latin-1-declared", "The body is Latin-1 with the matching charset.", "iso-8859-1", FOUND),
    ("gbk-errors", "Errors are GBK with the matching charset.", "gbk", REFUSALS),
):
    _owner = "运维" if _charset == "gbk" else "Zoë"
    CONTENT_TYPE.register(_name, _sentence, _encoded(_charset, _owner, _statuses))


CONTENT_TYPE.register(
    "utf-16-undeclared",
    "The body is UTF-16 without a charset.",
    changed(
        lambda response: replace(response, body=response.content.decode().encode("utf-16")), FOUND
    ),
)


@CONTENT_TYPE.variant
def xml_when_asked(server: ReferenceServer, request: Request) -> Response:
    """Clients that also accept XML get XML."""
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
    "There are two Content-Type headers, JSON first.",
    _twice("application/json", "text/html"),
)
CONTENT_TYPE.register(
    "two-content-types-html-first",
    "There are two Content-Type headers, JSON last.",
    _twice("text/html", "application/json"),
)
CONTENT_TYPE.register(
    "content-type-repeated",
    "Content-Type is repeated with the same value.",
    _twice("application/json", "application/json"),
)
