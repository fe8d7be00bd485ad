"""bash words in which secrets are replaced by expansions of their origin."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LEAST = 8
"""The shortest part that is replaced, in characters; shorter could be anything."""
_QUOTABLE = re.compile(r"[ #%-\[\]^_a-~]*")
"""Characters that are literal between double quotes."""


@dataclass(frozen=True)
class Origin:
    """Where a shell finds a secret: in a variable or by a command."""

    variable: str = ""
    command: str = ""
    """Prints the secret, if no variable holds it."""

    @property
    def whole(self) -> str:
        """The expansion to the secret."""
        return f"${{{self.variable}}}" if self.variable else f"$({self.command})"

    def parts(self, secret: str) -> Iterator[tuple[str, str]]:
        """The secret and values derived from it, each with its expansion."""
        yield secret, self.whole
        yield secret[:-1], self._cut("%?")
        yield secret[1:], self._cut("#?")
        half = len(secret) // 2
        yield secret[:half], self._cut(":0:$((${#%s}/2))")
        yield secret[half:], self._cut(":$((${#%s}/2))")
        yield secret[half + 1 :], self._cut(":$((${#%s}/2+1))")
        yield secret.swapcase(), f'$(printf %s "{self.whole}" | tr a-zA-Z A-Za-z)'

    def _cut(self, cut: str) -> str:
        if self.variable:
            return f"${{{self.variable}{cut.replace('%s', self.variable)}}}"
        return f'$(t={self.whole}; printf %s "${{t{cut.replace("%s", "t")}}}")'


Origins = dict[str, Origin]
"""Origins by secret."""


_NONE: Origins = {}


class _Expansion(str):
    __slots__ = ()


def variable(header: str) -> str:
    """The name of the variable that holds the value of a header."""
    return re.sub(r"\W", "_", header).upper()


def word(text: str, origins: Mapping[str, Origin] = _NONE) -> str:
    """A word that bash reads as this text; each character stands for one byte."""
    pieces = list(_pieces(text, origins))
    if not any(isinstance(piece, _Expansion) for piece in pieces):
        return _literal(text)
    if all(isinstance(piece, _Expansion) or _QUOTABLE.fullmatch(piece) for piece in pieces):
        return f'"{_simplified("".join(pieces))}"'
    return "".join(
        f'"{_simplified(piece)}"' if isinstance(piece, _Expansion) else _literal(piece)
        for piece in pieces
    )


def remainder(text: str, origins: Mapping[str, Origin]) -> str:
    """The text without the parts that have an origin."""
    pieces = _pieces(text, origins)
    return "".join(piece for piece in pieces if not isinstance(piece, _Expansion))


def _pieces(text: str, origins: Mapping[str, Origin]) -> Iterator[str]:
    candidates = [
        (len(part), part, expansion)
        for secret, origin in origins.items()
        for part, expansion in origin.parts(secret)
        if part in text and (part == secret or len(part) >= _LEAST)
    ]
    if not candidates:
        yield from filter(None, [text])
        return
    _, part, expansion = max(candidates)
    before, _, after = text.partition(part)
    yield from _pieces(before, origins)
    yield _Expansion(expansion)
    yield from _pieces(after, origins)


def _simplified(text: str) -> str:
    """The text without unnecessary braces."""
    return re.sub(r"\$\{(\w+)\}(?!\w)", r"$\1", text)


def _literal(text: str) -> str:
    if text.isascii() and text.isprintable():
        return shlex.quote(text)
    return f"$'{''.join(map(_escaped, text))}'"


def _escaped(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    is_plain = character.isascii() and character.isprintable()
    return character if is_plain else f"\\x{ord(character):02x}"
