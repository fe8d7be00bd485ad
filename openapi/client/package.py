"""The client package, written file by file into a folder."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import jinja2

from openapi.client import prose
from openapi.client.commands import commands
from openapi.client.generator import (
    GENERATOR,
    TEMPLATES,
    defer_httpx,
    generator_errors,
    name_templates,
    our_model,
    parsed,
    raise_first,
)
from openapi.client.methods import ApiPackage, api_package
from openapi.client.runtime import DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT, DEFAULT_WAIT
from openapi.contract import Contract, InvalidContractError, load
from openapi.contract.patterns import search

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FORMATTER = f"ruff {version('ruff')}"
OURS = {
    "__init__.py": "api_package.py.jinja",
    "_client.py": "api_client.py.jinja",
    "_provenance.py": "provenance.py.jinja",
    "_validators.py": "validators.py.jinja",
    "_values.py": "known_values.py.jinja",
}
"""The modules of an API besides the generator's, and their templates."""
ROOT_MODULES = {
    "__init__.py": "root_init.py.jinja",
    "__main__.py": "main.py.jinja",
    "_commands.py": "commands.py.jinja",
}
"""The modules of the whole package besides the run time, and their templates."""
SHARED = {Path("body", "patterns.py"): Path(search.__file__)}
"""Modules of the run time whose source is elsewhere, and where it is."""
DEFAULTS = {
    "timeout": DEFAULT_TIMEOUT,
    "max_retries": DEFAULT_MAX_RETRIES,
    "wait": DEFAULT_WAIT,
}
"""Written as literals, so that editors show the numbers."""
# Every option is explicit: the output must not depend on the environment of the caller.
RUFF_CHECK = ("check", "--isolated", "--no-cache", "--target-version=py311", "--quiet")
RUFF_FIX = (*RUFF_CHECK, "--select=F,I,UP", "--fix-only")
RUFF_FORMAT = (
    *("format", "--isolated", "--no-cache", "--target-version=py311", "--quiet"),
    *("--line-length=100", "--config=format.line-ending='lf'"),
)


class PackageError(Exception):
    """The package cannot be written; the message is one line."""


def write(contracts: Iterable[Path], package: Path) -> None:
    """Write the package into a folder that does not exist.

    Raises:
        PackageError: A contract is unusable.
    """
    contracts = list(contracts)
    if not contracts:
        raise PackageError("there are no contracts (*.yaml)")
    package.mkdir(parents=True)
    apis = []
    for path in contracts:
        with _naming(path):
            apis.append(write_api(load(path), package))
    write_shared(package, apis)


def write_shared(package: Path, apis: list[ApiPackage]) -> None:
    """Write what all APIs of a package share."""
    _write_root(package, _project(), apis)
    _copy_runtime(package / "_runtime")
    (package / "py.typed").touch()


def describe(contract: Contract) -> ApiPackage:
    """The contents of the package of an API, not yet written.

    Raises:
        InvalidContractError: The generator cannot handle the contract.
    """
    return api_package(contract, parsed(contract, Path(contract.name)).openapi)


def _project() -> dict[str, Any]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project: dict[str, Any] = tomllib.loads(text)["project"]
    return project


@contextlib.contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except (InvalidContractError, OSError) as error:
        problems = getattr(error, "problems", ())
        raise PackageError(str(error) if problems else f"{path}: {error}") from error


def write_api(contract: Contract, package: Path) -> ApiPackage:
    """Write one API into a package.

    Raises:
        InvalidContractError: The generator cannot handle the contract.
    """
    folder = package / contract.name
    project = parsed(contract, folder / "lowlevel")
    api = api_package(contract, project.openapi)
    project.env.filters |= {"python": repr, "our_model": our_model}
    name_templates(project.env)
    project.env.globals.update(
        package=api,
        defaults=DEFAULTS,
        distribution=_project()["name"],
        generator=GENERATOR,
        formatter=FORMATTER,
    )
    with generator_errors(contract), contextlib.redirect_stdout(io.StringIO()):
        raise_first(project.build())
    for path in (folder / "lowlevel" / "api").rglob("*.py"):
        defer_httpx(path)
    for name, template in OURS.items():
        text = project.env.get_template(template).render()
        if text.strip():
            (folder / name).write_text(text, encoding="utf-8")
    _finish(folder, f"openapi/{contract.path.name}")
    return api


def _write_root(package: Path, project: dict[str, Any], apis: list[ApiPackage]) -> None:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    env = jinja2.Environment(  # noqa: S701  # no HTML
        loader=loader, keep_trailing_newline=True, trim_blocks=True
    )
    env.filters["python"] = repr
    for name, template in ROOT_MODULES.items():
        text = env.get_template(template).render(
            project=project,
            docstring=prose.root_docstring(project["description"], apis),
            commands=commands(apis),
        )
        _save(package / name, text, f"openapi/client/templates/{template}")
    _ruff(*RUFF_FORMAT, *(package / name for name in ROOT_MODULES))


def _copy_runtime(folder: Path) -> None:
    runtime = {
        path.relative_to(HERE / "runtime"): path
        for path in sorted((HERE / "runtime").rglob("*.py"))
    }
    for name, path in (runtime | SHARED).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _save(folder / name, path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())


def _finish(folder: Path, source: str) -> None:
    _ruff(*RUFF_FIX, folder)
    _ruff(*RUFF_FORMAT, folder)
    _ruff(*RUFF_CHECK, "--select=F", folder)
    for path in folder.rglob("*.py"):
        _save(path, path.read_text(encoding="utf-8"), source)


def _ruff(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "ruff", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        output = shorten(run.stdout + run.stderr, 600)
        raise InvalidContractError(f"the output of {GENERATOR} is invalid: {output}")


def _save(path: Path, text: str, source: str) -> None:
    header = f"# Written by scripts/generate from {source}. Edit that.\n"
    path.write_text(header + text, encoding="utf-8", newline="\n")
