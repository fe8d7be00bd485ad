"""An operation as data: how its request is built, and its response validated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from .body.violation import TYPES, Violation, shown
from .errors import ArgumentError, ContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .body.response import Response
    from .body.validation import Validator

T = TypeVar("T")

_SHOWN = 64
_TOO_DEEP = "a value nested too deeply"


@dataclass(frozen=True)
class Argument:
    """An argument of an operation, and its validator."""

    name: str
    location: str
    """Path, query, header or body."""
    validate: Validator
    required: bool
    separated: bool = False
    """Whether its items are joined with commas."""

    def check(self, value: Any) -> None:
        """Check that a value is valid under the contract and can be sent over HTTP.

        Raises:
            ArgumentError: It is not.
        """
        if value is None and not self.required:
            return
        plain = _as_json(value)
        for pointer, words in self._violated(plain):
            # A body may contain secrets anywhere.
            received = "" if self.location == "body" else f"; got {_shown(plain)}"
            raise ArgumentError(f"{self.name}{pointer}{words}{received}", pointer)

    def _violated(self, value: Any) -> Iterator[tuple[str, str]]:
        """The JSON pointer of each violation, and the words that follow it in a message."""
        if violation := self.validate(value):
            yield violation.pointer, _demand(violation)
        if isinstance(value, float) and not math.isfinite(value):
            yield "", " must be a finite number"
        if self.location == "path" and _changes_path(str(value)):
            yield "", " must be a single path segment"
        if self.location == "header" and not _fits_header(str(value)):
            yield "", " must be printable ASCII"
        if self.separated and any("," in str(item) for item in value):
            yield "", " must have no comma in an item"


def _demand(violation: Violation) -> str:
    if violation.is_missing:
        return ": required property is missing"
    of_type = "of type " if violation.expected.partition(" or ")[0] in TYPES else ""
    return f" must be {of_type}{violation.expected}"


def _plain(value: Any) -> Any:
    """An argument with subclasses of built-in types converted, as they may override `__str__`."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {_plain(name): _plain(member) for name, member in value.items()}
    for kind, copy in _PLAIN.items():
        if isinstance(value, kind) and not isinstance(value, bool):
            return copy(value)
    return value


# Methods of the built-in types, which a subclass does not override.
_PLAIN: dict[type, Callable[[Any], Any]] = {
    str: str.__str__,
    int: int.__int__,
    float: float.__float__,
}


def _as_json(value: Any) -> Any:
    """A plain argument as JSON, for validation."""
    if isinstance(value, date | UUID):
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if callable(to_dict := getattr(value, "to_dict", None)):
        return _plain(to_dict())
    return value


def _changes_path(text: str) -> bool:
    # Many servers decode %2F and normalize dots before routing.
    return text in {"", ".", ".."} or "/" in text or "\\" in text or not text.isprintable()


def _fits_header(text: str) -> bool:
    return text.isascii() and text.isprintable() and text == text.strip()


def _shown(value: Any) -> str:
    # A value this long is not an id; it may be a secret passed by mistake.
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001  # a class of the caller's, or an int with too many digits
        return type(value).__name__
    return text if len(text) <= _SHOWN else f"{len(str(value))} characters"


@dataclass(frozen=True)
class Endpoint(Generic[T]):
    """An operation of the contract, ready to be called."""

    id: str
    build: Callable[..., dict[str, Any]]
    """The generated function that returns httpx's request arguments."""
    unset: object
    """What `build` takes in place of an optional argument."""
    arguments: tuple[Argument, ...]
    results: Mapping[str, Callable[[Response], T]]
    """Parsers of each documented success, by status as in the contract."""

    def request(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of httpx's request.

        Raises:
            ArgumentError: An argument is invalid.
        """
        try:
            # Converted first, so that the value that is checked is the value that is sent.
            plain = {name: _plain(value) for name, value in arguments.items()}
            for argument in self.arguments:
                value = plain[argument.name]
                argument.check(value)
                if value is None and not argument.required:
                    plain[argument.name] = self.unset
            return self.build(**plain)
        except ArgumentError:
            raise
        except Exception as error:  # noqa: BLE001
            # A model or an argument of a custom class may contain anything.
            raise ArgumentError(f"an argument of {self.id} has the wrong type: {error}") from None

    def result(self, response: Response) -> T:
        """The result of the call.

        Raises:
            StatusError: The server responded with an error status.
            ContractError: The response violates the contract.
        """
        for status in (str(response.status), f"{response.status // 100}XX"):
            if status in self.results:
                return self.results[status](response)
        if response.status >= 400:  # noqa: PLR2004
            raise response.status_error()
        expected = "status " + " or ".join(self.results)
        received = f"status {response.status}, which is not documented{response.redirection}"
        raise response.contract_error(Violation("", expected, received))


def json_as(convert: Callable[[Any], T], validate: Validator) -> Callable[[Response], T]:
    """A parser of responses: their JSON is validated, then converted by a generated function."""

    def read(response: Response) -> T:
        document = response.json()
        error = _violation(response, validate, document)
        if error is None:
            try:
                return convert(document)
            except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as problem:
                error = _unconvertible(response, problem, document)
        # The body may contain secrets, and some tools print the variables of a traceback.
        del document
        raise error

    return read


def _unconvertible(response: Response, problem: Exception, document: Any) -> ContractError:
    # Leap seconds and the year 0 are valid under a contract, but `datetime` does not support them.
    received = shown(f"{type(problem).__name__}: {problem}")
    violation = Violation("", "a body that matches the contract", received)
    return response.contract_error(violation, document)


def _violation(response: Response, validate: Validator, document: Any) -> ContractError | None:
    try:
        violation = validate(document)
    except RecursionError:
        violation, document = Violation("", "a body that matches the contract", _TOO_DEEP), None
    return response.contract_error(violation, document) if violation else None


def no_body(response: Response) -> None:
    """Parse a response without a documented body.

    Raises:
        ContractError: It is incomplete.
    """
    if response.fault:
        raise response.contract_error(Violation("", "no body", response.fault))
