"""An operation as data: how its request is built and its answer judged."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .errors import ArgumentError, ContractError, error_type
from .schema import Schemas, compiled, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .answer import Answer
    from .schema import Schema

T = TypeVar("T")

_SHOWN = 64
_TYPES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
}


@dataclass(frozen=True)
class Parameter:
    """A parameter, under its Python name, with what its schema demands of a plain value."""

    name: str
    location: str
    required: bool
    schema: Mapping[str, Any]

    def check(self, value: Any) -> None:
        """Refuse what the contract does not allow or HTTP cannot carry.

        Raises:
            ArgumentError: The value breaks a rule.
        """
        if value is None and not self.required:
            return
        for rule in self._broken(value):
            raise ArgumentError(f"{self.name} must {rule}; got {_shown(value)}")

    def _broken(self, value: Any) -> Iterator[str]:
        if self._has_type(value):
            yield from _broken_keywords(self.schema, value)
        else:
            yield f"be of type {self.schema['type']}"
        if self.location == "path" and _changes_path(str(value)):
            yield "be one segment of a path"
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


def _broken_keywords(schema: Mapping[str, Any], value: Any) -> Iterator[str]:
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
    return text in {"", ".", ".."} or any(one in "/\\" or not one.isprintable() for one in text)


def _fits_header(text: str) -> bool:
    return text.isascii() and text.isprintable() and text == text.strip()


def _shown(value: Any) -> str:
    # What is this long is no id; it may be a secret that took its place.
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{len(text)} characters"


@dataclass(frozen=True)
class Operation(Generic[T]):
    """An operation of the contract."""

    id: str
    build: Callable[..., dict[str, Any]]
    """The generated function that makes httpx's request arguments."""
    unset: object
    """What `build` takes in place of an optional argument."""
    parameters: tuple[Parameter, ...]
    results: Mapping[str, Callable[[Answer], T]]
    """How to read each documented success, by its status as written in the contract."""

    def request(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """What to hand to httpx.

        Raises:
            ArgumentError: An argument breaks its rule.
        """
        for parameter in self.parameters:
            parameter.check(arguments[parameter.name])
        optional = {parameter.name for parameter in self.parameters if not parameter.required}
        return self.build(
            **{
                name: self.unset if value is None and name in optional else value
                for name, value in arguments.items()
            }
        )

    def result(self, answer: Answer) -> T:
        """The value the call was made for.

        Raises:
            StatusError: The server reported an error.
            ContractError: It did not, but the answer is not as documented either.
        """
        for key in (str(answer.status), f"{answer.status // 100}XX"):
            if key in self.results:
                return self.results[key](answer)
        if answer.status >= 400:  # noqa: PLR2004
            raise error_type(answer.status)(answer)
        expected = "status " + " or ".join(self.results)
        raise ContractError(answer, expected, f"status {answer.status}, which is not documented")


def json_as(convert: Callable[[Any], T], schemas: Schemas, schema: Schema) -> Callable[[Answer], T]:
    """Read an answer whose JSON fits a schema and a generated function makes a value of."""

    def read(answer: Answer) -> T:
        document = answer.json()
        error = _breach(answer, schemas, schema, document)
        if error is None:
            try:
                return convert(document)
            except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as problem:
                reason = shown(f"{type(problem).__name__}: {problem}")
                error = ContractError(answer, "what the contract documents", reason, "", document)
        # What the server sent may hold secrets; some tools print the variables of a traceback.
        del document
        raise error

    return read


def _breach(
    answer: Answer, schemas: Schemas, schema: Schema, document: Any
) -> ContractError | None:
    try:
        for pointer, expected, received in schemas.breaches(schema, document):
            return ContractError(answer, expected, received, pointer, document)
    except RecursionError:
        return ContractError(answer, "what the contract documents", "what is nested too deep")
    return None


def no_body(answer: Answer) -> None:
    """Read an answer that is its status.

    Raises:
        ContractError: It is incomplete.
    """
    if answer.fault:
        raise ContractError(answer, "no body", answer.fault)
