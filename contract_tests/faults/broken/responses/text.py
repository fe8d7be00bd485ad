"""Bodies that are not the JSON they claim to be."""

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
    """Change the text of what was found."""

    def to_body(response: Response) -> Response:
        text = change(response.content.decode())
        return replace(response, body=text.encode() if isinstance(text, str) else text)

    return changed(to_body, FOUND)


def _once(pattern: str, replacement: str) -> Fault:
    return _text(lambda text: re.sub(pattern, replacement, text, count=1))


_MEMBER = r'("\w+_?\w*": )(\d+)'

for _name, _sentence, _fault in (
    ("null-body", "The body is null.", _text(lambda _: "null")),
    ("empty-body", "The body is empty under 200.", _text(lambda _: "")),
    ("nan", "A number is NaN.", _once(_MEMBER, r"\1NaN")),
    ("infinity", "A number is Infinity.", _once(_MEMBER, r"\1Infinity")),
    ("key-twice", "A key stands twice, with two values.", _once(_MEMBER, r"\g<1>7, \1\2")),
    ("key-twice-alike", "A key stands twice, with one value.", _once(_MEMBER, r"\1\2, \1\2")),
    ("leading-zero", "A number has a leading zero.", _once(_MEMBER, r"\g<1>0\2")),
    ("plus-sign", "A number has a plus sign.", _once(_MEMBER, r"\1+\2")),
    ("trailing-comma", "A comma stands before a closing brace.", _once(r"}", ",}")),
    ("comment", "A comment stands in the body.", _once(r"{", "{/* v2 */")),
    ("single-quotes", "Strings are in single quotes.", _text(lambda text: text.replace('"', "'"))),
    (
        "garbage-after",
        "Something follows the JSON.",
        _text(lambda text: text + "\n<!-- node 7 -->"),
    ),
    ("two-documents", "The JSON comes twice.", _text(lambda text: text + "\n" + text)),
    (
        "guarded",
        "A guard against inclusion precedes the JSON.",
        _text(lambda text: ")]}',\n" + text),
    ),
    ("padded", "The JSON is wrapped in a function call.", _text(lambda text: f"callback({text});")),
    ("json-in-a-string", "The JSON comes as a JSON string.", _text(json.dumps)),
    ("cut-short", "The JSON breaks off.", _text(lambda text: text[: len(text) // 2])),
    ("bom", "A byte order mark precedes the JSON.", _text(lambda text: "\ufeff" + text)),
    ("nul-after", "NUL bytes follow the JSON.", _text(lambda text: text + "\0\0")),
    (
        "invalid-utf-8",
        "A string is not UTF-8.",
        _text(lambda text: text.encode().replace(b"{", b'{"note": "\xff\xfe", ', 1)),
    ),
    (
        "latin-1",
        "Text is in Latin-1 without a word about it.",
        _text(lambda text: text.replace("{", '{"owner": "Zoë", ', 1).encode("latin-1")),
    ),
    (
        "bare-control-character",
        "A string has a line break in it that is not escaped.",
        _once("{", '{"note": "two\nlines", '),
    ),
):
    TEXT.register(_name, _sentence, _fault)
