"""A TypeScript client: openapi-typescript generates types, openapi-fetch calls with them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contract_tests.reference_server import ReferenceServer, background
from contract_tests.tests import DATA
from openapi.contract import CONTRACTS, load_all

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Run
    from contract_tests.tests.witnesses.conftest import Tool

pytestmark = pytest.mark.slow

OPTIONS = ["--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes"]
OPTIONS += ["--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--module", "nodenext"]


@pytest.fixture(name="folder")
def _folder(run: Run, tool: Tool, modules: tuple[str, Path], tmp_path: Path) -> Path:
    """A project with the types of every contract, and a program that uses them."""
    (tmp_path / "node_modules").symlink_to(modules[1])
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "read.ts").write_text((DATA / "read.ts").read_text("utf-8"), encoding="utf-8")
    for path in CONTRACTS.glob("*.yaml"):
        types = tmp_path / f"{path.stem}.d.ts"
        # Outside this project, whose Redocly settings it would read.
        done = run(*tool("openapi-typescript/bin/cli.js"), path, "-o", types, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path


def test_reads_the_mock(run: Run, tool: Tool, folder: Path) -> None:
    """A strictly compiled program reads orders, tasks and errors with the contracts' types."""
    compiled = run(*tool("typescript/bin/tsc"), *OPTIONS, folder / "read.ts", cwd=folder)
    assert compiled.returncode == 0, compiled.stdout

    node, *_ = tool("")
    server = ReferenceServer(load_all().values())
    with background(server) as url:
        done = run(node, folder / "read.js", url, server.access.token)

    assert done.returncode == 0, done.stderr
    known = server.store.known
    assert json.loads(done.stdout) == {
        "order": known["GetScriptJobStatistics"][0].response,
        "tasks": known["CountTasks"][0].response,
        "refused": "APIGW.0301",
    }


def test_types_are_strict(run: Run, tool: Tool, folder: Path) -> None:
    """A misspelt field and a missing argument do not compile."""
    text = (folder / "read.ts").read_text(encoding="utf-8")
    broken = text.replace("total_instance", "total_instances").replace("instance_id:", "instance:")
    (folder / "read.ts").write_text(broken, encoding="utf-8")

    done = run(*tool("typescript/bin/tsc"), *OPTIONS, "--noEmit", folder / "read.ts", cwd=folder)

    assert done.returncode != 0
    assert "Type 'unknown' is not assignable to type 'number'" in done.stdout
    assert "'instance' does not exist" in done.stdout
