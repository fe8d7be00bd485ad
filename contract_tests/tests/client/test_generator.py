"""The way from a contract to the package: the same bytes always, or a clear refusal."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.tests import ROOT
from contract_tests.tests.client.support import Reply, Request, serving
from openapi.client.__main__ import main
from openapi.contract import load_all

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Run

PACKAGE = "huaweicloud_statistics"
SITE = "/v1/sites/{site}/hosts/{number}"
HOST = {
    "name": "a",
    "up": True,
    "load": 0.5,
    "place": {"rack": 7, "tags": {"row": "b"}, "room": None},
}
FLEET = r"""
openapi: 3.1.0
info: {title: The "fleet" of C:\things, version: '2.0'}
servers:
  - {url: 'https://fleet.example.com/', x-region: moon-1}
  - {url: 'https://elsewhere.example.com/'}
security: [{key: []}]
paths:
  /v1/sites/{site}/hosts/{number}:
    parameters:
      - {name: site, in: path, required: true, schema: {type: string, pattern: '^[a-z]+$'}}
      - {name: number, in: path, required: true, schema: {type: integer, minimum: 1, maximum: 9}}
    get:
      operationId: ShowHost
      tags: [Host things]
      deprecated: true
      description: One host of C:\new, "''' quoted.
      parameters:
        - {name: full, in: query, schema: {type: boolean}}
        - {name: min-load, in: query, required: true, schema: {type: number, minimum: 0}}
        - {name: label, in: query, schema: {type: array, items: {type: string}}}
        - {name: level, in: query, schema: {$ref: '#/components/schemas/Level'}}
        - {name: X-Deep, in: header, schema: {type: boolean}}
      responses:
        '200':
          description: The host.
          content: {application/json: {schema: {$ref: '#/components/schemas/Host'}}}
        '404': {description: No such host.}
        5XX: {description: Broken.}
    put:
      operationId: ReplaceHost
      tags: [Host things]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Host'}}}
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Host'}}}
        '204': {description: Replaced.}
  /v1/count:
    get:
      operationId: runtime
      security: []
      responses:
        2XX:
          description: Number of hosts.
          content: {application/json: {schema: {type: integer}}}
  /v1/hosts:
    get:
      operationId: list_hosts
      responses:
        '200':
          description: All hosts.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Host'}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
  schemas:
    Level: {type: string, enum: [low, high]}
    Host:
      type: object
      required: [name, up, place]
      properties:
        name: {type: string}
        up: {type: boolean}
        load: {type: number}
        level: {$ref: '#/components/schemas/Level'}
        place:
          type: object
          required: [rack]
          properties:
            rack: {type: integer}
            tags: {type: object, additionalProperties: {type: string}}
            room: {type: [string, 'null']}
"""
CALLS = """
import asyncio, json, sys
from huaweicloud_statistics import ArgumentError, fleet

url, host = sys.argv[1], fleet.Host.from_dict(json.loads(sys.argv[2]))

def refused(**keywords):
    try:
        client.show_host("a", **{"number": 1, "min_load": 1, **keywords})
    except ArgumentError as error:
        return str(error)

with fleet.Client(base_url=url, token="t") as client:
    shown = client.show_host(
        "lab", 3, full=True, min_load=0.5, label=["x", "y"], level="low", x_deep=False
    )
    got = [
        shown.to_dict(),
        client.replace_host("lab", 1, body=host).to_dict(),
        client.replace_host("lab", 2, body=host),
        client.runtime(),
        [one.to_dict() for one in client.list_hosts()],
        refused(number="1"),
        refused(number=10),
        refused(level="huge"),
        refused(full="yes"),
        refused(min_load=True),
    ]

async def count():
    async with fleet.AsyncClient(base_url=url, token="t") as client:
        return await client.runtime()

