"""Bodies that are not valid JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.faults.changes import FOUND, changed
from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server import Response

TEXT = Category("body")


def _text(change: Callable[[str], str | bytes]) -> Fault:
    """Change the text of 200 responses."""

    def to_body(response: Response) -> Response:
        text = change(response.content.decode())
        return replace(response, body=text.encode() if isinstance(text, str) else text)

    return changed(to_body, FOUND)


def _once(pattern: str, replacement: str) -> Fault:
    return _text(lambda text: re.sub(pattern, replacement, text, count=1))


_MEMBER = r'("\w+_?\w*": )(\d+)'

for _name, _sentence, _fault in (
    ("null-body", "The body is null.", _text(lambda _: "null")),
    ("empty-body", "The body of a 200 response is empty.", _text(lambda _: "")),
    ("nan", "A number is NaN.", _once(_MEMBER, r"\1NaN")),
    ("infinity", "A number is Infinity.", _once(_MEMBER, r"\1Infinity")),
    ("key-twice", "A name is duplicated with different values.", _once(_MEMBER, r"\g<1>7, \1\2")),
    ("key-twice-alike", "A name is duplicated with the same value.", _once(_MEMBER, r"\1\2, \1\2")),
    ("leading-zero", "A number has a leading zero.", _once(_MEMBER, r"\g<1>0\2")),
    ("plus-sign", "A number has a plus sign.", _once(_MEMBER, r"\1+\2")),
    ("trailing-comma", "An object has a trailing comma.", _once(r"}", ",}")),
    ("comment", "The JSON contains a comment.", _once(r"{", "{/* v2 */")),
    ("single-quotes", "Strings are in single quotes.", _text(lambda text: text.replace('"', "'"))),
    (
        "garbage-after",
        "The JSON is followed by a comment.",
        _text(lambda text: text + "\n<!-- node 7 -->"),
    ),
    ("two-documents", "The JSON is repeated.", _text(lambda text: text + "\n" + text)),
    (
        "guarded",
        "The JSON is preceded by an anti-hijacking prefix.",
        _text(lambda text: ")]}',\n" + text),
    ),
    (
        "padded",
        "The JSON is wrapped in a function call (JSONP).",
        _text(lambda text: f"callback({text});"),
    ),
    ("json-in-a-string", "The JSON is encoded as a JSON string.", _text(json.dumps)),
    ("cut-short", "The JSON is truncated.", _text(lambda text: text[: len(text) // 2])),
    ("bom", "The JSON is preceded by a byte order mark.", _text(lambda text: "\ufeff" + text)),
    ("nul-after", "The JSON is followed by NUL bytes.", _text(lambda text: text + "\0\0")),
    (
        "invalid-utf-8",
        "A string is not UTF-8.",
        _text(lambda text: text.encode().replace(b"{", b'{"note": "\xff\xfe", ', 1)),
    ),
    (
        "latin-1",
        "The body is Latin-1 without a charset.",
        _text(lambda text: text.replace("{", '{"owner": "Zoë", ', 1).encode("latin-1")),
    ),
    (
        "bare-control-character",
        "A string contains an unescaped line break.",
        _once("{", '{"note": "two\nlines", '),
    ),
):
    TEXT.register(_name, _sentence, _fault)
