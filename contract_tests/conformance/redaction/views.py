"""Decoded views of a text that map back to positions in the original."""

from __future__ import annotations

import binascii
import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class View:
    """A decoded text."""

    text: str
    span: Callable[[int, int], Span]
    """Maps a span of `text` to a span of the original."""


class Root(View):
    """The original."""

    def __init__(self, text: str) -> None:
        """Map every span to itself."""
        super().__init__(text, lambda start, stop: (start, stop))


_ROUNDS = 4
"""How often a text is unescaped; servers behind servers escape it more than once."""
_ESCAPE = re.compile(
    r"%u[0-9a-f]{4}|%[0-9a-f]{2}"
    r"|\\u\{[0-9a-f]{1,6}\}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}|\\x[0-9a-f]{2}|\\[0-7]{3}|\\."
    r"|&#x[0-9a-f]{1,8};?|&#[0-9]{1,8};?|&[a-z][a-z0-9]{1,31};",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED_PRINTABLE = re.compile(r"=(?:([0-9a-f]{2})|\r?\n)", re.IGNORECASE)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_HEXADECIMAL = re.compile("[0-9a-f]+", re.IGNORECASE)
# White space, controls and zero-width characters: a text may be wrapped, or be UTF-16.
_LOOSE = re.compile(
    "[\\s\\0-\\x20\\x7f-\\xa0\\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{11,}")
_HEX = re.compile(r"(?:(?:0x)?[0-9a-f]{2}[:,_-]*){8,}[0-9a-f]?", re.IGNORECASE)
_PAIR = re.compile(r"(?:0x)?[0-9a-f]{2}", re.IGNORECASE)
# Eight printable characters, perhaps in UTF-16; most decoded runs are no text.
_TEXT = re.compile(r"(?:\0?[ -~]){8}")
_STANDARD = str.maketrans("-_", "+/")


def spellings(view: View) -> Iterator[View]:
    """A text, and the text unescaped once and more."""
    yield view
    for pattern, undo in ((_QUOTED_PRINTABLE, _unquoted), (_ESCAPE, _unescaped)):
        spelled = view
        for _ in range(_ROUNDS):
            if not pattern.search(spelled.text):
                break
            spelled = _replaced(spelled, pattern, undo)
            yield spelled


def compact(view: View) -> View:
    """A text without white space and invisible characters."""
    return _replaced(view, _LOOSE, lambda _: "") if _LOOSE.search(view.text) else view


def decodings(view: View) -> Iterator[View]:
    """The Base64 and hexadecimal runs of a text decoded, at any alignment."""
    return (decoded for decoded in _decodings(view) if _TEXT.search(decoded.text))


def _decodings(view: View) -> Iterator[View]:
    for run in _BASE64.finditer(view.text):
        for missing in range(4):
            yield _from_base64(view, run, missing)
    for run in _HEX.finditer(view.text):
        yield from _from_hex(view, *run.span())


def _replaced(view: View, pattern: re.Pattern[str], undo: Callable[[re.Match[str]], str]) -> View:
    texts: list[str] = []
    places: list[Span] = []
    end = 0
    for match in pattern.finditer(view.text):
        start, stop = match.span()
        texts.append(view.text[end:start])
        places += [(at, at + 1) for at in range(end, start)]
        texts.append(undo(match))
        places += [(start, stop)] * len(texts[-1])
        end = stop
    texts.append(view.text[end:])
    places += [(at, at + 1) for at in range(end, len(view.text))]
    return View("".join(texts), _by(view, places))


def _by(view: View, places: list[Span]) -> Callable[[int, int], Span]:
    return lambda start, stop: view.span(places[start][0], places[stop - 1][1])


def _unescaped(match: re.Match[str]) -> str:
    text = match[0]
    if text.startswith("&"):
        return html.unescape(text if text.endswith(";") else f"{text};")
    if text[0] == "\\" and len(text) == len("\\n"):
        return _CONTROLS.get(text[1], text[1])
    if text[0] == "\\" and text[1].isdigit():
        return chr(int(text[1:], 8))
    digits = _HEXADECIMAL.search(text, 2 if text[1] in "uUxX{" else 1)
    code = int(digits[0], 16) if digits else 0
    return chr(code) if code <= 0x10FFFF else ""


def _unquoted(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else ""


def _from_base64(view: View, run: re.Match[str], missing: int) -> View:
    """A Base64 run decoded as if `missing` characters were cut off before it."""
    text = "A" * missing + run[0].translate(_STANDARD)
    # A single trailing character holds no byte.
    text = text[: len(text) - (len(text) % 4 == 1)]
    content = binascii.a2b_base64(text + "=" * (-len(text) % 4))
    origin = run.start() - missing

    def span(first: int, last: int) -> Span:
        """Each byte is encoded by two of the four characters that encode three bytes."""
        begin, end = (origin + 4 * (at // 3) + at % 3 for at in (first, last - 1))
        return view.span(max(begin, run.start()), min(end + 2, run.end()))

    return View(content.decode("latin-1"), span)


def _from_hex(view: View, start: int, stop: int) -> Iterator[View]:
    for offset in range(2):
        pairs = [match.span() for match in _PAIR.finditer(view.text, start + offset, stop)]
        texts = [chr(int(view.text[end - 2 : end], 16)) for _, end in pairs]
        yield View("".join(texts), _by(view, pairs))
