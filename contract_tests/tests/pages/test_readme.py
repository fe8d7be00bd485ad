"""Every command and every block of code in the README, run; but for scripts/test, which runs this.

Addresses, ports, folders and counts are a reader's own; these tests put theirs in their place.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import os
import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import pytest

from contract_tests.conformance.target import load_targets
from contract_tests.reference_server import ReferenceServer, background, listen, write_target
from contract_tests.tests import ROOT
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from contract_tests.tests.processes import Run

    Shell: TypeAlias = Callable[[str], str]

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRACTS = load_all()
# Run by the reader in a terminal of its own, until it is ready.
SERVER = """\
{command} &
trap 'kill $!' EXIT
until [ -e {target} ]; do kill -0 $!; sleep 0.05; done
"""


@dataclass(frozen=True)
class Block:
    """A fenced block of the README."""

    line: int
    language: str
    text: str


def blocks(*languages: str) -> list[Block]:
    found = re.finditer(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    every = [Block(README.count("\n", 0, one.start()) + 1, one[1], one[2]) for one in found]
    return [one for one in every if one.language in languages]


def inline() -> list[str]:
    """The commands in the text, and those of the blocks."""
    prose = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks("sh") for line in block.text.splitlines()]
    return [*re.findall(r"`([^`\n]+)`", prose), *(line.partition("  #")[0] for line in lines)]


@dataclass(frozen=True)
class Place:
    """Where a block runs: a folder of its own, with a server to ask."""

    folder: Path
    url: str
    server: ReferenceServer

    @property
    def environment(self) -> dict[str, str]:
        """A reader's environment, set up as the README says."""
        access = self.server.access
        return {
            **os.environ,
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HUAWEICLOUD_AUTH_TOKEN": access.token,
            "HUAWEICLOUD_SDK_AK": access.key.access_key,
            "HUAWEICLOUD_SDK_SK": access.key.secret_key,
            "X_AUTH_TOKEN": access.token,
            "X_AUTH_TOKEN_DENIED": access.denied_token,
        }


@pytest.fixture(name="place")
def _place(tmp_path: Path) -> Iterator[Place]:
    server = ReferenceServer(CONTRACTS.values())
    (tmp_path / "bin").mkdir()
    with background(server) as url:
        write_target(tmp_path / "target.toml", url, server)
        yield Place(tmp_path, url, server)


@cache
def port() -> int:
    """A port that is free."""
    with listen("127.0.0.1", 0) as taken:
        number: int = taken.getsockname()[1]
        return number


def script(block: Block, place: Place) -> str:
    """The block as it is run here."""
    return "".join(adapted(line, place) for line in block.text.splitlines(keepends=True))


def adapted(line: str, place: Place) -> str:
    """A line with the tests' own places in it."""
    if re.match(r"scripts/test\b|.*\bgit\+", line.partition("#")[0]):
        return ""
    line = line.replace("/tmp/mock/", f"{place.folder}/mock/")  # noqa: S108
    line = re.sub(r"\b4010\b", str(port()), line)
    if line.startswith("scripts/check --target"):
        # The same command in less time; test_output runs one in full.
        line = line.replace("scripts/check", "scripts/check --quick")
    if line.startswith("scripts/docs"):
        line = line.replace("scripts/docs", f"scripts/docs --output {place.folder}/site")
    if line.startswith("scripts/mock"):
        words = shlex.split(line, comments=True)
        target = words[words.index("--write-target") + 1]
        line = SERVER.format(command=shlex.join(words), target=target)
    return re.sub(r"(?<![\w/])(scripts|contract_tests)/(?=\w)", rf"{ROOT}/\1/", line)


@pytest.fixture(name="shell")
def _shell(run: Run, place: Place) -> Shell:
    """What a shell prints, which must succeed."""
    pip = place.folder / "bin" / "pip"
    # No network: what the build needs is here, and what the package needs too.
    options = f"--no-deps --no-build-isolation --quiet --target {place.folder / 'installed'}"
    pip.write_text(f'#!/bin/sh\ncd {ROOT}\nexec {sys.executable} -m pip "$@" {options}\n')
    pip.chmod(0o755)

    def shell(text: str) -> str:
        done = run("/bin/sh", "-e", stdin=text, cwd=place.folder, env=place.environment)
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    return shell


