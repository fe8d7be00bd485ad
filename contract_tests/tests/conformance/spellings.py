"""The encodings in which a server may echo a text."""

from __future__ import annotations

import base64
import html
import json
import quopri
import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable

    Spell = Callable[[str], str]


def _each(form: str, text: str) -> str:
    return "".join(form.format(ord(character), character) for character in text)


def _base64(encode: Callable[[bytes], bytes], before: int, text: str) -> str:
    """In Base64 after other bytes; only the characters that encode the text."""
    encoded = encode(b"\0" * before + text.encode()).decode()
    return encoded[before * 4 // 3 :].rstrip("=")


def _twice(spell: Spell, text: str) -> str:
    return spell(spell(text))


def _mime(text: str) -> str:
    return base64.encodebytes(text.encode()).decode().rstrip("=\n")


SPELLINGS: dict[str, Spell] = {
    "as it is": str,
    "in upper case": str.upper,
    "in the other case": str.swapcase,
    "in a URL": partial(quote, safe=""),
    "in a URL, lower case": lambda text: re.sub(
        "%..", lambda escape: escape[0].lower(), quote(text)
    ),
    "in a URL, all of it": partial(_each, "%{0:02X}"),
    "in a URL, all of it, lower case": partial(_each, "%{0:02x}"),
    "in a URL, twice": partial(_each, "%25{0:02X}"),
    "in a URL, three times": partial(_each, "%2525{0:02x}"),
    "in JSON": lambda text: json.dumps(text)[1:-1],
    "in JSON, slashes too": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "in JSON, all of it": partial(_each, "\\u{0:04x}"),
    "in JSON, all of it, upper case": partial(_each, "\\u{0:04X}"),
    "in JSON, twice": partial(_each, "\\\\u{0:04x}"),
    "in Python": partial(_each, "\\x{0:02x}"),
    "in C": partial(_each, "\\{0:03o}"),
    "in JavaScript": partial(_each, "\\u{{{0:x}}}"),
    "in HTML": html.escape,
    "in HTML, decimal": partial(_each, "&#{0};"),
    "in HTML, hexadecimal": partial(_each, "&#x{0:X};"),
    "in HTML, with zeros": partial(_each, "&#x{0:06x};"),
    "in HTML, twice": partial(_each, "&amp;#{0};"),
    "in HTML, in JSON": partial(_each, "\\u0026#{0};"),
    **{
        f"in Base64, {name}, behind {before}": partial(_base64, encode, before)
        for before in range(3)
        for name, encode in {
            "standard": base64.b64encode,
            "for URLs": base64.urlsafe_b64encode,
        }.items()
    },
    "in Base64, in lines": _mime,
    "in Base64, in a URL": lambda text: quote(_mime(text), safe=""),
    "in Base64, twice": partial(_twice, lambda text: base64.b64encode(text.encode()).decode()),
    "in hexadecimal digits": lambda text: text.encode().hex(),
    "in hexadecimal digits, upper case": lambda text: text.encode().hex().upper(),
    "in hexadecimal digits, with colons": lambda text: text.encode().hex(":"),
    "in hexadecimal digits, with blanks": lambda text: text.encode().hex(" "),
    "in hexadecimal digits, after one": lambda text: f"a{text.encode().hex()}",
    "in hexadecimal digits, of Base64": lambda text: _mime(text).encode().hex(),
    "quoted-printable": partial(_each, "={0:02X}"),
    "quoted-printable, where it must": lambda text: quopri.encodestring(text.encode()).decode(),
    "in UTF-16": lambda text: text.encode("utf-16-le").decode("latin-1"),
    "with what cannot be seen": "\u200b".join,
    "in lines": "\n".join,
}