print(json.dumps([*got, asyncio.run(count()), dict(fleet.REGIONS), fleet.Client.show_host.__doc__]))
"""


formatted = pytest.mark.processes
"""A whole package is written, and formatted by a program."""


@dataclass(frozen=True)
class Done:
    """What came of a run of the generator."""

    returncode: int
    stdout: str
    stderr: str


def generate(*arguments: str | Path) -> Done:
    """Run the generator, in this process: loading it takes longer than all it does."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as error:
        status = main([str(argument) for argument in arguments])
    return Done(status, out.getvalue(), error.getvalue())


def written(folder: Path) -> dict[str, bytes]:
    """Every file of the package in a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(name="contracts")
def _specs(tmp_path: Path) -> Path:
    contracts = tmp_path / "openapi"
    contracts.mkdir()
    (contracts / "fleet.yaml").write_text(FLEET, encoding="utf-8")
    return contracts


@pytest.fixture(name="output")
def _output(tmp_path: Path, contracts: Path) -> Path:
    done = generate("--specs", contracts, "--output", tmp_path / "generated")
    assert (0, "") == (done.returncode, done.stderr)
    return tmp_path / "generated"


@formatted
def test_committed_package_is_what_the_specs_make() -> None:
    """The check finds nothing in this repository."""
    done = generate("--check")

    assert 0 == done.returncode, done.stdout + done.stderr


def test_output_depends_on_the_specs_alone(run: Run, tmp_path: Path) -> None:
    """Hash seed, current folder, ruff settings around it and an older output do not matter."""
    (tmp_path / "ruff.toml").write_text("line-length = 40\n")
    stray = tmp_path / "b" / PACKAGE / "stray.py"
    stray.parent.mkdir(parents=True)
    stray.touch()

    for seed, output in (("1", tmp_path / "a"), ("2", "b")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = (sys.executable, "-m", "openapi.client", "--output", output)
        done = run(*command, cwd=tmp_path, env=environment)
        assert 0 == done.returncode, done.stderr

    assert written(tmp_path / "a") == written(tmp_path / "b")
    assert str(tmp_path).encode() not in b"".join(written(tmp_path / "a").values())
    assert {"a", "b", "ruff.toml"} == {path.name for path in tmp_path.iterdir()}
    assert [PACKAGE] == [path.name for path in (tmp_path / "b").iterdir()]


def test_every_file_says_what_made_it() -> None:
    """The first line of each file names the one to edit, and each package its contract's digest."""
    package = ROOT / "generated" / PACKAGE

    for path in package.rglob("*.py"):
        with path.open(encoding="utf-8") as file:
            start, _, source = file.readline().partition(" from ")
        assert "# Written by scripts/generate" == start
        assert (ROOT / source.removesuffix(". Edit that.\n")).is_file()
    for name, contract in load_all().items():
        provenance = (package / name / "_provenance.py").read_text(encoding="utf-8")
        assert f'SPEC_SHA256 = "{contract.digest}"' in provenance
        assert 'GENERATOR = "openapi-python-client 0.29.1"' in provenance
        assert 'FORMATTER = "ruff ' in provenance


@formatted
def test_check_tells_what_differs(contracts: Path, output: Path) -> None:
    """A changed, a missing and an extra file are each named, the change as a diff."""
    package = output / PACKAGE
    (package / "fleet" / "lowlevel" / "types.py").write_text("UNSET = 5\n")
    (package / "fleet" / "lowlevel" / "errors.py").unlink()
    (package / "fleet" / "mine.py").touch()
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "x.pyc").touch()
    before = written(output)

    done = generate("--specs", contracts, "--output", output, "--check")

    assert 1 == done.returncode
    assert "-UNSET = 5\n" in done.stdout
    assert f"missing: {PACKAGE}/fleet/lowlevel/errors.py\n" in done.stdout
    assert f"extra: {PACKAGE}/fleet/mine.py\n" in done.stdout
    assert "pyc" not in done.stdout
    assert before == written(output)


@formatted
def test_check_without_a_package_fails(contracts: Path, tmp_path: Path) -> None:
    """Where nothing has been written, everything is missing."""
    done = generate("--specs", contracts, "--output", tmp_path / "none", "--check")

    assert 1 == done.returncode
    assert f"missing: {PACKAGE}/fleet/__init__.py\n" in done.stdout
    assert not (tmp_path / "none").exists()


