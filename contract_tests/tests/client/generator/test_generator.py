"""The generator: reproducible output, or a clear error."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.tests import ROOT
from contract_tests.tests.client.calling import responds
from contract_tests.tests.raw_server import json_response, raw_server, response
from openapi.client.__main__ import main
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.tests.processes import Run
    from contract_tests.tests.raw_server import Received

    Generate = Callable[..., tuple[int, str, str]]

PACKAGE = "huaweicloud_statistics"
CONTRACT = (ROOT / "contract_tests/tests/data/hosts.yaml").read_text(encoding="utf-8")
HOST = {
    "name": "a",
    "up": True,
    "load": 0.5,
    "place": {"rack": 7, "tags": {"row": "b"}, "room": None},
}
CALLS = """
import asyncio, json, sys
from huaweicloud_statistics import ArgumentError, hosts

url, host = sys.argv[1], hosts.Host.from_dict(json.loads(sys.argv[2]))

def refused(**keywords):
    try:
        client.show_host("a", **{"number": 1, "min_load": 1, **keywords})
    except ArgumentError as error:
        return str(error)

with hosts.Client(base_url=url, token="t") as client:
    shown = client.show_host(
        "lab", 3, full=True, min_load=0.5, label=["x", "y"], level="low", x_deep=False
    )
    got = [
        shown.to_dict(),
        client.replace_host("lab", 1, body=host).to_dict(),
        client.replace_host("lab", 2, body=host),
        client.runtime(),
        [host.to_dict() for host in client.list_hosts()],
        refused(number="1"),
        refused(number=10),
        refused(level="huge"),
    ]

async def count():
    async with hosts.AsyncClient(base_url=url, token="t") as client:
        return await client.runtime()

print(json.dumps([*got, asyncio.run(count()), dict(hosts.REGIONS), hosts.Client.show_host.__doc__]))
"""


formatted = pytest.mark.processes
"""A complete package is written, and formatted by a program."""


@pytest.fixture(name="generate")
def _generate(capsys: pytest.CaptureFixture[str]) -> Generate:
    """Run the generator; return its exit status and output."""

    def generate(*arguments: str | Path) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        return status, *capsys.readouterr()

    return generate


@pytest.fixture(name="contracts")
def _contracts(tmp_path: Path) -> Path:
    folder = tmp_path / "openapi"
    folder.mkdir()
    (folder / "hosts.yaml").write_text(CONTRACT, encoding="utf-8")
    return folder


@pytest.fixture(name="output", scope="module")
def _output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of another contract, which must not be changed."""
    folder = tmp_path_factory.mktemp("hosts")
    (folder / "hosts.yaml").write_text(CONTRACT, encoding="utf-8")
    assert main(["--specs", str(folder), "--output", str(folder / "generated")]) == 0
    return folder / "generated"


def written(folder: Path) -> dict[str, bytes]:
    """The contents of every file of the package in a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@formatted
def test_committed_package_is_what_the_contracts_make(generate: Generate) -> None:
    """The generated package in this repository is up to date."""
    status, output, errors = generate("--check")

    assert status == 0, output + errors


def test_output_depends_on_the_contracts_alone(tmp_path: Path, run: Run) -> None:
    """Output does not depend on hash seed, current folder, ruff settings or earlier output."""
    (tmp_path / "ruff.toml").write_text("line-length = 40\n")
    stray = tmp_path / "a" / PACKAGE / "stray.py"
    stray.parent.mkdir(parents=True)
    stray.touch()

    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)}
    command = (sys.executable, "-m", "openapi.client", "--output", "a")
    done = run(*command, env=environment, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert written(tmp_path / "a" / PACKAGE) == written(ROOT / "generated" / PACKAGE)
    assert {path.name for path in tmp_path.iterdir()} == {"a", "ruff.toml"}
    assert [path.name for path in (tmp_path / "a").iterdir()] == [PACKAGE]


def test_every_file_says_what_made_it() -> None:
    """Each file's first line names the source to edit, and each package has a digest."""
    package = ROOT / "generated" / PACKAGE

    for path in package.rglob("*.py"):
        with path.open(encoding="utf-8") as file:
            start, _, source = file.readline().partition(" from ")
        assert start == "# Written by scripts/generate"
        assert (ROOT / source.removesuffix(". Edit that.\n")).is_file()
    for name, contract in load_all().items():
        provenance = (package / name / "_provenance.py").read_text(encoding="utf-8")
        assert f'SPEC_SHA256 = "{contract.digest}"' in provenance
        assert 'GENERATOR = "openapi-python-client 0.29.1"' in provenance
        assert 'FORMATTER = "ruff ' in provenance


