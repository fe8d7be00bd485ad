"""Ids that are confused with others, and paths and requests that crash the server."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, unquote_to_bytes

from contract_tests.faults.changes import crash, known_paths, place
from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault, When
    from contract_tests.reference_server import ReferenceServer, Request, Response

    Same: TypeAlias = Callable[[str, str], bool]

VALIDATION = Category("validation")
PATHS = Category("path")

LONG = 200
"""Characters of an id or a query that a careless server cannot handle."""


def _lenient(same: Same) -> Fault:
    """Accept an id as a known one if `same` considers them equal."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        match = place(server, request)
        if match is None:
            return server(request)
        parameters = match.parameters.items()
        for path, raw in known_paths(server, match):
            if all(same(value, path[name]) for name, value in parameters):
                return server(replace(request, path=raw))
        return server(request)

    return fault


def _like(value: str, known: str) -> bool:
    pattern = re.escape(value).replace("_", ".").replace("%", ".*")
    return re.fullmatch(pattern, known) is not None


def _contains(value: str, known: str) -> bool:
    return len(value) >= 8 and value in known


for _name, _sentence, _same in (
    ("id-case-insensitive", "Ids are compared case-insensitively.",
     lambda g, k: g.lower() == k.lower()),
    ("id-trimmed", "White space around an id is trimmed.", lambda g, k: g.strip() == k),
    ("id-right-trimmed", "A trailing space of an id is trimmed.", lambda g, k: g.rstrip(" ") == k),
    ("id-newline-forgiven", "A trailing line feed of an id is trimmed.",
     lambda g, k: g.removesuffix("\n") == k),
    ("id-last-character-optional", "The last character of an id is optional.",
     lambda g, k: g in (k, k[:-1])),
    ("id-last-character-ignored", "The last character of an id is not compared.",
     lambda g, k: len(g) == len(k) and g[:-1] == k[:-1]),
    ("id-first-character-optional", "The first character of an id is optional.",
     lambda g, k: g in (k, k[1:])),
    ("id-by-prefix", "A prefix of an id is accepted.",
     lambda g, k: len(g) > 7 and k.startswith(g)),
    ("id-by-part", "A part of an id is accepted.", _contains),
    ("id-with-a-tail", "Characters after an id are ignored.", lambda g, k: g.startswith(k)),
    ("id-like", "Ids are compared with SQL LIKE, so that _ and % are wildcards.", _like),
    ("id-cut-at-nul", "An id is truncated at NUL.", lambda g, k: g.partition("\0")[0] == k),
    ("id-cut-at-semicolon", "Parameters after a semicolon are stripped from an id.",
     lambda g, k: g.partition(";")[0] == k),
    ("id-with-extension", "An extension is stripped from an id.",
     lambda g, k: re.sub(r"\.(json|xml|html)$", "", g) == k),
    ("id-in-quotes", "Quotes around an id are stripped.", lambda g, k: g.strip("'\"") == k),
    ("id-without-dashes", "Dashes in an id are ignored.",
     lambda g, k: g.replace("-", "") == k.replace("-", "")),
    ("id-normalised", "Full-width characters in an id are normalized to ASCII.",
     lambda g, k: unicodedata.normalize("NFKC", g) == k),
    ("id-injected", "SQL injection: an always true condition in an id finds a row.",
     lambda g, k: g == k or "' or '" in g.lower()),
    ("id-of-a-list", "Of ids with commas between them, the first is found.",
     lambda g, k: g.partition(",")[0] == k),
    ("id-in-lower-case", "An id is also found in lower case.", lambda g, k: g in (k, k.lower())),
    ("id-star", "A star matches every id.", lambda g, k: g in (k, "*")),
    ("id-empty-found", "An empty id finds the first entry.", lambda g, k: g in (k, "")),
):  # fmt: skip
    VALIDATION.register(_name, _sentence, _lenient(_same))

