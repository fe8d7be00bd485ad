"""Every command and code block in the README and the guides, run with the tests' own addresses."""

from __future__ import annotations

import ast
import asyncio
import inspect
import os
import random
import re
import shlex
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import pytest

from contract_tests.conformance.target import load_targets
from contract_tests.reference_server import ReferenceServer, background, listen, write_target
from contract_tests.tests import ROOT
from contract_tests.tests.processes import need
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from contract_tests.tests.processes import Run

    Shell: TypeAlias = Callable[[str], str]

DOCUMENTS = (
    "README.md",
    "openapi/README.md",
    "openapi/client/README.md",
    "contract_tests/README.md",
)
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS}
CONTRACTS = load_all()
QUICKER = r"\g<0> --clause strict-json"
# Readers run it in a second terminal.
SERVER = """\
{command} &
trap 'kill $!' EXIT
until [ -e {target} ]; do kill -0 $!; sleep 0.05; done
"""


def blocks(language: str) -> dict[str, str]:
    """The fenced blocks in a language by their places, without duplicates."""
    unique: dict[str, str] = {}
    for name, text in TEXTS.items():
        for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            unique.setdefault(match[1], f"{name}:{text.count(chr(10), 0, match.start()) + 1}")
    return {place: block for block, place in unique.items()}


def each_block(language: str) -> pytest.MarkDecorator:
    found = blocks(language)
    return pytest.mark.parametrize("block", found.values(), ids=found)