@formatted
def test_check_reports_what_differs(
    contracts: Path, tmp_path: Path, output: Path, generate: Generate
) -> None:
    """A changed, a missing and an extra file are each named, the change as a diff."""
    output = shutil.copytree(output, tmp_path / "generated")
    package = output / PACKAGE
    (package / "hosts" / "lowlevel" / "types.py").write_text("UNSET = 5\n")
    (package / "hosts" / "lowlevel" / "errors.py").unlink()
    (package / "hosts" / "mine.py").touch()
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__" / "x.pyc").touch()
    (contracts / "hosts.yaml").write_text(CONTRACT.replace("No such host", "No host"))
    before = written(output)

    status, printed, _ = generate("--specs", contracts, "--output", output, "--check")

    assert status == 1
    assert "-UNSET = 5\n" in printed
    assert f"missing: {PACKAGE}/hosts/lowlevel/errors.py\n" in printed
    assert f"extra: {PACKAGE}/hosts/mine.py\n" in printed
    assert "+            NotFoundError: 404. No host." in printed
    assert "pyc" not in printed
    assert before == written(output)
    shutil.rmtree(output)
    status, printed, _ = generate("--specs", contracts, "--output", output, "--check")
    assert status == 1
    assert f"missing: {PACKAGE}/hosts/__init__.py\n" in printed
    assert not output.exists()


def test_another_contract_makes_a_working_client(output: Path, run: Run) -> None:
    """A contract with every kind of parameter and result gives a working client."""

    def respond(request: Received) -> bytes:
        if request.method == "PUT":
            created = request.target.endswith("/1")
            return json_response(json.loads(request.body), 201) if created else response(204)
        bodies: dict[str, Any] = {"/v1/count": 5, "/v1/hosts": [HOST, HOST]}
        return json_response(bodies.get(request.target, HOST))

    with raw_server(responds(respond)) as server:
        done = run(
            *(sys.executable, "-W", "error", "-c", CALLS, server.url, json.dumps(HOST)),
            env={**os.environ, "PYTHONPATH": str(output)},
        )

    assert done.stderr == ""
    *got, regions, docstring = json.loads(done.stdout)
    assert got[:5] == [HOST, HOST, None, 5, [HOST, HOST]]
    assert got[5:8] == [
        "number must be of type integer; got '1'",
        "number must be at most 9; got 10",
        'level must be one of "low", "high"; got \'huge\'',
    ]
    assert got[8] == 5
    assert regions == {"moon-1": "https://fleet.example.com"}
    assert "Deprecated" in docstring
    assert r"""C:\new, "''' quoted""" in docstring
    shown = server.requests[0]
    query = "full=true&min-load=0.5&label=x&label=y&level=low"
    assert shown.target == f"/v1/sites/lab/hosts/3?{query}"
    assert (shown.headers["x-deep"], shown.headers["x-key"]) == ("false", "t")