for _name, _sentence, _same in (
    ("decoded-twice", "An id is decoded twice.", lambda g, k: unquote(g) == k),
    (
        "dot-segments-after-decoding",
        "An encoded ../ in an id is resolved.",
        lambda g, k: posixpath.normpath(g) == k,
    ),
    ("last-part-of-an-id", "Only the part of an id after a slash is used.",
     lambda g, k: g.rpartition("/")[2] == k),
    ("first-part-of-an-id", "Only the part of an id before a slash is used.",
     lambda g, k: g.partition("/")[0] == k),
):  # fmt: skip
    PATHS.register(_name, _sentence, _lenient(_same))


def _ids(server: ReferenceServer, request: Request) -> list[str]:
    match = place(server, request)
    return list(match.parameters.values()) if match else []


def _id_has(pattern: str) -> When:
    """Whether a decoded id matches a pattern."""
    return lambda server, request: any(re.search(pattern, id_) for id_ in _ids(server, request))


def _raw(pattern: str) -> When:
    return lambda _, request: re.search(pattern, request.path)


def _not_utf8(_: ReferenceServer, request: Request) -> bool:
    try:
        unquote_to_bytes(request.path).decode()
    except UnicodeDecodeError:
        return True
    return False


for _name, _sentence, _when in (
    ("malformed-id-500", "A malformed id gets 500.",
     lambda server, request: server(request).status == 400 and _ids(server, request)),
    ("long-id-500", "A very long id gets 500.",
     lambda server, request: any(len(id_) > LONG for id_ in _ids(server, request))),
    ("empty-id-500", "An empty id gets 500.",
     lambda server, request: "" in _ids(server, request)),
    ("id-over-26-500", "An id longer than the usual 26 characters gets 500.",
     lambda server, request: request.path.startswith("/v1/")
     and any(len(id_) > 26 for id_ in _ids(server, request))),
    ("foreign-shape-500", "A well-formed id of an unusual format gets 500.",
     lambda server, request: server(request).status == 404
     and any(not re.match("SCT|[0-9a-f]", id_) for id_ in _ids(server, request))),
    ("short-id-500", "An id of one character gets 500.", _id_has("^.$")),
    ("quote-500", "A quote in an id gets 500.", _id_has("'")),
    ("percent-500", "A percent sign in an id gets 500.", _id_has("%")),
    ("control-500", "A control character in an id gets 500.", _id_has("[\x01-\x1f]")),
    ("non-ascii-id-500", "A non-ASCII character in an id gets 500.",
     _id_has("[^\x00-\x7f]")),
    ("astral-id-500", "A character beyond the BMP in an id gets 500.",
     _id_has("[\U00010000-\U0010ffff]")),
    ("brace-500", "A brace in an id gets 500.", _id_has("[{}]")),
    ("markup-500", "An angle bracket in an id gets 500.", _id_has("[<>]")),
    ("dots-500", "An id that consists of dots gets 500.", _id_has(r"^\.+$")),
):  # fmt: skip
    VALIDATION.register(_name, _sentence, crash(_when))

for _name, _sentence, _when in (
    ("trailing-slash-500", "A trailing slash gets 500.", _raw("/$")),
    ("encoded-slash-500", "%2F in the path gets 500.", _raw("(?i)%2f")),
    ("nul-500", "%00 in the path gets 500.", _raw("%00")),
    ("backslash-500", "%5C in the path gets 500.", _raw("(?i)%5c|\\\\")),
    ("double-slash-500", "A double slash gets 500.", _raw("//")),
    ("dot-segment-500", "A dot segment gets 500.", _raw(r"(?i)/(\.|%2e){1,2}(/|$)")),
    ("bad-percent-500", "A malformed percent-encoding gets 500.",
     _raw("%(?![0-9A-Fa-f]{2})")),
    ("not-utf-8-500", "A path that is not UTF-8 gets 500.", _not_utf8),
    ("unknown-path-500", "A path outside the contract gets 500.",
     lambda server, request: place(server, request) is None),
    ("query-500", "Any query gets 500.", lambda _, request: request.query),
    ("long-query-500", "A long query gets 500.",
     lambda _, request: len(request.query) > LONG),
    ("repeated-query-500", "A repeated query parameter gets 500.",
     lambda _, request: (names := re.findall("([^&=]+)=", request.query))
     and len(names) > len(set(names))),
):  # fmt: skip
    PATHS.register(_name, _sentence, crash(_when))