def commands_in_the_text() -> list[str]:
    """Complete commands in inline code."""
    prose = re.sub(r"^```.*?^```$", "", "\n".join(TEXTS.values()), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`(\"\$\(scripts/bootstrap\)\" [^`\n]+)`", prose)


@dataclass(frozen=True)
class Place:
    """Where a block runs: a folder, with a server."""

    folder: Path
    url: str
    server: ReferenceServer

    @property
    def environment(self) -> dict[str, str]:
        """A reader's environment, as the guides describe it."""
        access = self.server.access
        return {
            **os.environ,
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'generated'}",
            "HUAWEICLOUD_AUTH_TOKEN": access.token,
            "HUAWEICLOUD_SDK_AK": access.key.access_key,
            "HUAWEICLOUD_SDK_SK": access.key.secret_key,
            "HUAWEICLOUD_SDK_IAM_ENDPOINT": self.url,
            "HW_USER_NAME": access.user.name,
            "HW_USER_PASSWORD": access.user.password,
            "HW_DOMAIN_NAME": access.domain,
            "X_AUTH_TOKEN": access.token,
            "X_AUTH_TOKEN_DENIED": access.denied_token,
        }


@pytest.fixture(name="place")
def _place(tmp_path: Path) -> Iterator[Place]:
    server = ReferenceServer(CONTRACTS.values())
    (tmp_path / "bin").mkdir()
    with background(server) as url:
        write_target(tmp_path / "target.toml", url, server)
        command = tmp_path / "bin" / "huaweicloud-statistics"
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -m huaweicloud_statistics "$@"\n')
        command.chmod(0o755)
        known = server.store.known["CountTasks"][0].path_texts
        (tmp_path / "instances.txt").write_text(f"{known['instance_id']}\n")
        yield Place(tmp_path, url, server)


def port() -> int:
    """A free port below the ephemeral range."""
    for number in random.sample(range(20_000, 32_000), 100):
        with suppress(OSError), listen("127.0.0.1", number):
            return number
    raise OSError("no port is free")


def script(block: str, place: Place) -> str:
    """A block with the tests' own port and paths."""
    text = re.sub(r"\b4010\b", str(port()), block)
    if "denied.token" in text:
        text = f"set -a\n. ./target.env\nset +a\n{text}test -s denied.token\n"
    return "".join(adapted(line, place) for line in text.splitlines(keepends=True))


def adapted(line: str, place: Place) -> str:
    """A line with the tests' own paths and addresses."""
    line = line.replace("/tmp/mock/", f"{place.folder}/mock/")  # noqa: S108
    # A single clause saves time; test_output runs a whole check.
    if "--clause" not in line:
        line = re.sub(r"^scripts/check|pytest contract_tests/conformance", QUICKER, line)
    if line.startswith("huaweicloud-statistics "):
        line = re.sub(r"--region \S+", f"--endpoint {place.url}", line)
        # The watched job has canceled instances.
        line = line.replace(" --watch", " --watch || [ $? = 1 ]")
    if line.startswith("scripts/docs"):
        line = line.replace("scripts/docs", f"scripts/docs --output {place.folder}/site")
    if line.startswith("scripts/mock"):
        words = shlex.split(line, comments=True)
        target = words[words.index("--write-target") + 1]
        line = SERVER.format(command=shlex.join(words), target=target)
    return re.sub(r"(?<![\w/])(scripts|contract_tests)/(?=\w)", rf"{ROOT}/\1/", line)


@pytest.fixture(name="shell")
def _shell(run: Run, place: Place) -> Shell:
    """A function that runs shell commands, which must succeed, and returns their output."""
    pip = place.folder / "bin" / "pip"
    # No network: the dependencies of the build and of the package are installed already.
    options = f"--no-deps --no-build-isolation --quiet --target {place.folder / 'installed'}"
    pip.write_text(f'#!/bin/sh\ncd {ROOT}\nexec {sys.executable} -m pip "$@" {options}\n')
    pip.chmod(0o755)

    def shell(text: str) -> str:
        done = run("/bin/sh", "-e", stdin=text, cwd=place.folder, env=place.environment)
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    return shell


@each_block("sh")
def test_commands(shell: Shell, place: Place, block: str) -> None:
    """Each block of commands succeeds as a whole."""
    if "curl " in block:
        need("curl")
    shell(script(block, place))


@pytest.mark.parametrize("command", commands_in_the_text())
def test_commands_in_the_text(shell: Shell, place: Place, command: str) -> None:
    """So does each complete command in the text."""
    shell(adapted(command, place))


def test_installed_client(run: Run, shell: Shell, place: Place) -> None:
    """The client, installed as in the guides, is complete."""
    for block in blocks("sh").values():
        if "pip install" in block:
            shell(script(block, place))

    code = (
        "import huaweicloud_statistics as package; from huaweicloud_statistics import coc, roma; "
        "print(package.__file__, coc.REGIONS, roma)"
    )
    environment = {**place.environment, "PYTHONPATH": str(place.folder / "installed")}
    output = run(sys.executable, "-c", code, env=environment, cwd=place.folder).stdout

    assert output.startswith(str(place.folder / "installed"))


def test_python(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Python blocks run one after the other, against the reference server."""
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    namespace = {"token": place.server.access.token}
    for block in blocks("python").values():
        execute(re.sub(r'\bregion="[\w-]+"', f'base_url="{place.url}"', block), namespace)

        assert capsys.readouterr().out, block


def execute(source: str, namespace: dict[str, str]) -> None:
    """Run code that may use await at the top level."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code = compile(source, "block", "exec", flags=flags)
    result = eval(code, namespace)  # noqa: S307 (our own)
    if inspect.iscoroutine(result):
        asyncio.run(result)


@each_block("toml")
def test_targets(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, block: str) -> None:
    """Each target in a guide can be loaded."""
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "target.toml"
    path.write_text(block, encoding="utf-8")

    targets = load_targets(path, CONTRACTS)

    assert set(targets) == set(CONTRACTS)
    assert all(target.token == place.server.access.token for target in targets.values())


@each_block("text")
def test_output(shell: Shell, block: str) -> None:
    """The output shown in a guide is that of scripts/check, apart from numbers."""
    printed = without_numbers(shell(f"{ROOT}/scripts/check")).splitlines()

    for line in without_numbers(block).splitlines():
        if line and line != "…":
            assert line in printed
            printed = printed[printed.index(line) + 1 :]


def without_numbers(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\b\d+\b", "N", "\n".join(lines))
