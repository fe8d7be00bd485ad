"""Hostile requests: those that a proxy or a firewall may refuse before the service sees them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.conformance.requests.transport.message import HttpRequest

DECODED_FIRST = "split the path before decoding it: %2F was decoded first"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LONGEST_TARGET, _LONGEST_HEADER = 2000, 4000
"""Bytes."""
_IN_TARGET = re.compile(rb"[\x00-\x1f\x7f]|[\"'`<>\\;]|--|\$[({]")
"""Once decoded."""
_IN_PATH = re.compile(rb"%(?![0-9A-Fa-f]{2})|%25|%2[Ff]")
"""As it stands: malformed escapes, double encoding, slashes that separate nothing."""
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
        yield from (found.decode() for found in _IN_TARGET.findall(unquote_to_bytes(part)))
    yield from (found.decode() for found in _IN_PATH.findall(path.encode()))
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
    """The same path without dot segments, unreserved characters decoded (RFC 3986, 6.2.2)."""
    found: list[str] = []
    segments = _ESCAPE.sub(_normal, path).split("/")
    for number, segment in enumerate(segments):
        is_last = number == len(segments) - 1
        if segment == "..":
            # The first is what is before the leading slash: nothing.
            del found[max(1, len(found) - 1) :]
        elif segment != ".":
            found.append(segment)
        if is_last and segment in (".", ".."):
            found.append("")
    return "/".join(found)


def leads_back(request: HttpRequest, location: str) -> bool:
    """Whether a redirect leads to the same resource, its path normalised."""
    target = urlsplit(urljoin(request.url, location))
    return _plain(target.path) == _plain(request.target.partition("?")[0])


def _plain(path: str) -> str:
    """A path as a server cleans it: also without empty segments and the slash at its end."""
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
