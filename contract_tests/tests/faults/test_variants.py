"""Variants differ from the reference server, and a command serves them."""

from __future__ import annotations

import re
import sys
import tomllib
from itertools import chain
from operator import ne
from typing import TYPE_CHECKING

import pytest

from contract_tests.faults.__main__ import main
from contract_tests.faults.catalog import VARIANTS
from contract_tests.tests.faults.exchanges import comparable, over_socket, plain_replies
from contract_tests.tests.faults.probes import SERVER, wire_probes

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.faults.variant import Variant
    from contract_tests.tests.processes import Start
    from openapi.contract import JSON

LIKE_THE_REFERENCE = ("slow", "in-small-pieces")
"""Variants whose bytes are the same, but not their pace."""
ON_THE_WIRE = [
    variant
    for name, variant in VARIANTS.items()
    if variant.send is not None and name not in LIKE_THE_REFERENCE
]
CATEGORIES = sorted({variant.category for variant in VARIANTS.values() if variant.send is None})


@pytest.fixture(name="expected", scope="module")
def _expected() -> list[JSON]:
    """The reference server's responses."""
    return list(comparable(SERVER))


@pytest.mark.parametrize("category", CATEGORIES)
def test_variants_differ(expected: list[JSON], category: str) -> None:
    """A variant responds differently from the reference server."""
    for variant in VARIANTS.values():
        if variant.category == category and variant.send is None:
            replies = comparable(variant.make(SERVER))
            assert any(map(ne, replies, expected)), variant.sentence


@pytest.mark.parametrize("variant", ON_THE_WIRE, ids=lambda variant: variant.id)
def test_wire_fault_differs(variant: Variant) -> None:
    """A variant on the wire changes the bytes of some response."""
    with variant.running(SERVER) as base_url:
        address = base_url.removeprefix("http://")
        differing = (
            name
            for name, request in wire_probes()
            if over_socket(address, request) != plain_replies()[name]
        )

        assert next(differing, None), variant.sentence


@pytest.mark.parametrize(("name", "expected"), [("counts-grow", False), ("compact-json", True)])
def test_changing_numbers_are_not_expected(tmp_path: Path, name: str, *, expected: bool) -> None:
    """The target of a variant whose numbers change has no expectations of them."""
    VARIANTS[name].write_target(tmp_path / "target.toml", "http://127.0.0.1:9", SERVER)

    known = tomllib.loads((tmp_path / "target.toml").read_text(encoding="utf-8"))["known"]
    assert all(("expect" in entry) == expected for entry in chain.from_iterable(known.values()))


COMMAND = (sys.executable, "-m", "contract_tests.faults")


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    """The command lists every variant with its category and sentence."""
    main(["--list"])

    listed = capsys.readouterr().out
    assert len(listed.splitlines()) == len(VARIANTS)
    assert re.search("broken +semantics +wrong-sum +A count is too high by one", listed)


def test_faults_command(start: Start, tmp_path: Path) -> None:
    """The command serves a variant, with a target, until it is terminated."""
    target = tmp_path / "target.toml"
    with start(*COMMAND, "never-responds", "--write-target", target) as process:
        assert process.stdout
        assert process.stderr
        greeting = process.stdout.readline().split()
        process.terminate()

        assert (process.wait(), process.stderr.read()) == (0, "")
    base_url = tomllib.loads(target.read_text(encoding="utf-8"))["base_url"]
    assert greeting == ["never-responds", "on", base_url]


def test_command_without_a_target(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a name and a target there is nothing to serve."""
    with pytest.raises(SystemExit, match="2"):
        main([])

    assert "--write-target FILE are needed" in capsys.readouterr().err
