"""Hostile requests, which a proxy or a firewall may refuse before they reach the service."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.conformance.requests.transport.message import HttpRequest

DECODED_FIRST = (
    "split the path before decoding it: %2F was decoded first, by the service or a proxy before it"
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LONGEST_TARGET, _LONGEST_HEADER = 2000, 4000
"""Bytes."""
_IN_TARGET = re.compile(rb"[\x00-\x1f\x7f]|[\"'`<>\\;]|--|\$[({]")
"""In the decoded target."""
_IN_PATH = re.compile(rb"%(?![0-9A-Fa-f]{2})|%25|%2[Ff]|%3[Ff]")
"""In the raw path: malformed escapes, double encoding, encoded slashes and question marks."""
_DOTS = re.compile(rb"\.+")
_PRINTABLE = re.compile("[ -~\t]*")
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile("[A-Za-z0-9._~-]")


def traits(request: HttpRequest) -> set[str]:
    """What makes a request hostile; empty for an ordinary one."""
    return set(_traits(request))


def _traits(request: HttpRequest) -> Iterator[str]:
    path, _, query = request.target.partition("?")
    if request.method not in _METHODS:
        yield "method"
    if len(request.target) > _LONGEST_TARGET:
        yield "long target"
    for part in (path, query):
        yield from (trait.decode() for trait in _IN_TARGET.findall(unquote_to_bytes(part)))
    yield from (trait.decode() for trait in _IN_PATH.findall(path.encode()))
    if any(map(_DOTS.fullmatch, unquote_to_bytes(path).split(b"/"))):
        yield "dots"
    if not _is_utf8(unquote_to_bytes(path)):
        yield "no UTF-8"
    for value in request.headers.values():
        if len(value) > _LONGEST_HEADER:
            yield "long header"
        if not _PRINTABLE.fullmatch(value):
            yield "bytes in a header"


def resolved(path: str) -> str:
    """The path without dot segments, unreserved characters decoded (RFC 3986, 6.2.2)."""
    kept: list[str] = []
    segments = _ESCAPE.sub(_normal, path).split("/")
    for number, segment in enumerate(segments):
        is_last = number == len(segments) - 1
        if segment == "..":
            # The first segment is the empty one before the leading slash.
            del kept[max(1, len(kept) - 1) :]
        elif segment != ".":
            kept.append(segment)
        if is_last and segment in (".", ".."):
            kept.append("")
    return "/".join(kept)


def leads_back(request: HttpRequest, location: str) -> bool:
    """Whether a redirect leads to the same resource at its normalized path."""
    target = urlsplit(urljoin(request.url, location))
    return _plain(target.path) == _plain(request.target.partition("?")[0])


def _plain(path: str) -> str:
    """The resolved path, also without empty segments and trailing slash."""
    return "/".join(filter(None, resolved(path).split("/")))


def _normal(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if _UNRESERVED.fullmatch(character) else escape[0].upper()


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
