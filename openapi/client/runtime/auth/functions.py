"""Credentials returned by the caller's own function."""

from __future__ import annotations

import inspect
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..call.background import in_thread
from ..deferred import Deferred
from ..errors import CredentialsError, Error
from ..guarding import stripped
from ..redaction.secret import Secret
from .fetched import FetchedProvider, issued
from .values import AccessKey, Token

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from ..call.deadline import Deadline
    from .credentials import Issued, Sender, Value
    from .fetched import Present
else:
    asyncio = Deferred("asyncio")

_EXPECTED = {"credentials": "an AccessKey or a Token", "token": "a non-empty string"}


class FunctionProvider(FetchedProvider):
    """Calls a function in a thread, or awaits it, so that it blocks only those who wait for it."""

    def __init__(self, present: Present, name: str, function: Callable[[], Any]) -> None:
        super().__init__(present)
        self._name = f"the function passed as {name}"
        self._expected = _EXPECTED[name]
        self._is_of_tokens = name == "token"
        self._function = function

    async def _fetch(self, sender: Sender, deadline: Deadline) -> Issued:  # noqa: ARG002
        outcome = await self._outcome(is_async=sender.is_async)
        if isinstance(outcome, Error):
            raise outcome
        value = self._value(outcome)
        since = time.monotonic()
        life = None if value.expires_at is None else value.expires_at - time.time()
        return issued(value, life, since)

    async def _outcome(self, *, is_async: bool) -> Secret[Any] | Error:
        """What the function returned, or its error without a cause, which may show a secret."""
        if is_async and not _is_asynchronous(self._function):
            outcome = await asyncio.wrap_future(in_thread(self._called))
        else:
            outcome = self._called()
        if is_async and isinstance(outcome, Secret) and inspect.isawaitable(outcome.reveal()):
            outcome = await self._awaited(outcome)
        return outcome

    def _called(self) -> Secret[Any] | Error:
        try:
            return Secret(self._function())
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001  # the caller's function
            return self._failure(error)

    async def _awaited(self, outcome: Secret[Any]) -> Secret[Any] | Error:
        try:
            return Secret(await outcome.reveal())
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            return self._failure(error)  # something that it awaited was cancelled
        except Exception as error:  # noqa: BLE001  # as above
            return self._failure(error)

    def _failure(self, error: BaseException) -> Error:
        if isinstance(error, Error):
            return stripped(error)
        return CredentialsError(f"{self._name} failed: {_place(error)}")

    def _value(self, outcome: Secret[Any]) -> Value:
        kind = _kind(outcome)
        if kind is Token or (kind is AccessKey and not self._is_of_tokens):
            value: Value = outcome.reveal()
            return value
        if kind is str and self._is_of_tokens:
            return Token(outcome.reveal())
        if _close(outcome):
            raise CredentialsError(f"{self._name} must be awaited, which only AsyncClient does")
        raise CredentialsError(f"{self._name} must return {self._expected}; got {kind.__name__}")


def _is_asynchronous(function: Any) -> bool:
    called = getattr(function, "__call__", None)  # noqa: B004  # an object may define it
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(called)


def _kind(outcome: Secret[Any]) -> type[Any]:
    kinds = (kind for kind in (AccessKey, Token, str) if isinstance(outcome.reveal(), kind))
    return next(kinds, type(outcome.reveal()))


def _close(outcome: Secret[Any]) -> bool:
    """Close a coroutine that nobody awaits; returns whether it is a coroutine."""
    is_coroutine = inspect.iscoroutine(outcome.reveal())
    if is_coroutine:
        outcome.reveal().close()
    return is_coroutine


def _place(error: BaseException) -> str:
    """The type of an error and where it was raised; its message may contain a secret."""
    name = type(error).__name__
    for frame, line in [*traceback.walk_tb(error.__traceback__)][-1:]:
        code = frame.f_code
        return f"{name} in {code.co_name}, {Path(code.co_filename).name}, line {line}"
    return name
