r"""Translates ECMA-262 regular expressions to Python's.

They are parsed as with the flag ``u``, but leniently where the meaning is clear: ``\_`` is an
underscore, ``{`` by itself a brace, and the last hyphen of ``[\w-.]`` a hyphen.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class PatternError(ValueError):
    """A pattern cannot be translated; the message says why, and how to correct it."""


class Piece(NamedTuple):
    """A token of a pattern, translated."""

    kind: str
    """``atom`` (of one character), ``quantifier``, ``capture``, ``group``, ``reference``,
    ``boundary``, or one of ``^ $ | )`` itself."""
    text: str
    """The token in Python's syntax."""


def pieces(pattern: str) -> list[Piece]:
    r"""An ECMA-262 pattern in Python's syntax with ``re.ASCII``, except for ``\p{…}``.

    Those are kept, each in a class and with the short name of a general category, since the
    characters in a category depend on the version of Python that searches.

    Raises:
        PatternError: It is invalid, or Python does not support it.
    """
    return list(_Translation(pattern).pieces())


_ESCAPE = r"""
    \\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}
    | \\u\{[0-9a-fA-F]+\} | \\u[0-9a-fA-F]{4} | \\x[0-9a-fA-F]{2} | \\c[a-zA-Z]
    | \\[pP]\{[^{}]*\} | \\k<[^<>]*> | \\[0-9]+ | \\.
"""
_TOKEN = re.compile(
    rf"""
    (?P<class>\[(?:\\.|[^\]\\])*\])
    | (?P<escape>{_ESCAPE})
    | (?P<capture>\((?:\?<(?P<name>[^=!>][^>]*)>|(?!\?)))
    | (?P<group>\(\?(?:[:=!]|<[=!]))
    | (?P<quantifier>(?:[*+?]|\{{[0-9]+(?:,[0-9]*)?\}})\??)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ATOM = re.compile(rf"{_ESCAPE} | .", re.VERBOSE | re.DOTALL)
_SPACE = r" \t-\r\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_NO_SPACE = (
    r"\x00-\x08\x0e-\x1f!-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e"
    r"\u2060-\u2fff\u3001-\ufefe\uff00-\U0010ffff"
)
_OTHERS = {"$": r"\Z", ".": r"[^\n\r\u2028\u2029]", "{": r"\{", "}": r"\}", "]": r"\]"}
_SETS = {r"\s": f"[{_SPACE}]", r"\S": f"[{_NO_SPACE}]", r"\B": r"(?!\b)"}
_SETS_IN_CLASS = {r"\s": _SPACE, r"\S": _NO_SPACE}
_ALIKE = frozenset("dDwWbtnvfr")
"""Letters whose escapes have the same meaning in Python."""
_DIGITS = frozenset("0123456789")


class _Translation:
    """The translation of a pattern."""

    def __init__(self, pattern: str) -> None:
        self._tokens = list(_TOKEN.finditer(pattern))
        self._groups = [token["name"] for token in self._tokens if token["capture"]]

    def pieces(self) -> Iterator[Piece]:
        was_quantifier = False
        for token in self._tokens:
            kind, text = str(token.lastgroup), token[0]
            is_quantifier = kind == "quantifier"
            if is_quantifier and was_quantifier:
                raise PatternError(f"{text} repeats nothing; write \\{text[0]} for the character")
            was_quantifier = is_quantifier
            yield getattr(self, f"_{kind}")(token)

    def _quantifier(self, token: re.Match[str]) -> Piece:
        return Piece("quantifier", token[0])

    def _group(self, token: re.Match[str]) -> Piece:
        return Piece("group", token[0])

    def _capture(self, token: re.Match[str]) -> Piece:
        if token["name"] and self._groups.count(token["name"]) > 1:
            raise PatternError(f"two groups are called {token['name']}; rename one")
        return Piece("capture", "(")

    def _other(self, token: re.Match[str]) -> Piece:
        letter, rest = token[0], token.string[token.start() :]
        if letter in "\\[":
            raise PatternError(f"{letter} has no end; write \\{letter} for the character")
        if letter == "(":
            raise PatternError(f"ECMA-262 has no group {rest[:3]}; write (?:…) or (?<name>…)")
        if re.match(r"\{,[0-9]+\}", rest):
            raise PatternError("ECMA-262 has no {,n}; write {0,n}")
        return Piece(letter if letter in "^$|)" else "atom", _OTHERS.get(letter, letter))

    def _escape(self, token: re.Match[str]) -> Piece:
        text = token[0]
        if text[1] in "pP":
            return Piece("atom", f"[{_property(text)}]")
        if text.startswith(r"\k<") and text[3:-1] in self._groups:
            return self._reference(self._groups.index(text[3:-1]) + 1)
        if text[1] in _DIGITS and text[1] != "0":
            return self._reference(int(text[1:]))
        kind = "boundary" if text in (r"\b", r"\B") else "atom"
        return Piece(kind, _SETS.get(text) or _character(text))

    @staticmethod
    def _reference(number: int) -> Piece:
        # In ECMA-262, a reference to a group that did not participate matches the empty string.
        return Piece("reference", f"(?({number})\\{number})")

    @staticmethod
    def _class(token: re.Match[str]) -> Piece:
        inner = token[0][1:-1]
        negation, inner = ("^", inner[1:]) if inner.startswith("^") else ("", inner)
        if not inner:
            return Piece("atom", "(?s:.)" if negation else "(?!)")
        return Piece("atom", f"[{negation}{''.join(_members(_ATOM.findall(inner)))}]")


def _members(atoms: list[str]) -> Iterator[str]:
    """The members of a class in Python's syntax."""
    at = 0
    while at < len(atoms):
        first, hyphen, last = [*atoms[at : at + 3], "", ""][:3]
        if hyphen == "-" and last and not (_is_set(first) or _is_set(last)):
            yield f"{_member(first)}-{_member(last)}"
            at += 3
        else:
            yield _member(first)
            at += 1


def _is_set(atom: str) -> bool:
    return atom[0] == "\\" and atom[1] in "dDwWsSpP"


def _member(atom: str) -> str:
    if atom[0] != "\\":
        return f"\\{atom}" if atom in "[]^-&~|" else atom
    if atom[1] in "pP":
        return _property(atom)
    if atom == r"\B":
        raise PatternError(r"ECMA-262 has no \B within [ and ]")
    return _SETS_IN_CLASS.get(atom) or _character(atom)


def _character(escape: str) -> str:
    """An escape of a single character, or of a class that Python has too."""
    letter = escape[1]
    if letter in _ALIKE or not (letter.isascii() and letter.isalnum()):
        return escape
    if escape == r"\0":
        return r"\x00"
    if letter == "c" and escape != r"\c":
        return f"\\x{ord(escape[2]) % 32:02x}"
    if letter not in "ux" or len(escape) < len(r"\x00"):
        instead = "write ^ or $" if letter in "AGZz" else f"write {letter}, \\x… or \\u… instead"
        raise PatternError(f"ECMA-262 has no {escape}; {instead}")
    if len(escape) == len(r"\ud83d\udc32"):
        return f"\\U{ord(bytes.fromhex(escape[2:6] + escape[8:]).decode('utf-16-be')):08x}"
    if escape[2] == "{":
        return _numbered(int(escape[3:-1], 16))
    return escape


def _numbered(code: int) -> str:
    if code > sys.maxunicode:
        raise PatternError(f"there is no character {code:x}; the last is 10ffff")
    return f"\\U{code:08x}"


_NAMES = """
    L=Letter Lu=Uppercase_Letter Ll=Lowercase_Letter Lt=Titlecase_Letter Lm=Modifier_Letter
    Lo=Other_Letter M=Mark Mn=Nonspacing_Mark Mc=Spacing_Mark Me=Enclosing_Mark N=Number
    Nd=Decimal_Number Nl=Letter_Number No=Other_Number P=Punctuation Pc=Connector_Punctuation
    Pd=Dash_Punctuation Ps=Open_Punctuation Pe=Close_Punctuation Pi=Initial_Punctuation
    Pf=Final_Punctuation Po=Other_Punctuation S=Symbol Sm=Math_Symbol Sc=Currency_Symbol
    Sk=Modifier_Symbol So=Other_Symbol Z=Separator Zs=Space_Separator Zl=Line_Separator
    Zp=Paragraph_Separator C=Other Cc=Control Cf=Format Cs=Surrogate Co=Private_Use Cn=Unassigned
"""
_CATEGORIES = dict(pair.split("=") for pair in _NAMES.split())
"""Unicode's general categories, by the short names that `unicodedata` uses."""
_SHORT = {
    **{name: name for name in _CATEGORIES},
    **{name: short for short, name in _CATEGORIES.items()},
    "Combining_Mark": "M",
    "cntrl": "Cc",
    "digit": "Nd",
    "punct": "P",
}


def _property(escape: str) -> str:
    name = re.sub("^(gc|General_Category)=", "", escape[3:-1])
    if name not in _SHORT:
        instead = r"write a general category, such as \p{L}, or characters, such as [\u4e00-\u9fff]"
        raise PatternError(f"{escape} is not supported; {instead}")
    return f"{escape[:2]}{{{_SHORT[name]}}}"
