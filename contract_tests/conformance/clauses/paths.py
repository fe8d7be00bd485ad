"""Raw paths: encoded characters remain part of an id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.conformance.requests.probes.build import raw_path, spellings
from contract_tests.conformance.requests.probes.hostile import DECODED_FIRST
from contract_tests.conformance.requests.probes.probe import Kind, Probe
from contract_tests.conformance.running.check import ANY_4XX, BELOW_500
from contract_tests.conformance.running.clause import clause
from contract_tests.conformance.running.needs import UNKNOWN_IDS

if TYPE_CHECKING:
    from contract_tests.conformance.running.check import Check


@clause(UNKNOWN_IDS)
def encoded_ids_decoded_once(check: Check) -> None:
    """Encoded ids are decoded exactly once, and neither truncated, trimmed nor resolved."""
    path = check.known[0].path
    encoded = [(name, *variant) for name, value in path.items() for variant in _encoded(value)]
    probes = [
        Probe(target=raw_path(check.operation, path, {name: raw}), kind=Kind.INVALID)
        for name, raw, _ in encoded
    ]
    for exchange, (_, _, advice) in zip(check.exchanges(probes), encoded, strict=True):
        check.judge(exchange, ANY_4XX, "the id in this path is not a known id", advice)


def _encoded(value: str) -> list[tuple[str, str]]:
    """Raw ids that equal the known one only if decoded twice, truncated, trimmed or resolved.

    Each comes with the advice for a server that confuses them.
    """
    blanks = (f"{value}%20", f"{value}%0A", f"{value}%09")
    slashes = (
        *(f"{value}%2F", f"..%2F{value}", f"x%2F..%2F{value}", f"%2E%2E%2F{value}"),
        f"{value}%2F..",
    )
    twice = (f"{value[:-1]}%25{ord(value[-1]):02x}", "%252e%252e")
    ends = (f"{value}%00", f"{value}%3Fx", f"{value}%23", f"{value}%FF", f"{value}%", f"{value}%zz")
    return [
        *((raw, "do not trim ids: white space is part of an id") for raw in blanks),
        *((raw, DECODED_FIRST) for raw in slashes),
        *((raw, "decode the path once: it was decoded twice") for raw in twice),
        *((raw, "do not truncate ids when decoding them") for raw in ends),
    ]


@clause()
def equivalent_encodings_tolerated(check: Check) -> None:
    """An id with an unreserved character encoded is the same id, or is rejected with a 4xx."""
    path = check.known[0].path
    encoded = {name: f"{value[:-1]}%{ord(value[-1]):02X}" for name, value in path.items()}
    probes = [
        Probe(target=raw_path(check.operation, path, {name: raw}), kind=Kind.INVALID)
        for name, raw in encoded.items()
    ]
    check.expect(probes, (*check.success, *ANY_4XX), "encoding a letter changes nothing")


@clause()
def unknown_paths_handled(check: Check) -> None:
    """Paths outside the contract never cause a server error."""
    path = raw_path(check.operation, check.known[0].path)
    targets = filter(None, (*spellings(path), f"{path}/more", path.rpartition("/")[0], "/"))
    probes = [Probe(target=target, kind=Kind.UNDECLARED) for target in dict.fromkeys(targets)]
    check.expect(probes, BELOW_500, "the contract has nothing at this path")
