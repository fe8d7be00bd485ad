# Written by scripts/generate from openapi/client/runtime/endpoint.py. Edit that.
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
_TOO_DEEP = "what is nested too deeply"


@dataclass(frozen=True)
class Argument:
    """An argument of an operation, with what the contract demands of it."""

    name: str
    location: str
    """Path, query, header or body."""
    validate: Validator
    required: bool
    separated: bool = False
    """Whether its items are written in one text, with commas between them."""

    def check(self, value: Any) -> None:
        """Refuse what violates the contract, or what HTTP cannot carry.

        Raises:
            ArgumentError: The value does.
        """
        if value is None and not self.required:
            return
        plain = _as_json(value)
        for pointer, words in self._violated(plain):
            # A body may hold secrets anywhere.
            received = "" if self.location == "body" else f"; got {_shown(plain)}"
            raise ArgumentError(f"{self.name}{pointer}{words}{received}", pointer)

    def _violated(self, value: Any) -> Iterator[tuple[str, str]]:
        """A place in the argument, and what must be there."""
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
    """An argument without classes of its own, such as an enumeration's, that change its text."""
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


# These of the builtin types do not ask the value.
_PLAIN: dict[type, Callable[[Any], Any]] = {
    str: str.__str__,
    int: int.__int__,
    float: float.__float__,
}


def _as_json(value: Any) -> Any:
    """A plain argument as its schema speaks of it."""
    if isinstance(value, date | UUID):
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if callable(to_dict := getattr(value, "to_dict", None)):
        return _plain(to_dict())
    return value


def _changes_path(text: str) -> bool:
    # Many servers decode %2F and normalise dots before they route.
    return text in {"", ".", ".."} or "/" in text or "\\" in text or not text.isprintable()


def _fits_header(text: str) -> bool:
    return text.isascii() and text.isprintable() and text == text.strip()


def _shown(value: Any) -> str:
    # What is this long is no id; it may be a secret in its place.
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001  # of a class of the caller's, or of too many digits
        return type(value).__name__
    return text if len(text) <= _SHOWN else f"{len(text)} characters"


@dataclass(frozen=True)
class Endpoint(Generic[T]):
    """An operation of the contract, ready to be called."""

    id: str
    build: Callable[..., dict[str, Any]]
    """The generated function that makes httpx's request arguments."""
    unset: object
    """What `build` takes in place of an optional argument."""
    arguments: tuple[Argument, ...]
    results: Mapping[str, Callable[[Response], T]]
    """How to read each documented success, by its status as written in the contract."""

    def request(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """What to hand to httpx.

        Raises:
            ArgumentError: An argument is invalid.
        """
        try:
            # What is checked is what is sent.
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
            # A model made by hand may hold anything, and so may an argument of a type of its own.
            raise ArgumentError(f"an argument of {self.id} has another type: {error}") from None

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
        received = f"status {response.status}, which is not documented{response.redirection}"
        raise response.contract_error(Violation("", expected, received))


def json_as(convert: Callable[[Any], T], validate: Validator) -> Callable[[Response], T]:
    """Read a response whose JSON is valid, and of which a generated function makes a value."""

    def read(response: Response) -> T:
        document = response.json()
        error = _violation(response, validate, document)
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
    # A leap second and the year 0 among them, which a contract may allow and `datetime` has not.
    received = shown(f"{type(problem).__name__}: {problem}")
    violation = Violation("", "what the contract documents", received)
    return response.contract_error(violation, document)


def _violation(response: Response, validate: Validator, document: Any) -> ContractError | None:
    try:
        violation = validate(document)
    except RecursionError:
        violation, document = Violation("", "what the contract documents", _TOO_DEEP), None
    return response.contract_error(violation, document) if violation else None


def no_body(response: Response) -> None:
    """Read a response that is its status.

    Raises:
        ContractError: It is incomplete.
    """
    if response.fault:
        raise response.contract_error(Violation("", "no body", response.fault))
