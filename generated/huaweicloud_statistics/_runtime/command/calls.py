# Written by scripts/generate from openapi/client/runtime/command/calls.py. Edit that.
"""Makes the calls of a command, and reports the outcome of each."""

from __future__ import annotations

import threading
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from ..call.deadline import current_scope
from ..call.many import many
from ..call.workers import Outcome
from ..errors import APIConnectionError, ArgumentError, CredentialsError, Error, WaitTimeoutError
from ..redaction.redactor import redactors
from .output import Output

if TYPE_CHECKING:
    from ..client import ClientBase
    from .invocation import Invocation

SUCCESS, FAILED, USAGE, UNREACHABLE = range(4)
INTERNAL = 70
_SEVERITY = (SUCCESS, FAILED, UNREACHABLE, USAGE, INTERNAL)
"""Exit statuses by severity; the most severe one wins."""
_PACKAGE = __name__.rsplit(".", 3)[0]
_CONCURRENCY, _WATCH_CONCURRENCY = 20, 100
_RETRIES = 3
"""Fewer than the client's default, as somebody waits for the result."""
_LONGEST_WATCH = 3600.0


def run_calls(invocation: Invocation) -> int:
    """Make the calls; returns the exit status.

    Raises:
        UsageError: The options are invalid.
    """
    module = import_module(f"{_PACKAGE}.{invocation.command.api}._client")
    try:
        client = module.Client(**_settings(invocation))
    except Error as error:
        raise click.UsageError(_in_options(str(error))) from None
    waiter = getattr(module, f"_WAITER_{invocation.command.method.upper()}", None)
    with client:
        return _Calls(invocation, client, Output(invocation, waiter)).status()


def _in_options(message: str) -> str:
    """The message of a client about its arguments, in terms of options."""
    start, separator, places = message.partition(" None were passed, nor found in ")
    if separator:
        return f"{start.partition(':')[0]}; there are none in {places}"
    return message.replace("base_url", "--endpoint")


def _settings(invocation: Invocation) -> dict[str, Any]:
    settings: dict[str, Any] = invocation.server.arguments(invocation.command.regions)
    if invocation.timeout is not None and not invocation.watch:
        settings["timeout"] = invocation.timeout
    return {**settings, "max_retries": _RETRIES}


class _Calls:
    """The calls of one command."""

    def __init__(self, invocation: Invocation, client: ClientBase, output: Output) -> None:
        self._invocation = invocation
        self._output = output
        self._lock = threading.Lock()
        self._finished: dict[int, Outcome[tuple[Any, ...], Any]] = {}
        self._count_reported = 0
        self._worst = SUCCESS
        command, options = invocation.command, dict(invocation.options)
        for argument in command.options:
            if argument.location == "body" and argument.name in options:
                options[argument.name] = _model(command.api, argument.kind, options[argument.name])
        self._get = partial(getattr(client, command.method), **options)
        if invocation.watch and command.waiter:
            seconds = _LONGEST_WATCH if invocation.timeout is None else invocation.timeout
            wait = partial(getattr(client, command.waiter), **options, timeout=seconds)
            self._wait = wait

    def status(self) -> int:
        """Make all calls; returns the most severe status."""
        concurrency = _WATCH_CONCURRENCY if self._invocation.watch else _CONCURRENCY
        items = enumerate(self._invocation.items())
        for outcome in many(self._finish, items, concurrency=concurrency):
            if outcome.error:
                raise outcome.error
        return self._worst

    def _finish(self, number: int, item: tuple[Any, ...]) -> None:
        """Make a call, and report what can be reported in the order of the items."""
        call = self._watch if self._invocation.watch else self._ask
        try:
            outcome = Outcome(item, call(*item))
        except Exception as error:  # noqa: BLE001  # it is the item's outcome
            outcome = Outcome(item, error=error)
        scope = current_scope.get()
        if scope and scope.is_over:
            return  # it was cancelled
        # Here, as the thread that reads the items may wait for the next one.
        with self._lock:
            self._finished[number] = outcome
            while self._count_reported in self._finished:
                status = self._reported(self._finished[self._count_reported])
                self._worst = max(self._worst, status, key=_SEVERITY.index)
                del self._finished[self._count_reported]
                self._count_reported += 1

    def _ask(self, *item: Any) -> Any:
        with redactors() as active:
            return _plain(self._get(*item), active)

    def _watch(self, *item: Any) -> Any:
        last = None
        with redactors() as active:

            def progress(result: Any) -> None:
                nonlocal last
                previous, last = last, _plain(result, active)
                if last != previous:
                    with self._lock:
                        self._output.progress(item, last)

            try:
                progress(self._get(*item))
            except APIConnectionError:
                # Do not poll a server that cannot be reached.
                raise
            except Error:
                # It may be so new that the server does not know it yet.
                pass
            self._wait(*item, on_progress=progress)
        return last

    def _reported(self, outcome: Outcome[tuple[Any, ...], Any]) -> int:
        error = outcome.error
        if error is None:
            if not self._invocation.watch:
                self._output.result(outcome.item, outcome.result)
                return SUCCESS
            return FAILED if self._output.has_failed(outcome.result) else SUCCESS
        if not isinstance(error, Error):
            raise error
        self._output.error(outcome.item, error)
        return _status(error)


def _model(api: str, kind: str, body: Any) -> Any:
    """A body as the client's argument."""
    model: Any = getattr(import_module(f"{_PACKAGE}.{api}"), kind, None)
    try:
        return model.from_dict(body) if hasattr(model, "from_dict") else body
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        missing = f": {error.args[0]} is missing" if isinstance(error, KeyError) else ""
        raise click.UsageError(f"--body is not a valid {kind}{missing}") from None


def _status(error: Error) -> int:
    if isinstance(error, WaitTimeoutError) and isinstance(error.__cause__, Error):
        error = error.__cause__
    if isinstance(error, APIConnectionError):
        return UNREACHABLE
    if isinstance(error, ArgumentError):
        return USAGE
    # Missing credentials may be noticed only now, as the metadata service is asked during a call.
    return USAGE if isinstance(error, CredentialsError) else FAILED


def _plain(result: Any, active: list[Any]) -> Any:
    """A result as JSON, with secrets that the server echoed redacted."""
    body = _json(result)
    for redactor in active:
        body = redactor.json(body)
    return body


def _json(result: Any) -> Any:
    if isinstance(result, list):
        return [_json(item) for item in result]
    return result.to_dict() if hasattr(result, "to_dict") else result
