"""Ids that are taken for others, and paths and requests that crash the server."""

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
"""Characters of an id or a query that are too many for a careless server."""


def _lenient(same: Same) -> Fault:
    """Take an id for a known one if they are the same in some sense."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        match = place(server, request)
        if match is None:
            return server(request)
        given = match.parameters.items()
        for path, at in known_paths(server, match):
            if all(same(value, path[name]) for name, value in given):
                return server(replace(request, path=at))
        return server(request)

    return fault


def _like(given: str, known: str) -> bool:
    pattern = re.escape(given).replace("_", ".").replace("%", ".*")
    return re.fullmatch(pattern, known) is not None


def _contains(given: str, known: str) -> bool:
    return len(given) >= 8 and given in known


for _name, _sentence, _same in (
    ("id-case-insensitive", "The case of an id does not count.",
     lambda g, k: g.lower() == k.lower()),
    ("id-trimmed", "Space around an id does not count.", lambda g, k: g.strip() == k),
    ("id-right-trimmed", "A space after an id does not count.", lambda g, k: g.rstrip(" ") == k),
    ("id-newline-forgiven", "A line feed after an id does not count.",
     lambda g, k: g.removesuffix("\n") == k),
    ("id-last-character-optional", "The last character of an id may be left out.",
     lambda g, k: g in (k, k[:-1])),
    ("id-last-character-ignored", "The last character of an id is not compared.",
     lambda g, k: len(g) == len(k) and g[:-1] == k[:-1]),
    ("id-first-character-optional", "The first character of an id may be left out.",
     lambda g, k: g in (k, k[1:])),
    ("id-by-prefix", "The beginning of an id will do.",
     lambda g, k: len(g) > 7 and k.startswith(g)),
    ("id-by-part", "A part of an id will do.", _contains),
    ("id-with-a-tail", "Whatever follows an id does not count.", lambda g, k: g.startswith(k)),
    ("id-like", "An id is compared with LIKE, so that _ and % stand for others.", _like),
    ("id-cut-at-nul", "An id ends at NUL.", lambda g, k: g.partition("\0")[0] == k),
    ("id-cut-at-semicolon", "Parameters after a semicolon are taken off an id.",
     lambda g, k: g.partition(";")[0] == k),
    ("id-with-extension", "An extension is taken off an id.",
     lambda g, k: re.sub(r"\.(json|xml|html)$", "", g) == k),
    ("id-in-quotes", "Quotes around an id do not count.", lambda g, k: g.strip("'\"") == k),
    ("id-without-dashes", "Dashes in an id do not count.",
     lambda g, k: g.replace("-", "") == k.replace("-", "")),
    ("id-normalised", "Full-width characters in an id are taken for plain ones.",
     lambda g, k: unicodedata.normalize("NFKC", g) == k),
    ("id-injected", "A condition in an id that is always true finds everything.",
     lambda g, k: g == k or "' or '" in g.lower()),
    ("id-star", "A star finds everything.", lambda g, k: g in (k, "*")),
    ("id-empty-found", "An empty id finds the first of all.", lambda g, k: g in (k, "")),
):  # fmt: skip
    VALIDATION.register(_name, _sentence, _lenient(_same))

for _name, _sentence, _same in (
    ("decoded-twice", "An id is decoded twice.", lambda g, k: unquote(g) == k),
    (
        "dot-segments-after-decoding",
        "An encoded ../ in an id is taken for one.",
        lambda g, k: posixpath.normpath(g) == k,
    ),
    ("last-part-of-an-id", "Of an id with a slash the last part counts.",
     lambda g, k: g.rpartition("/")[2] == k),
    ("first-part-of-an-id", "Of an id with a slash the first part counts.",
     lambda g, k: g.partition("/")[0] == k),
):  # fmt: skip
    PATHS.register(_name, _sentence, _lenient(_same))


def _ids(server: ReferenceServer, request: Request) -> list[str]:
    match = place(server, request)
    return list(match.parameters.values()) if match else []


def _id_has(pattern: str) -> When:
    """Whether an id, decoded once, has something in it."""
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
    ("id-over-26-500", "An id over 26 characters gets 500, where 26 are usual.",
     lambda server, request: request.path.startswith("/v1/")
     and any(len(id_) > 26 for id_ in _ids(server, request))),
    ("foreign-shape-500", "An id that is well formed but of another kind gets 500.",
     lambda server, request: server(request).status == 404
     and any(not re.match("SCT|[0-9a-f]", id_) for id_ in _ids(server, request))),
    ("short-id-500", "An id of one character gets 500.", _id_has("^.$")),
    ("quote-500", "A quote in an id gets 500.", _id_has("'")),
    ("percent-500", "A percent sign in an id gets 500.", _id_has("%")),
    ("control-500", "A control character in an id gets 500.", _id_has("[\x01-\x1f]")),
    ("non-ascii-id-500", "A character beyond ASCII in an id gets 500.",
     _id_has("[^\x00-\x7f]")),
    ("astral-id-500", "A character beyond the basic plane in an id gets 500.",
     _id_has("[\U00010000-\U0010ffff]")),
    ("brace-500", "A brace in an id gets 500.", _id_has("[{}]")),
    ("markup-500", "Markup in an id gets 500.", _id_has("[<>]")),
    ("dots-500", "An id of dots gets 500.", _id_has(r"^\.+$")),
):  # fmt: skip
    VALIDATION.register(_name, _sentence, crash(_when))

for _name, _sentence, _when in (
    ("trailing-slash-500", "A slash after the path gets 500.", _raw("/$")),
    ("encoded-slash-500", "%2F in the path gets 500.", _raw("(?i)%2f")),
    ("nul-500", "%00 in the path gets 500.", _raw("%00")),
    ("backslash-500", "%5C in the path gets 500.", _raw("(?i)%5c|\\\\")),
    ("double-slash-500", "Two slashes in a row get 500.", _raw("//")),
    ("dot-segment-500", "A segment of dots gets 500.", _raw(r"(?i)/(\.|%2e){1,2}(/|$)")),
    ("bad-percent-500", "A percent sign without two digits gets 500.",
     _raw("%(?![0-9A-Fa-f]{2})")),
    ("not-utf-8-500", "A path that is not UTF-8 gets 500.", _not_utf8),
    ("unknown-path-500", "A path of no operation gets 500.",
     lambda server, request: place(server, request) is None),
    ("query-500", "Any query gets 500.", lambda _, request: request.query),
    ("long-query-500", "A long query gets 500.",
     lambda _, request: len(request.query) > LONG),
    ("repeated-query-500", "A query parameter that comes twice gets 500.",
     lambda _, request: (names := re.findall("([^&=]+)=", request.query))
     and len(names) > len(set(names))),
):  # fmt: skip
    PATHS.register(_name, _sentence, crash(_when))
