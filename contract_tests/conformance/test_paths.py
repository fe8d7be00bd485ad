"""Paths as they come over the wire: what is encoded stays part of an id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.clause import ANY_4XX
from contract_tests.conformance.exchange import Ask
from contract_tests.conformance.ids import target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.conformance.clause import Clause
    from openapi.contract import Operation

BELOW_500 = range(500)


@pytest.mark.needs("unknown_ids")
def test_encoded_paths_refused(clause: Clause) -> None:
    """An id that only decoding twice, cutting or resolving dots would make known is not found."""
    path = clause.known[0].path
    asks = [Ask(path, target=target, malformed=True) for target in _raw(clause.operation, path)]
    clause.expect(asks, ANY_4XX, "the id in this path is not a known one")


def test_equivalent_path_borne(clause: Clause) -> None:
    """An id with a letter encoded is the same id, or is refused with a 4xx."""
    path = clause.known[0].path
    asks = [
        Ask(path, target=target(clause.operation, path, name, _encoded_last(value)), malformed=True)
        for name, value in path.items()
    ]
    clause.expect(asks, (200, *ANY_4XX), "encoding a letter changes nothing")


def test_other_paths_borne(clause: Clause) -> None:
    """A path beside the operation's is no reason to fail."""
    known = clause.known[0].path
    path = target(clause.operation, known)
    head, _, last = path.rpartition("/")
    targets = (
        f"{path}/",
        f"{path}//",
        f"/{path}",
        f"{head}//{last}",
        f"{path}/more",
        head,
        f"{head}/{last.upper()}",
        f"{path}.json",
        f"{path};v=1",
        f"{path}%00",
        f"{path}%2F",
        f"{head}%2F{last}",
        "/",
    )
    asks = [Ask(known, target=one, malformed=True, elsewhere=True) for one in targets]
    clause.expect(asks, BELOW_500, "the contract has nothing at this path")


def _raw(operation: Operation, path: dict[str, str]) -> Iterator[str]:
    for name, value in path.items():
        last = f"%25{ord(value[-1]):02x}"
        for raw in (
            *(f"{value}%20", f"{value}%00", f"{value}%0A", f"{value}%09", f"{value}%2F"),
            *(f"..%2f{value}", f"x%2F..%2F{value}", f"%2e%2e%2f{value}", f"{value}%2f.."),
            *(f"{value[:-1]}{last}", "%252e%252e", f"{value}%3Fx", f"{value}%23", f"{value}%FF"),
        ):
            yield target(operation, path, name, raw)


def _encoded_last(value: str) -> str:
    return f"{value[:-1]}%{ord(value[-1]):02X}"