@formatted
def test_changed_spec_is_noticed(contracts: Path, output: Path) -> None:
    """The check fails once the contract says something else."""
    (contracts / "fleet.yaml").write_text(FLEET.replace("No such host", "No host"))

    done = generate("--specs", contracts, "--output", output, "--check")

    assert 1 == done.returncode
    assert "+            NotFoundError: 404. No host." in done.stdout


def test_another_spec_makes_a_working_client(run: Run, output: Path) -> None:
    """A contract with every kind of parameter and result is callable with no other change."""

    def respond(request: Request) -> Reply:
        if request.method == "PUT":
            made = request.target.endswith("/1")
            return Reply.json(json.loads(request.body), 201) if made else Reply(204)
        bodies: dict[str, Any] = {"/v1/count": 5, "/v1/hosts": [HOST, HOST]}
        return Reply.json(bodies.get(request.target, HOST))

    with serving(respond) as server:
        done = run(
            *(sys.executable, "-W", "error", "-c", CALLS, server.url, json.dumps(HOST)),
            env={**os.environ, "PYTHONPATH": str(output)},
        )

    assert "" == done.stderr
    *got, regions, docstring = json.loads(done.stdout)
    assert [HOST, HOST, None, 5, [HOST, HOST]] == got[:5]
    assert [
        "number must be of type integer; got '1'",
        "number must be at most 9; got 10",
        "level must be one of 'low', 'high'; got 'huge'",
        "full must be of type boolean; got 'yes'",
        "min_load must be of type number; got True",
    ] == got[5:10]
    assert 5 == got[10]
    assert {"moon-1": "https://fleet.example.com"} == regions
    assert "Deprecated" in docstring
    assert r"""C:\new, "''' quoted""" in docstring
    shown = server.requests[0]
    query = "full=true&min-load=0.5&label=x&label=y&level=low"
    assert f"/v1/sites/lab/hosts/3?{query}" == shown.target
    assert ("false", "t") == (shown.headers["x-deep"], shown.headers["x-key"])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("openapi: 3.1.0", "openapi: 3.2.0", "not an OpenAPI 3.1 document"),
        ("info:", "info: [", "not YAML"),
        ("version: '2.0'", "version: 2.0", "/info/version"),
        ("ReplaceHost", "ShowHost", "operationId ShowHost is taken"),
        ("ReplaceHost", "showHost", "each needs one of its own"),
        ("operationId: list_hosts", "description: y", "vendor's name as operationId"),
        ("\n    Host:", "\n    Client: {type: object}\n    Host:", "Client is a name"),
        ("  /v1/hosts:", "  /v1/x: {$ref: '#/paths/~1v1~1count'}\n  /v1/hosts:", "$ref"),
        ("in: query", "in: cookie", "cookie parameter full"),
        ("full, in: query", "full, style: spaceDelimited, in: query", "the default style"),
        (
            "schema: {type: boolean}}",
            "content: {a/b: {schema: {type: string}}}}",
            "give it a schema",
        ),
        ("type: integer, min", "type: boolean, min", "no agreed form"),
        ("[a-z]+$", r"\p{L}", "pattern"),
        ("[low, high]", "[low, 1]", "must all be the same type"),
        (
            "in: query, schema: {type: arr",
            "in: header, schema: {type: arr",
            "no agreed form",
        ),
        ("#/components/schemas/Level", "other.yaml#/Level", "other.yaml"),
        ("#/components/schemas/Level", "#/components/schemas/Nothing", "names nothing"),
        ("application/json", "application/xml", "no other is supported"),
        ("apiKey, in: header, name: X-Key", "http, scheme: bearer", "offer a token in a header"),
        ("x-region: moon-1", "x-region: 1", "x-region"),
        ("operationId: runtime", "operationId: close", "close is a name"),
        ("'200'", "'300'", "document the response to success"),
        ("load: {type: number}", "load: {type: number, contains: {}}", "drop contains"),
        ("up: {type: boolean}", "up: {nullable: true}", "type: [T, 'null']"),
        ("      deprecated: true", "      x-waiter: {name: wait}", "x-waiter: write it as count, "),
    ],
)
def test_unusable_spec_is_refused_in_one_line(
    contracts: Path, tmp_path: Path, old: str, new: str, words: str
) -> None:
    """What cannot become a whole client stops the run, in one line that names the file."""
    (contracts / "fleet.yaml").write_text(FLEET.replace(old, new), encoding="utf-8")

    done = generate("--specs", contracts, "--output", tmp_path / "generated")

    assert 2 == done.returncode
    assert done.stderr.startswith(f"scripts/generate: {contracts / 'fleet.yaml'}:")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert [] == list((tmp_path / "generated").iterdir())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("total: data.total_instance", "total: data.total", "total: data.total is no member"),
        ("total: data.total_instance", "total: data", "must be of type integer"),
        ("items: data.execute_statistics", "items: data.total_instance", "type array"),
        ("[total_instance, execute_", "[execute_", "name one that is required"),
        ("key: instance_status", "key: instance_state", "key: instance_state is no member"),
        ("count: instance_count", "count: batch_indexes", "must be of type integer"),
        ("[READY, PROC", "[FINISHED, PROC", "list each once"),
        ("[READY, PROC", "[1, PROC", "write each as a list of statuses"),
        ("name: wait_for_script_job", "name: wait-for", "becomes a method"),
        ("name: wait_for_script_job", "name: raw", "raw is the name of another method"),
        ("name: x-user-profile", "name: timeout", "a parameter is named as one of"),
        ("name: wait_for_script_job", "label: x", "write it as count, failed, items"),
    ],
)
def test_waiter_must_fit_the_answer(tmp_path: Path, old: str, new: str, words: str) -> None:
    """What x-waiter names must be in the answer for sure, and its method must be callable."""
    text = (ROOT / "openapi" / "coc.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "coc.yaml").write_text(text.replace(old, new), encoding="utf-8")

    done = generate("--specs", tmp_path, "--output", tmp_path / "generated")

    assert 2 == done.returncode
    assert "x-waiter: " in done.stderr
    assert words in done.stderr


@formatted
def test_own_parameters_go_before_the_clients(contracts: Path, tmp_path: Path) -> None:
    """A parameter of the contract named timeout is the contract's; the client's limit gives way."""
    (contracts / "fleet.yaml").write_text(FLEET.replace("name: min-load", "name: timeout"))

    done = generate("--specs", contracts, "--output", tmp_path / "generated")

    assert 0 == done.returncode, done.stderr
    facade = (tmp_path / "generated" / PACKAGE / "fleet" / "_client.py").read_text()
    assert "timeout: float,\n" in facade
    assert re.search(r"_runtime\.CallOptions\(\s*max_retries=max_retries,?\s*\)", facade)


@pytest.mark.parametrize("name", ["a-b.yaml", "class.yaml", "_runtime.yaml", "1.yaml"])
def test_name_that_cannot_be_imported_is_refused(
    contracts: Path, tmp_path: Path, name: str
) -> None:
    """A contract is named as a module is."""
    (contracts / "fleet.yaml").rename(contracts / name)

    done = generate("--specs", contracts, "--output", tmp_path / "generated")

    assert 2 == done.returncode
    assert "is no Python identifier" in done.stderr


def test_no_specs_at_all_is_refused(tmp_path: Path) -> None:
    """An empty package is not written."""
    done = generate("--specs", tmp_path, "--output", tmp_path)

    assert (2, "scripts/generate: there are no contracts (*.yaml)\n") == (
        done.returncode,
        done.stderr,
    )


def test_help_names_the_options(capsys: pytest.CaptureFixture[str]) -> None:
    """The options are documented."""
    with pytest.raises(SystemExit) as stop:
        main(["--help"])

    assert 0 == stop.value.code
    page = capsys.readouterr().out
    assert all(option in page for option in ("--check", "--specs", "--output"))
