# Written by scripts/generate from openapi/client/runtime/command/output.py. Edit that.
"""The output of calls, as text or as JSON."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from .layout import layout, shown

if TYPE_CHECKING:
    from ..call.waiting import Waiter
    from ..errors import Error
    from .invocation import Invocation

_UNBOUNDED = 1 << 16
"""The width of output that is not a terminal, so that nothing is truncated."""


class Output:
    """Writes the results and errors of one command."""

    def __init__(self, invocation: Invocation, waiter: Waiter[Any] | None) -> None:
        self._invocation = invocation
        self._waiter = waiter
        self._is_first = True
        is_seen = sys.stdout.isatty()
        self._console = Console(
            highlight=False, markup=False, emoji=False, width=None if is_seen else _UNBOUNDED
        )
        self._styles: dict[str, str] = {}
        if waiter:
            for statuses, style in (
                (waiter.pending, "yellow"),
                (waiter.succeeded, "green"),
                (waiter.failed, "red"),
            ):
                self._styles |= dict.fromkeys(statuses, style)

    def result(self, item: tuple[Any, ...], body: Any) -> None:
        """Write the result of a call."""
        if self._invocation.as_json:
            self._line({**self._path_arguments(item), "result": body})
            return
        if not self._is_first:
            self._console.print()
        self._is_first = False
        if item:
            self._console.print(Text(_ids(item), style="bold"))
        for table in layout(body, self._styles):
            self._console.print(Padding(table, (0, 0, 0, 2), expand=False))

    def error(self, item: tuple[Any, ...], error: Error) -> None:
        """Write the error of a call."""
        if self._invocation.as_json:
            details = {"type": type(error).__name__, "message": str(error)}
            for name in ("status", "error_code", "error_msg", "request_id"):
                details |= {name: getattr(error, name)} if getattr(error, name, None) else {}
            self._line({**self._path_arguments(item), "error": details})
        subject = f"{_ids(item)}: " if item else ""
        line = shown(f"{self._invocation.command.api}: {subject}{error}")
        print(line, file=sys.stderr, flush=True)  # noqa: T201

    def progress(self, item: tuple[Any, ...], body: Any) -> None:
        """Write the progress of a watched order."""
        word, style = self._stage(body)
        if self._invocation.as_json:
            self._line({**self._path_arguments(item), "state": word, "result": body})
            return
        assert self._waiter  # noqa: S101  # only commands with a waiter have --watch
        now = time.strftime("%H:%M:%S")
        line = Text(f"{now}  ").append(f"{word:<8}", style=style)
        self._console.print(
            line.append(f"  {_ids(item)}  {shown(self._waiter.progress(body))}"), soft_wrap=True
        )
        sys.stdout.flush()

    def is_over(self, body: Any) -> bool:
        """Whether the watched order is finished."""
        return self._waiter is not None and self._waiter.is_finished(body)

    def has_failed(self, body: Any) -> bool:
        """Whether any part of it failed."""
        return self._waiter is not None and self._waiter.failures(body) > 0

    def _stage(self, body: Any) -> tuple[str, str]:
        if not self.is_over(body):
            return "running", "yellow"
        if self._waiter and self._waiter.is_empty(body):
            return "empty", "yellow"
        return ("failed", "red") if self.has_failed(body) else ("finished", "green")

    def _path_arguments(self, item: tuple[Any, ...]) -> dict[str, Any]:
        path = self._invocation.command.path
        return {
            argument.name: value if isinstance(value, int | float) else str(value)
            for argument, value in zip(path, item, strict=True)
        }

    def _line(self, value: dict[str, Any]) -> None:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        print(_escaped(text), flush=True)  # noqa: T201


def _ids(item: tuple[Any, ...]) -> str:
    return " ".join(shown(str(value)) for value in item)


def _escaped(text: str) -> str:
    """JSON with control characters escaped."""
    return "".join(letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in text)