@pytest.mark.parametrize("block", blocks("sh"), ids=lambda block: f"line-{block.line}")
def test_commands(shell: Shell, place: Place, block: Block) -> None:
    """Each block of commands succeeds as a whole."""
    if "curl " in block.text and not shutil.which("curl") and not os.environ.get("CI"):
        pytest.skip("curl is missing; on Debian: apt-get install curl")
    shell(script(block, place))


@pytest.mark.parametrize(
    "command",
    [one for one in inline() if one.startswith('"$(scripts/bootstrap)"')],
)
def test_commands_in_the_text(shell: Shell, place: Place, command: str) -> None:
    """So does each whole command in the text."""
    shell(adapted(command, place))


def test_installed_client(run: Run, shell: Shell, place: Place) -> None:
    """The client that the README has installed is whole."""
    for block in blocks("sh"):
        if "pip install" in block.text:
            shell(script(block, place))

    code = "import huaweicloud_statistics as it; print(it.__file__, it.coc.REGIONS, it.roma)"
    environment = {**place.environment, "PYTHONPATH": str(place.folder / "installed")}
    command = [sys.executable, "-c", f"from huaweicloud_statistics import coc, roma; {code}"]
    output = run(*command, env=environment, cwd=place.folder).stdout

    assert output.startswith(str(place.folder / "installed"))


def test_python(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The blocks of Python run one after the other, against the reference server."""
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    namespace = {"token": place.server.access.token}
    for block in blocks("python"):
        perform(re.sub(r'\bregion="[\w-]+"', f'base_url="{place.url}"', block.text), namespace)

        assert capsys.readouterr().out, block


def perform(source: str, namespace: dict[str, str]) -> None:
    """Run code that may await at its outermost level."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code = compile(source, "README.md", "exec", flags=flags)
    result = eval(code, namespace)  # noqa: S307 (our own)
    if inspect.iscoroutine(result):
        asyncio.run(result)


@pytest.mark.parametrize("block", blocks("toml"), ids=lambda block: f"line-{block.line}")
def test_targets(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, block: Block
) -> None:
    """A target in the README is one that scripts/check reads."""
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "target.toml"
    path.write_text(block.text, encoding="utf-8")

    targets = load_targets(path, CONTRACTS)

    assert set(targets) == set(CONTRACTS)
    assert all(target.token == place.server.access.token for target in targets.values())


@pytest.mark.parametrize("block", blocks("text"), ids=lambda block: f"line-{block.line}")
def test_output(shell: Shell, place: Place, block: Block) -> None:
    """What scripts/check is said to print it prints, in this order; numbers may differ."""
    printed = masked(shell(adapted("scripts/check", place))).splitlines()

    for line in masked(block.text).splitlines():
        if line and line != "…":
            assert line in printed
            printed = printed[printed.index(line) + 1 :]


def masked(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\b\d+\b", "N", "\n".join(lines))


def test_options(run: Run) -> None:
    """Each option in the README is one that the help of its script names."""
    explaining = {
        script: run(ROOT / "scripts" / script.split()[0], *script.split()[1:], "--help").stdout
        for script in ("check", "docs", "generate", "lint", "mock", "bench server", "test")
    }
    for command in inline():
        options = re.findall(r"(?<![\w-])--[a-z][a-z-]*", command)
        named = [one for one in explaining if re.match(rf"scripts/{one}\b", command)]
        texts = [explaining[one] for one in named or explaining]
        for option in options if "pytest" not in command else ():
            assert any(re.search(rf"{option}\b", text) for text in texts), command


def test_scripts_exist() -> None:
    """Each script that the README names is there."""
    named = set(re.findall(r"\bscripts/(\w+(?:\.py)?)", README))

    assert named
    assert [name for name in sorted(named) if not (ROOT / "scripts" / name).exists()] == []


def test_links() -> None:
    """Each link to a file leads to one."""
    targets: Callable[[str], list[str]] = re.compile(r"\]\(([^)#:]+)\)").findall

    assert [one for one in targets(README) if not (ROOT / one).exists()] == []
