"""The samples on the pages, run unchanged; the environment sets the address."""

from __future__ import annotations

import ast
import json
import os
import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from contract_tests.reference_server import ReferenceServer, background, write_target
from contract_tests.tests import DATA, ROOT
from contract_tests.tests.processes import need
from openapi.contract import Contract, Operation, load, load_all
from scripts.pages.reference import readable
from scripts.pages.samples import samples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.tests.processes import Run
    from scripts.pages.code import Sample

# Batches is test data: a contract whose vendor page names another service.
CONTRACTS = {**load_all(), "batches": load(DATA / "batches.yaml")}
SERVER = ReferenceServer(CONTRACTS.values())
EACH = [
    pytest.param((operation, sample), id=f"{operation.id}-{sample.label}")
    for contract in CONTRACTS.values()
    for operation in contract.operations
    for sample in samples(operation)
    # Its package is generated only in test_new_api.py.
    if contract.name != "batches" or not sample.label.startswith("Python")
]


@pytest.fixture(name="variables", scope="module")
def _variables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file of variables to source before a sample."""
    target = tmp_path_factory.mktemp("mock") / "target.toml"
    with background(SERVER) as url:
        write_target(target, url, SERVER)
        yield target.with_suffix(".env")


@pytest.mark.parametrize("case", EACH)
def test_sample(
    run: Run,
    vendor_python: str,
    variables: Path,
    case: tuple[Operation, Sample],
) -> None:
    """A sample prints the response for the id in it."""
    operation, sample = case
    command = {"shell": ["sh", "-ec"], "python": [sys.executable, "-c"]}[sample.lang]
    if sample.label == "Huawei Cloud SDK":
        command = [vendor_python, "-c"]
    elif sample.lang == "shell":
        need("curl")
    environment = {
        **{name: text for name, text in os.environ.items() if "HUAWEI" not in name},
        "PYTHONPATH": "" if "SDK" in sample.label else str(ROOT / "generated"),
    }
    sourced = f"set -a; . {variables}; exec " + shlex.join([*command, sample.source])

    done = run("sh", "-ec", sourced, env=environment)

    assert done.returncode == 0, done.stderr
    parsed = json.loads if done.stdout.startswith('{"') else ast.literal_eval
    assert parsed(done.stdout) == SERVER.store.known[operation.id][0].response


def test_waiter() -> None:
    """An operation with a waiter has a sample for it, and its statuses are described."""
    contract = load(DATA / "lint_good.yaml")
    operation = contract.operations[0]
    waiting = next(sample for sample in samples(operation) if sample.label == "Python, waiting")
    node = Contract(contract.path, readable(contract)).at(f"#{operation.pointer}")

    assert 'client.wait_for_fleet("north", timeout=600)' in waiting.source
    assert compile(waiting.source, "sample", "exec")
    for words in (
        "`wait_for_fleet()`",
        "pending: `BUILDING`",
        "succeeded: `BUILT`",
        "`WRECKED`",
        "2.5 sec",
    ):
        assert words in node["description"]


def test_both_kinds_of_operations() -> None:
    """Only an operation of the vendor has a sample for its SDK."""
    fleet = load(DATA / "fleet.yaml").operations[0]
    labels = {sample.label for sample in samples(fleet)}

    assert labels == {"Python", "Python, asyncio", "curl"}
    assert all(
        {*labels, "Huawei Cloud SDK"} <= {sample.label for sample in samples(operation)}
        for contract in CONTRACTS.values()
        for operation in contract.operations
    )