@formatted
def test_docstrings_tell_what_a_caller_needs(output: Path) -> None:
    """Docstrings have limits of arguments, results and errors, but no provenance."""
    text = (output / PACKAGE / "hosts" / "_client.py").read_text(encoding="utf-8")

    assert "            site: Lower-case name of a site. Matches ^[a-z]+$.\n" in text
    assert "            number: 1 to 9.\n" in text
    assert "            min_load: At least 0.\n" in text
    assert "            ServerError: 5XX. Broken.\n" in text
    assert "hearsay" not in text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("openapi: 3.1.0", "openapi: 3.2.0", "not an OpenAPI 3.1 document"),
        ("ReplaceHost", "showHost", "give it another"),
        (
            "schema: {type: boolean}}",
            "content: {a/b: {schema: {type: string}}}}",
            "give it a schema",
        ),
        ("apiKey, in: header, name: X-Key", "http, scheme: bearer", "offer a token in a header"),
        ("operationId: runtime", "operationId: close", "close is reserved"),
    ],
)
def test_invalid_contract_is_refused(  # noqa: PLR0913, PLR0917
    contracts: Path, tmp_path: Path, generate: Generate, old: str, new: str, message: str
) -> None:
    """A contract that cannot become a client is an error that says what to do."""
    assert old in CONTRACT
    (contracts / "hosts.yaml").write_text(CONTRACT.replace(old, new), encoding="utf-8")

    status, _, errors = generate("--specs", contracts, "--output", tmp_path / "generated")

    assert status == 2
    assert errors.startswith(f"scripts/generate: {contracts / 'hosts.yaml'}:")
    assert message in errors
    assert "Traceback" not in errors
    assert list((tmp_path / "generated").iterdir()) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: wait_for_script_job", "name: raw", "raw is the name of another method"),
        ("name: x-user-profile", "name: timeout", "a parameter is named as one of"),
        ("grace: 10", "grace: -1", "grace: write a number of seconds, 0 or more"),
        ("name: x-user-profile", "name: grace", "a parameter is named as one of"),
    ],
)
def test_waiter_must_fit_the_response(
    tmp_path: Path, generate: Generate, old: str, new: str, message: str
) -> None:
    """The names of its method and arguments must be free, and its grace a length of time."""
    text = (ROOT / "openapi" / "coc.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "coc.yaml").write_text(text.replace(old, new), encoding="utf-8")

    status, _, errors = generate("--specs", tmp_path, "--output", tmp_path / "generated")

    assert status == 2
    assert "x-waiter: " in errors
    assert message in errors


@formatted
def test_own_parameters_go_before_the_clients(
    contracts: Path, tmp_path: Path, generate: Generate
) -> None:
    """An operation's own timeout parameter takes precedence over the client's argument."""
    (contracts / "hosts.yaml").write_text(CONTRACT.replace("name: min-load", "name: timeout"))

    generate("--specs", contracts, "--output", tmp_path / "generated")

    text = (tmp_path / "generated" / PACKAGE / "hosts" / "_client.py").read_text(encoding="utf-8")
    assert "timeout: float,\n" in text
    assert re.search(r"_runtime\.CallOptions\(\s*max_retries=max_retries,?\s*\)", text)


@pytest.mark.parametrize("name", ["class.yaml", "_runtime.yaml"])
def test_name_that_cannot_be_imported_is_refused(
    contracts: Path, tmp_path: Path, generate: Generate, name: str
) -> None:
    """A contract's name must be a valid module name."""
    (contracts / "hosts.yaml").rename(contracts / name)

    status, _, errors = generate("--specs", contracts, "--output", tmp_path / "generated")

    assert status == 2
    assert "is not a Python identifier" in errors


def test_no_contract_at_all_is_refused(tmp_path: Path, generate: Generate) -> None:
    """An empty package is not written."""
    status, _, errors = generate("--specs", tmp_path, "--output", tmp_path)

    assert (status, errors) == (2, "scripts/generate: there are no contracts (*.yaml)\n")


def test_output_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That the package cannot be written is reported in one line."""
    (tmp_path / "file").touch()

    assert main(["--output", str(tmp_path / "file")]) == 2

    assert capsys.readouterr().err == f"scripts/generate: {tmp_path / 'file'}: File exists\n"
