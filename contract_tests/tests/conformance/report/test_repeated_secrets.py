"""Parts of a secret are redacted, however a server echoes them."""

from __future__ import annotations

import random
import string

import pytest

from contract_tests.conformance.redaction import PART, REDACTED, Redactor
from contract_tests.tests.conformance.spellings import SPELLINGS

LETTERS = string.ascii_letters + string.digits
SECRET = "".join(random.Random(7).choices(LETTERS + "+/=_-.%&\\\"'<>", k=60))  # noqa: S311
OTHERS = "{}[]: ,"
"""Text around the echoed part."""


@pytest.mark.parametrize("length", [PART, PART + 1, PART + 5, len(SECRET)])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_part_in_every_spelling(spelling: str, length: int) -> None:
    """Parts of at least eight characters are redacted."""
    redact = Redactor(SECRET)
    for start in range(len(SECRET) - length + 1):
        part = SECRET[start : start + length]
        spelled = SPELLINGS[spelling](part)

        shown = redact(f'{{"message": "{OTHERS}{spelled}{OTHERS}"}}')

        before, found, after = shown.partition(REDACTED)
        assert found, (part, spelled)
        left = before.removeprefix(f'{{"message": "{OTHERS}') + after.removesuffix(f'{OTHERS}"}}')
        # An incomplete character at either end.
        assert len(left.replace(REDACTED, "").replace("=", "")) <= 3, (part, shown)


def test_near_misses() -> None:
    """Of values derived from a secret, only the parts that are not secret are shown."""
    redact = Redactor(SECRET)
    for miss in (SECRET[:-1], f"{SECRET}A", f"B{SECRET[1:]}", SECRET[30:], SECRET.swapcase()):
        assert len(redact(miss).replace(REDACTED, "")) <= 1
    middle = redact(f"{SECRET[:30]}!{SECRET[31:]}")
    assert middle == f"{REDACTED}!{REDACTED}"


def test_parts_that_tell_nothing() -> None:
    """Parts of seven characters and other text are kept."""
    redact = Redactor(SECRET, "s3cret")
    texts = ("", "200 OK", SECRET[:7], '{"a": [1, 2]}', "x" * 5000, "%41%42", "\\u4e2d", "&amp;")
    assert [redact(text) for text in texts] == list(texts)
    assert redact("not s3cret but s3cre") == f"not {REDACTED} but s3cre"
    assert redact("cDNjcmV0 czNjcmV0") == f"cDNjcmV0 {REDACTED}"  # p3cret, s3cret


def test_public_parts() -> None:
    """Text that is also in the address, the ids or the contract is kept, and nothing else."""
    redact = Redactor("my-statistics-key", public=lambda: "GET /v1/statistics/tasks")

    assert redact("/v1/statistics and my-statistics-key") == f"/v1/statistics and {REDACTED}"
    assert redact("STATISTICS statistics-k") == f"STATISTICS sta{REDACTED}"


def test_redacted_before_it_is_cut() -> None:
    """Truncation leaves no part of a secret."""
    redact = Redactor(SECRET)
    for spell in SPELLINGS.values():
        for limit in range(280, 340, 4):
            shown = redact.excerpt("{" * 300 + spell(SECRET) + "}" * 5000, limit)
            assert len(shown) <= limit + 1
            # The placeholder may be truncated, too.
            left = shown.strip("{}…").replace(REDACTED, "").partition("[")[0]
            assert len(left) <= 3, shown


def test_large_texts() -> None:
    """Redaction takes linear time."""
    redact = Redactor(SECRET)
    for unit in ("a", "%41", "\\u0041", "&#65;", "QUFB", "00", " ", "=41", "\0", SECRET):
        text = unit * (50_000 // len(unit))
        assert len(redact(text)) <= len(text)


def test_secrets_of_any_kind() -> None:
    """Secrets may be empty, short, or non-ASCII."""
    redact = Redactor("", "pässwörter", "geheim 12 wort")

    for text in ("pässwörter", "p%C3%A4ssw%c3%b6rter", "p\\u00e4ssw\\u00f6rter", "geheim12wort"):
        assert redact(text) == REDACTED, text
    assert redact("") == ""
