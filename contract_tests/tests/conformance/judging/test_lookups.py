"""Lookups that find too much, and ids that are not probed."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.errors import TargetError
from contract_tests.conformance.requests.probes.ids import malformed, near_misses
from contract_tests.conformance.target import KnownIds, load_targets
from contract_tests.tests.conformance.checks import outcomes
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.reference_server import ReferenceServer, Request, Response
    from contract_tests.tests.conformance.conftest import Serve

    Lookup = Callable[[str, str], object]

UNKNOWN = "unknown-ids-rejected"
COC, ROMA = load_all()["coc"].operations[0], load_all()["roma"].operations[0]
KNOWN = "SCT2023083109562601af694bf"
NOBODY = "00000000-0000-4000-8000-000000000000"
UUID = "fae7ff6c-8e07-4cf8-9e67-589cab2f017c"
ID = re.compile("(?<=/orders/)[^/]*(?=/)")


def like(given: str, known: str) -> object:
    pattern = re.escape(given).replace("_", ".").replace("%", ".*")
    return re.fullmatch(pattern, known)


def same(change: Callable[[str], str], given: str, known: str) -> bool:
    return change(given) == change(known)


LOOKUPS: dict[str, Lookup] = {
    "wildcard of SQL": like,
    "an underscore ignored": partial(same, lambda text: text.replace("_", "")),
    "a hyphen ignored": partial(same, lambda text: text.replace("-", "")),
    "a hyphen at the end ignored": partial(same, lambda text: text.rstrip("-")),
    "case ignored": partial(same, str.lower),
    "cut to what a column holds": partial(same, lambda text: text[:26]),
    "a part of it": lambda given, known: given and given in known,
    "its first half": lambda given, known: given[:13] == known[:13],
    "a pattern": lambda given, known: "\\" not in given and re.fullmatch(given[:-1], known[:-1]),
}


@pytest.mark.parametrize("name", LOOKUPS)
def test_wrong_lookups(name: str) -> None:
    """For every faulty lookup, some probed unknown id is found."""
    misses = [path["execute_uuid"] for path in near_misses(COC, known_as(KNOWN))]

    matching = [miss for miss in misses if LOOKUPS[name](miss, KNOWN)]
    assert matching
    assert KNOWN not in matching


def test_spellings_of_uuids(serve: Serve, server: ReferenceServer) -> None:
    """An id that is a UUID may be accepted in either case, with or without hyphens."""
    calls = server.store.known["CountTasks"]
    known = {plain(text): text for call in calls for text in call.path_texts.values()}

    def lenient(request: Request) -> Response:
        segments = [known.get(plain(segment), segment) for segment in request.path.split("/")]
        return server(replace(request, path="/".join(segments)))

    clauses = outcomes(serve(lenient), UNKNOWN, "mismatched-ids-rejected", api="roma")

    assert {clauses[name]["outcome"] for name in (UNKNOWN, "mismatched-ids-rejected")} == {"passed"}


def plain(uuid: str) -> str:
    return uuid.replace("-", "").lower()


def known_as(value: str) -> tuple[KnownIds, ...]:
    return (KnownIds({"execute_uuid": value}),)


@pytest.mark.parametrize("value", ["order-1", "SCT0001", "42", "2024-001-b"])
def test_ids_that_count(value: str) -> None:
    """Ids that differ only in a number may exist, and are not probed."""
    misses = [path["execute_uuid"] for path in near_misses(COC, known_as(value))]

    masked = re.sub("[0-9]+", "0", value)
    assert misses
    assert not [miss for miss in misses if re.sub("[0-9]+", "0", miss) == masked]


def test_near_misses_are_well_formed() -> None:
    """Ids that violate the schema are probed as malformed ids, and none is probed twice."""
    known = known_as(KNOWN)
    misses = [path["execute_uuid"] for path in near_misses(COC, known)]
    invalid = [path["execute_uuid"] for path in malformed(COC, known[0].path)]

    assert KNOWN not in misses
    assert len({*misses, *invalid}) == len(misses) + len(invalid)
    assert {f"{KNOWN[:-1]}_", f"{KNOWN}-", KNOWN.swapcase()} <= set(misses)
    assert {"null", "all", "latest", "0", "-1", "__proto__", "constructor"} <= set(misses)
    assert {f"{KNOWN} ", f"{KNOWN[:-1]}%", f"{KNOWN[:-1]}*"} <= set(invalid)


def test_a_uuid_is_no_near_miss_of_itself() -> None:
    """Other spellings of the same UUID are not probed."""
    path = {"project_id": "c53626012ba84727b938ca8bf03108ef", "instance_id": UUID}
    misses = near_misses(ROMA, (KnownIds(path),))

    assert misses
    for miss in misses:
        differs = [name for name in path if miss[name] != path[name]]
        assert [plain(miss[name]) for name in differs] != [plain(path[name]) for name in differs]


def test_unknown_ids_of_the_target(serve: Serve, server: ReferenceServer) -> None:
    """A target may name unknown ids, which are checked, too."""

    def lax(request: Request) -> Response:
        return server(replace(request, path=request.path.replace("/order-2/", f"/{KNOWN}/")))

    target = serve(lax)
    assert outcomes(target, UNKNOWN)[UNKNOWN]["outcome"] == "passed"
    text = target.read_text(encoding="utf-8")
    target.write_text(f'unknown = ["order-2", "{NOBODY}"]\n{text}', encoding="utf-8")
    assert outcomes(target, UNKNOWN)[UNKNOWN]["outcome"] == "failed"
    assert outcomes(target, UNKNOWN, api="roma")[UNKNOWN]["outcome"] == "passed"


@pytest.mark.parametrize("value", ['"order-2"', "[1.5]", '["a b"]', '[{ nothing = "a" }]'])
def test_unusable_unknown_ids(target: Path, value: str) -> None:
    """Unknown ids that match no operation are rejected."""
    text = target.read_text(encoding="utf-8")
    target.write_text(f"unknown = {value}\n{text}", encoding="utf-8")

    with pytest.raises(TargetError, match="unknown"):
        load_targets(target, load_all())


def test_repeated_reads_have_connections_of_their_own(
    serve: Serve, server: ReferenceServer
) -> None:
    """A faulty node among three behind a load balancer that pins connections is detected."""
    seen = 0

    def balanced(request: Request) -> Response:
        nonlocal seen
        is_new = dict(request.headers).get("connection") == "close"
        seen += is_new
        is_broken = is_new and request.method == "GET" and seen % 3 == 0
        return replace(server(request), status=500) if is_broken else server(request)

    assert outcomes(serve(balanced), "reliable-reads")["reliable-reads"]["outcome"] == "failed"
    assert seen >= 40
