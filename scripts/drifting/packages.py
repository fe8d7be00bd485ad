"""The vendor's SDK, parsed from its source; its code is never run."""

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


class WheelError(Exception):
    """A package cannot be downloaded or read; the message says why."""


def download(names: list[str], folder: Path) -> list[Path]:
    """The newest wheels of packages; a source distribution would run code.

    Raises:
        WheelError: They cannot be downloaded.
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
        raise WheelError(f"the registry took more than {_LIMIT} s") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        raise WheelError(f"the registry cannot be reached, or lacks the package: {last}")
    return [next(folder.glob(f"{name}-*.whl")) for name in names]


@dataclass(frozen=True)
class Argument:
    """A parameter of an operation."""

    type: str
    required: bool


@dataclass(frozen=True)
class Operation:
    """An API operation, as the SDK calls it."""

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
        """Open the wheel.

        Raises:
            WheelError: The file is not a wheel.
        """
        self.name, self.version = path.name.split("-")[:2]
        try:
            with ZipFile(path) as archive:
                names = [name for name in archive.namelist() if name.endswith(".py")]
                self._texts = {name: archive.read(name).decode("utf-8") for name in names}
        except (BadZipFile, UnicodeDecodeError) as error:
            raise WheelError(f"{path.name} cannot be read: {error}") from None

    def _tree(self, name: str) -> ast.Module:
        try:
            return ast.parse(self._texts[name])
        except SyntaxError as error:
            raise WheelError(f"{self.name} {self.version}: {name}: {error}") from None

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """Every operation, by its id; the latest if there are several versions.

        Raises:
            WheelError: The package has no operation.
        """
        clients = [name for name in sorted(self._texts) if re.search(r"/v\d+/\w+_client.py$", name)]
        operations = {
            operation.id: operation
            for name in clients
            if not name.endswith("_async_client.py")
            for node in ast.walk(self._tree(name))
            if isinstance(node, ast.FunctionDef) and node.name.endswith("_http_info")
            for operation in [self._operation(node)]
        }
        if not operations:
            raise WheelError(f"{self.name} {self.version} has no operation that can be read")
        return operations

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
        """The types of a model's members, by their names on the wire; None if it is no model."""
        tree = self._class(name)
        return None if tree is None else {wire: kind for wire, kind, _ in _members(tree)}

    def _class(self, name: str) -> ast.ClassDef | None:
        if name not in self._places:
            return None
        nodes = self._tree(self._places[name]).body
        return next(
            (node for node in nodes if isinstance(node, ast.ClassDef) and node.name == name), None
        )

    @cached_property
    def _places(self) -> dict[str, str]:
        """Files by model; most of them are never parsed."""
        return {
            match[1]: name
            for name, text in self._texts.items()
            if "/model/" in name
            for match in re.finditer(r"^class (\w+)", text, re.MULTILINE)
        }

    def _operation(self, node: ast.FunctionDef) -> Operation:
        info = next(
            _literal(statement.value)
            for statement in ast.walk(node)
            if isinstance(statement, ast.Assign)
            and isinstance(statement.value, ast.Dict)
            and statement.value.keys
        )
        name = info["response_type"].removesuffix("Response")
        request = self._class(f"{name}Request")
        arguments = {attribute: kind for _, kind, attribute in _members(request)} if request else {}
        required = _required(request) if request else set()
        parameters = {
            (location, wire): Argument(arguments.get(attribute, "object"), attribute in required)
            for location, wire, attribute in _passed(node)
        }
        headers = {name.lower() for name in _response_headers(node)}
        response = self.model(info["response_type"]) or {}
        return Operation(
            id=name,
            method=info["method"],
            path=info["resource_path"],
            parameters=parameters,
            body=arguments.get("body"),
            response={
                member: kind for member, kind in response.items() if member.lower() not in headers
            },
        )


def _texts(nodes: list[ast.expr]) -> list[str]:
    return [str(node.value) for node in nodes if isinstance(node, ast.Constant)]


def _literal(node: ast.expr) -> dict[str, Any]:
    """The constant items of a dictionary display."""
    assert isinstance(node, ast.Dict)  # noqa: S101  # as all callers ensure
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
    """The attributes that the constructor always sets."""
    return {
        target.attr
        for node in model.body
        if isinstance(node, ast.FunctionDef) and node.name == "__init__"
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Attribute) and not target.attr.startswith("_")
    }


def _passed(node: ast.FunctionDef) -> Iterator[tuple[str, str, str]]:
    """Location, name and attribute of each parameter that is sent."""
    for statement in ast.walk(node):
        text = ast.unparse(statement) if isinstance(statement, ast.Assign | ast.Expr) else ""
        for pattern in (
            r"(path|header)_params\['(.+?)'\] = local_var_params\['(\w+)'\]",
            r"(query)_params\.append\(\('(.+?)', local_var_params\['(\w+)'\]\)\)",
        ):
            if match := re.fullmatch(pattern, text):
                yield match[1], match[2], match[3]


def _response_headers(node: ast.FunctionDef) -> list[str]:
    for statement in ast.walk(node):
        if (
            isinstance(statement, ast.Assign)
            and ast.unparse(statement.targets[0]) == "response_headers"
        ):
            return [str(name) for name in ast.literal_eval(statement.value)]
    return []
