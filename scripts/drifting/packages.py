"""The vendor's SDK, as its source says it: nothing of it is run."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LIMIT = 600
"""Seconds that a download may take."""


class PackageError(Exception):
    """A package cannot be had or read; with one sentence why."""


def download(names: list[str], folder: Path) -> list[Path]:
    """The newest wheels of packages; what is no wheel would be run to be read.

    Raises:
        PackageError: They cannot be had.
    """
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    options = ["--no-deps", "--only-binary=:all:", "--retries=1", "--timeout=15", "--no-input"]
    try:
        done = subprocess.run(
            [*pip, *options, f"--dest={folder}", *names],
            capture_output=True,
            check=False,
            text=True,
            timeout=_LIMIT,
        )
    except subprocess.TimeoutExpired:
        raise PackageError(f"the registry took more than {_LIMIT} s") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        raise PackageError(f"the registry cannot be reached, or lacks the package: {last}")
    return [next(folder.glob(f"{name}-*.whl")) for name in names]


@dataclass(frozen=True)
class Argument:
    """A parameter of an operation."""

    type: str
    required: bool


@dataclass(frozen=True)
class Operation:
    """What the SDK calls."""

    id: str
    method: str
    path: str
    parameters: dict[tuple[str, str], Argument]
    """By location and name."""
    body: str | None
    """Its type."""
    response: dict[str, str]
    """The types of the members of the response's body, by name."""


class Package:
    """A wheel of the SDK."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            PackageError: It is no wheel.
        """
        self.name, self.version = path.name.split("-")[:2]
        try:
            with ZipFile(path) as archive:
                names = [name for name in archive.namelist() if name.endswith(".py")]
                self._texts = {name: archive.read(name).decode("utf-8") for name in names}
        except (BadZipFile, UnicodeDecodeError) as error:
            raise PackageError(f"{path.name} cannot be read: {error}") from None

    def _tree(self, name: str) -> ast.Module:
        try:
            return ast.parse(self._texts[name])
        except SyntaxError as error:
            raise PackageError(f"{self.name} {self.version}: {name}: {error}") from None

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """Every operation, by its id; of several versions the last.

        Raises:
            PackageError: There is none.
        """
        clients = [name for name in sorted(self._texts) if re.search(r"/v\d+/\w+_client.py$", name)]
        found = {
            one.id: one
            for name in clients
            if not name.endswith("_async_client.py")
            for node in ast.walk(self._tree(name))
            if isinstance(node, ast.FunctionDef) and node.name.endswith("_http_info")
            for one in [self._operation(node)]
        }
        if not found:
            raise PackageError(f"{self.name} {self.version} has no operation that can be read")
        return found

    @cached_property
    def regions(self) -> dict[str, list[str]]:
        """Addresses by region."""
        return {
            region: addresses
            for name in self._texts
            if name.endswith("_region.py")
            for node in ast.walk(self._tree(name))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Region"
            for region, *addresses in [_texts(node.args)]
        }

    def model(self, name: str) -> dict[str, str] | None:
        """The types of the members of a model, by their names on the wire; None if it is none."""
        tree = self._class(name)
        return None if tree is None else {wire: kind for wire, kind, _ in _members(tree)}

    def _class(self, name: str) -> ast.ClassDef | None:
        if name not in self._places:
            return None
        found = (node for node in self._tree(self._places[name]).body)
        return next(
            (node for node in found if isinstance(node, ast.ClassDef) and node.name == name), None
        )

    @cached_property
    def _places(self) -> dict[str, str]:
        """The files of models, most of which nobody asks for."""
        return {
            found[1]: name
            for name, text in self._texts.items()
            if "/model/" in name
            for found in re.finditer(r"^class (\w+)", text, re.MULTILINE)
        }

    def _operation(self, node: ast.FunctionDef) -> Operation:
        info = next(
            _literal(one.value)
            for one in ast.walk(node)
            if isinstance(one, ast.Assign) and isinstance(one.value, ast.Dict) and one.value.keys
        )
        name = info["response_type"].removesuffix("Response")
        request = self._class(f"{name}Request")
        arguments = {attribute: kind for _, kind, attribute in _members(request)} if request else {}
        required = _required(request) if request else set()
        parameters = {
            (location, wire): Argument(arguments.get(attribute, "object"), attribute in required)
            for location, wire, attribute in _passed(node)
        }
        headers = {one.lower() for one in _response_headers(node)}
        response = self.model(info["response_type"]) or {}
        return Operation(
            id=name,
            method=info["method"],
            path=info["resource_path"],
            parameters=parameters,
            body=arguments.get("body"),
            response={one: kind for one, kind in response.items() if one.lower() not in headers},
        )


def _texts(nodes: list[ast.expr]) -> list[str]:
    return [str(node.value) for node in nodes if isinstance(node, ast.Constant)]


def _literal(node: ast.expr) -> dict[str, Any]:
    """The members of a dictionary that are texts."""
    assert isinstance(node, ast.Dict)  # noqa: S101  # as all callers see to
    return {
        str(key.value): value.value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
    }


def _members(model: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    """Name on the wire, type and attribute of each member of a model."""
    tables = {
        target.id: _literal(node.value)
        for node in model.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for attribute, wire in tables.get("attribute_map", {}).items():
        yield wire, tables.get("openapi_types", {}).get(attribute, "object"), attribute


def _required(model: ast.ClassDef) -> set[str]:
    """The attributes that the constructor sets in any case."""
    return {
        target.attr
        for node in model.body
        if isinstance(node, ast.FunctionDef) and node.name == "__init__"
        for one in node.body
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Attribute) and not target.attr.startswith("_")
    }


def _passed(node: ast.FunctionDef) -> Iterator[tuple[str, str, str]]:
    """Location, name and attribute of each parameter that is sent."""
    for one in ast.walk(node):
        text = ast.unparse(one) if isinstance(one, ast.Assign | ast.Expr) else ""
        for pattern in (
            r"(path|header)_params\['(.+?)'\] = local_var_params\['(\w+)'\]",
            r"(query)_params\.append\(\('(.+?)', local_var_params\['(\w+)'\]\)\)",
        ):
            if found := re.fullmatch(pattern, text):
                yield found[1], found[2], found[3]


def _response_headers(node: ast.FunctionDef) -> list[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "response_headers":
            return [str(name) for name in ast.literal_eval(one.value)]
    return []
