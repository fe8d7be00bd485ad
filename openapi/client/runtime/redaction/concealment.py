"""Finds secrets in bytes, as a whole or in part, escaped or encoded."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN = b"***"
# Shorter secrets would match harmless text; those of up to 5 bytes must be separate words.
_SHORTEST, _SHORTEST_PART = 3, 6
_PIECE = 12
"""The shortest part of a long secret that is redacted, in bytes."""
_BLOCK = 6
"""Every such part contains an aligned block of this size."""
_MOST_PLACES = 8
"""The most places of a block to try, as a repetitive secret would take too long."""
_DEEPEST = 4
"""The most layers of escaping or encoding to resolve."""

_ESCAPE = re.compile(
    rb"(?:%[0-9A-Fa-f]{2})+"
    rb"|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?"
    rb"|(?:\\u[0-9A-Fa-f]{4})+"
    rb"|\\x[0-9A-Fa-f]{2}"
    rb"|\\[^ux]",
    re.DOTALL,
)
_CONTROLS = {b"\\n": b"\n", b"\\r": b"\r", b"\\t": b"\t", b"\\b": b"\b", b"\\f": b"\f"}
_HEX = re.compile(rb"[0-9A-Fa-f]{2}(?:[ :-]?[0-9A-Fa-f]{2}){5,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,}(?:\r?\n[A-Za-z0-9+/_-]+)*")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


class Span(NamedTuple):
    """A range of bytes."""

    start: int
    end: int


@dataclass(frozen=True, repr=False)
class Needle:
    """A secret as bytes."""

    value: bytes
    blocks: dict[bytes, list[int]]
    """The places of its blocks; empty if it is searched for as a whole only."""

    @classmethod
    def of(cls, secret: str) -> list[Needle]:
        """A secret in all character encodings."""
        forms = {secret.encode("utf-8", "surrogatepass")}
        forms |= {form.replace(b" ", b"+") for form in forms}
        if not secret.isascii():
            forms.add(secret.encode("latin-1", "ignore"))
        return [cls(form, _blocks(form)) for form in forms if len(form) >= _SHORTEST]

    def spans(self, content: bytes) -> Iterator[Span]:
        """Where it occurs, as a whole or in part."""
        yield from self._whole(content)
        if not self.blocks:
            return
        done = 0
        for start in range(0, len(content) - _BLOCK + 1, _BLOCK):
            if start < done:
                continue
            for place in self.blocks.get(content[start : start + _BLOCK], ()):
                span = self._extended(content, start, place, done)
                if span.end - span.start >= _PIECE:
                    yield span
                    done = span.end
                    break

    def _whole(self, content: bytes) -> Iterator[Span]:
        start = content.find(self.value)
        while start >= 0:
            end = start + len(self.value)
            around = content[max(start - 1, 0) : start], content[end : end + 1]
            if len(self.value) >= _SHORTEST_PART or not any(map(bytes.isalnum, around)):
                yield Span(start, end)
            start = content.find(self.value, end)

    def _extended(self, content: bytes, start: int, place: int, least: int) -> Span:
        """The longest match around a block, not before `least`."""
        end = start + _BLOCK
        shift = place - start
        while (
            start > least and start + shift and content[start - 1] == self.value[start + shift - 1]
        ):
            start -= 1
        most = min(len(content), len(self.value) - shift)
        while end < most and content[end] == self.value[end + shift]:
            end += 1
        return Span(start, end)


def _blocks(value: bytes) -> dict[bytes, list[int]]:
    blocks: dict[bytes, list[int]] = {}
    if len(value) >= 2 * _PIECE:
        for place in range(len(value) - _BLOCK + 1):
            places = blocks.setdefault(value[place : place + _BLOCK], [])
            if len(places) < _MOST_PLACES:
                places.append(place)
    return blocks


def conceal(content: bytes, needles: list[Needle]) -> bytes:
    """Bytes with all needles redacted."""
    parts, last = [], 0
    for span in _merged(_spans(content, needles, _DEEPEST)):
        parts += [content[last : span.start], _HIDDEN]
        last = span.end
    return b"".join([*parts, content[last:]]) if parts else content


def _merged(spans: Iterator[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _spans(content: bytes, needles: list[Needle], depth: int) -> Iterator[Span]:
    """Where needles occur, plain, escaped or encoded."""
    if not needles:
        return
    view = _View(content)
    while True:
        for needle in needles:
            yield from map(view.origin, needle.spans(view.content))
        if not depth:
            return
        depth -= 1
        yield from map(view.origin, _encoded(view.content, needles, depth))
        resolved = view.resolved()
        if resolved is None:
            return
        view = resolved


def _encoded(content: bytes, needles: list[Needle], depth: int) -> Iterator[Span]:
    """Where hexadecimal or Base64 text contains a needle."""
    long = [needle for needle in needles if len(needle.value) >= _SHORTEST_PART]
    for encoding, decodings in ((_HEX, _from_hex), (_BASE64, _from_base64)):
        for match in encoding.finditer(content):
            for decoded in decodings(match[0]):
                # Bytes that are not ASCII are misaligned, or not encoded any further.
                deeper = depth if decoded.isascii() else 0
                if next(_spans(decoded, long, deeper), None):
                    yield Span(*match.span())
                    break


def _from_hex(text: bytes) -> Iterator[bytes]:
    digits = re.sub(rb"[ :-]", b"", text).decode()
    for start in (0, 1):
        yield bytes.fromhex(digits[start : start + (len(digits) - start) // 2 * 2])


def _from_base64(text: bytes) -> Iterator[bytes]:
    letters = re.sub(rb"\s", b"", text).translate(_URL_SAFE)
    for start in range(4):
        part = letters[start:]
        if len(part) % 4 == 1:
            part = part[:-1]
        yield b64decode(part + b"=" * (-len(part) % 4))


class _View:
    """Bytes with escapes resolved, and the origin of each byte."""

    def __init__(self, content: bytes, origins: list[Span] | None = None) -> None:
        self.content = content
        self._origins = origins

    def origin(self, span: Span) -> Span:
        """The range in the original bytes."""
        if self._origins is None:
            return span
        return Span(self._origins[span.start].start, self._origins[span.end - 1].end)

    def resolved(self) -> _View | None:
        """The same with another layer of escapes resolved; None if there is none."""
        content, origins, last = bytearray(), [], 0
        for match in _ESCAPE.finditer(self.content):
            decoded = _unescaped(match[0])
            if decoded == match[0]:
                continue
            content += self.content[last : match.start()] + decoded
            origins += [self.origin(Span(at, at + 1)) for at in range(last, match.start())]
            origins += [self.origin(Span(*match.span()))] * len(decoded)
            last = match.end()
        if not last:
            return None
        content += self.content[last:]
        origins += [self.origin(Span(at, at + 1)) for at in range(last, len(self.content))]
        return _View(bytes(content), origins)


def _unescaped(escape: bytes) -> bytes:
    """The bytes that an escape stands for."""
    if escape[:1] == b"%":
        return unquote_to_bytes(escape)
    if escape[:1] == b"&":
        return unescape(escape.decode()).encode("utf-8", "surrogatepass")
    if escape[:2] == b"\\u":
        text: str = json.loads(b'"' + escape + b'"')
        return text.encode("utf-8", "surrogatepass")
    if escape[:2] == b"\\x":
        return bytes.fromhex(escape[2:].decode())
    return _CONTROLS.get(escape, escape[1:])
