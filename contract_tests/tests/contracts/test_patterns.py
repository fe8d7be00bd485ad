"""Patterns have the semantics of ECMA-262, and matching takes linear time."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openapi.contract.patterns import PatternError, read
from openapi.contract.patterns.search import Automaton
from openapi.contract.patterns.translation import pieces
from openapi.contract.patterns.tree import parse

if TYPE_CHECKING:
    from contract_tests.tests.processes import Run

CATASTROPHIC = [
    *("^(a+)+$", "^(a*)*$", "(a|aa)*b", "a+b", "a+$", "(x+x+)+y", "^(a?){40}a{40}$", "f.*o"),
    *(r"^(\w+\s?)*$", r"^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*x", "(a|b)*a(a|b){12}$", "(a|a)+$"),
    *("^([a-z]|[0-9]|[a-f])+$", "^(a|b( *[ab])*)*$", "^a*a*a*a*b", r"^(\p{L}+)*$", "^^(a+)+$"),
    *("a?" * 40 + "a" * 40, "(^|^){40}b", "^a($|$){40}b"),
]
LINEAR = [
    *("^[A-Za-z0-9_-]+$", "^([a-z]|[A-Z]){1}([a-z]|_|-)*$", "a+", "^.{1,64}$", r"^\p{L}+$"),
    *("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", "^(?=.*[a-z])(?=.*[0-9]).{8,}$", "^((?!_).)*(?<!x)$"),
    *(
        r"^(.|\n)*$",
        "^([a-z]|[0-9]||-)+$",
        "^([0-9]{1,3}\\.){3}[0-9]{1,3}$",
        r"^(a)\1b$",
        "x$",
        "^$|^a+$",
    ),
]
SEARCH = """
import sys
from openapi.contract.patterns import read
for pattern in sys.argv[1:]:
    for unit in ("a", "b", "x", "f", "ab", "a ", "aA", "a_", "é"):
        for text in (unit * 5_000, unit * 5_000 + "!", "!" + unit * 5_000):
            read(pattern).matches(text)
"""


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"^\d+$", "42", True),
        (r"^\d+$", "৪২", False),
        (r"^\w$", "é", False),
        (r"^\s\S$", "\ufeff\x1c", True),
        ("^a$", "a\n", False),
        (r"^a\$[$]$", "a$$", True),
        ("^.$", "\u2028", False),
        ("^.$", "\x85", True),
        ("^[^]$", "\n", True),
        ("[]", "a", False),
        (r"^\cJ\x41\u{1F432}\ud83d\udc32$", "\nA🐲🐲", True),
        (r"^\p{Letter}\p{Lu}\P{L}[^\p{Nd}]$", "éA1é", True),
        (r"^[\p{L}\d]+$", "é٣", False),
        (r"^(?:(a)|b)\1c$", "bc", True),
        (r"^(?<two>..)\k<two>$", "abab", True),
        (r"^[\w-.]+\_{1}{$", "a-._{", True),
        ("[[&&]", "&", True),
        ("(?<!x)y$", "xy", False),
    ],
)
def test_meaning(pattern: str, text: str, expected: bool) -> None:  # noqa: FBT001  # a case
    r"""Classes are those of ECMA-262, `$` is the end, and `\p` a property."""
    assert read(pattern).matches(text) is expected


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\p{Han}", "write a general category"),
        ("a**", "repeats nothing"),
        ("[a", "has no end"),
        ("(?i)a", "has no group"),
        (r"\A", "write ^ or $"),
        ("(?<a>x)(?<a>y)", "rename one"),
        ("(?<=a+)b", "Python cannot compile this pattern"),
        ("(" * 2_000 + ")" * 2_000, "Python cannot compile this pattern"),
        ("^(?=(a+)+$)b", "begin it with ^"),
        (r"(\w+) \1$", "begin it with ^"),
        ("^((a?){1000}){1000}$", "small repetition counts"),
    ],
)
def test_refusals(pattern: str, words: str) -> None:
    """Invalid patterns and those with catastrophic backtracking are rejected with a reason."""
    with pytest.raises(PatternError, match=re.escape(words)):
        read(pattern)


def test_choice_of_engine() -> None:
    """Python's engine is used only for patterns that it matches in linear time."""
    assert not [pattern for pattern in LINEAR if read(pattern).automaton]
    assert not [pattern for pattern in CATASTROPHIC if not read(pattern).automaton]


def test_long_texts(run: Run) -> None:
    """Texts that would take Python's engine hours are matched within the limit."""
    done = run(sys.executable, "-c", SEARCH, *CATASTROPHIC, *LINEAR)

    assert (done.returncode, done.stderr) == (0, "")


ATOMS = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\d", "1", "é", "^", "$"])
REGULAR = st.recursive(
    ATOMS,
    lambda parts: st.one_of(
        st.lists(parts, max_size=3).map("".join),
        st.lists(parts, min_size=1, max_size=3).map("|".join).map("({})".format),
        st.tuples(parts, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"])).map(
            lambda repeated: f"({repeated[0]}){repeated[1]}"
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(REGULAR, st.lists(st.text("ab1é\n", max_size=6), max_size=8))
def test_automaton_finds_what_python_finds(pattern: str, texts: list[str]) -> None:
    """The automaton, which reads a text once, agrees with Python's backtracking engine."""
    expected = re.compile("".join(part.text for part in pieces(pattern)), re.ASCII)
    automaton = Automaton(parse(pieces(pattern)))

    for text in texts:
        assert automaton.matches(text) == bool(expected.search(text)), text
