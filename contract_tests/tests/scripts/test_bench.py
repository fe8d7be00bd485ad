"""The benchmark of the share of contracts that pass every stage."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import DATA, ROOT
from contract_tests.tests.processes import need
from openapi.contract import load
from scripts.benchmarks.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Run

BENCH = (ROOT / "scripts" / "bench", "contracts")


def test_share(run: Run, tmp_path: Path) -> None:
    """Each contract goes through every stage, and an error says where and what to do."""
    need("curl")
    broken = load(DATA / "lint_good.yaml").document
    (item,) = broken["paths"].values()
    item["get"]["parameters"][1]["in"] = "cookie"
    with gzip.open(tmp_path / "made.jsonl.gz", "wt") as lines:
        lines.write(json.dumps({"name": "Broken", "document": broken}) + "\n")
    for name in ("fleet.yaml", "volumes.yaml"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())

    done = run(*BENCH, tmp_path, "--json", tmp_path / "outcomes.json")

    assert 1 == done.returncode, done.stderr
    assert "66.7% of 3 contracts pass every stage" == done.stdout.splitlines()[-1]
    fleet, refused, volumes = json.loads((tmp_path / "outcomes.json").read_text())
    for passed in (fleet, volumes):
        assert set(passed["stages"].values()) == {"passed"}, passed["words"]
    assert {"lint": "refused"} == refused["stages"]
    words = refused["words"]["lint"]
    assert "the cookie parameter X-Unit: pass it in path, query or header" in words
    assert words in " ".join(done.stdout.split())
    table, _, _ = done.stdout.partition("\n\n")
    assert max(map(len, table.splitlines())) <= 80


def test_all_refused(run: Run, tmp_path: Path) -> None:
    """Where no contract can be used, each is reported."""
    (tmp_path / "empty.yaml").write_text("openapi: 3.1.1")

    done = run(*BENCH, tmp_path)

    assert 1 == done.returncode, done.stderr
    assert "0.0% of 1 contracts pass every stage" == done.stdout.splitlines()[-1]


def test_nothing_to_measure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without contracts nothing is measured, and an error says so."""
    for folder in (tmp_path, tmp_path / "none"):
        assert 2 == main(["contracts", str(folder)])

        error = capsys.readouterr().err
        assert 1 == error.count("\n")
        assert error.startswith("scripts/bench: ")


@pytest.mark.parametrize("value", ["0", "-1", "x", "٣"])
def test_nothing_to_count(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A measurement is made once or more."""
    with pytest.raises(SystemExit, match="2"):
        main(["client", f"--rounds={value}"])

    assert f"--rounds: {value} is not a whole number, 1 or more" in capsys.readouterr().err
