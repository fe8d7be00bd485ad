# Written by scripts/generate from openapi/client/runtime/endpoint.py. Edit that.
"""An operation as data: how its request is built, and its response validated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .body.schema import Violation, compiled, shown
from .errors import ArgumentError, ContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .body.response import Response
    from .body.schema import Schema, Schemas

T = TypeVar("T")

_SHOWN = 64
_TYPES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
}


@dataclass(frozen=True)
class ArgumentCheck:
    """What the contract demands of a plain argument."""

    name: str
    location: str
    required: bool
    schema: Mapping[str, Any]

    def __call__(self, value: Any) -> None:
        """Refuse what violates the contract, or what HTTP cannot carry.

        Raises:
            ArgumentError: The value does.
        """
        if value is None and not self.required:
            return
        for rule in self._violated(value):
            raise ArgumentError(f"{self.name} must {rule}; got {_shown(value)}")

    def _violated(self, value: Any) -> Iterator[str]:
        if self._has_type(value):
            yield from _violated_keywords(self.schema, value)
        else:
            yield f"be of type {self.schema['type']}"
        if self.location == "path" and _changes_path(str(value)):
            yield "be a single path segment"
        if self.location == "header" and not _fits_header(str(value)):
            yield "be printable ASCII"

    def _has_type(self, value: Any) -> bool:
        name = self.schema.get("type")
        if name is None:
            return True
        if isinstance(value, bool):
            return bool(name == "boolean")
        return isinstance(value, _TYPES[name]) and not (
            isinstance(value, float) and not math.isfinite(value)
        )


def _violated_keywords(schema: Mapping[str, Any], value: Any) -> Iterator[str]:
    if "pattern" in schema and not compiled(schema["pattern"]).search(value):
        yield f"match {schema['pattern']}"
    if "minLength" in schema and len(value) < schema["minLength"]:
        yield f"have {schema['minLength']} or more characters"
    if "maxLength" in schema and len(value) > schema["maxLength"]:
        yield f"have at most {schema['maxLength']} characters"
    if "minimum" in schema and value < schema["minimum"]:
        yield f"be {schema['minimum']} or more"
    if "maximum" in schema and value > schema["maximum"]:
        yield f"be at most {schema['maximum']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"be one of {', '.join(map(repr, schema['enum']))}"


def _changes_path(text: str) -> bool:
    # Many servers decode %2F and normalise dots before they route.
    return text in {"", ".", ".."} or any(
        letter in "/\\" or not letter.isprintable() for letter in text
    )


def _fits_header(text: str) -> bool:
    return text.isascii() and text.isprintable() and text == text.strip()


def _shown(value: Any) -> str:
    # What is this long is no id; it may be a secret in its place.
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{len(text)} characters"


@dataclass(frozen=True)
class Endpoint(Generic[T]):
    """An operation of the contract, ready to be called."""

    id: str
    build: Callable[..., dict[str, Any]]
    """The generated function that makes httpx's request arguments."""
    unset: object
    """What `build` takes in place of an optional argument."""
    checks: tuple[ArgumentCheck, ...]
    """One for each argument."""
    results: Mapping[str, Callable[[Response], T]]
    """How to read each documented success, by its status as written in the contract."""

    def request(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """What to hand to httpx.

        Raises:
            ArgumentError: An argument is invalid.
        """
        for check in self.checks:
            check(arguments[check.name])
        optional = {check.name for check in self.checks if not check.required}
        return self.build(
            **{
                name: self.unset if value is None and name in optional else value
                for name, value in arguments.items()
            }
        )

    def result(self, response: Response) -> T:
        """The value that the call was made for.

        Raises:
            StatusError: The server reported an error.
            ContractError: It did not, but the response violates the contract.
        """
        for status in (str(response.status), f"{response.status // 100}XX"):
            if status in self.results:
                return self.results[status](response)
        if response.status >= 400:  # noqa: PLR2004
            raise response.status_error()
        expected = "status " + " or ".join(self.results)
        received = f"status {response.status}, which is not documented"
        raise response.contract_error(Violation("", expected, received))


def json_as(
    convert: Callable[[Any], T], schemas: Schemas, schema: Schema
) -> Callable[[Response], T]:
    """Read a response whose JSON fits a schema and a generated function makes a value of."""

    def read(response: Response) -> T:
        document = response.json()
        error = _violation(response, schemas, schema, document)
        if error is None:
            try:
                return convert(document)
            except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as problem:
                error = _unconvertible(response, problem, document)
        # What the server sent may hold secrets; some tools print the variables of a traceback.
        del document
        raise error

    return read


def _unconvertible(response: Response, problem: Exception, document: Any) -> ContractError:
    received = shown(f"{type(problem).__name__}: {problem}")
    violation = Violation("", "what the contract documents", received)
    return response.contract_error(violation, document)


def _violation(
    response: Response, schemas: Schemas, schema: Schema, document: Any
) -> ContractError | None:
    try:
        for violation in schemas.violations(schema, document):
            return response.contract_error(violation, document)
    except RecursionError:
        too_deep = Violation("", "what the contract documents", "what is nested too deeply")
        return response.contract_error(too_deep)
    return None


def no_body(response: Response) -> None:
    """Read a response that is its status.

    Raises:
        ContractError: It is incomplete.
    """
    if response.fault:
        raise response.contract_error(Violation("", "no body", response.fault))
