"""Variants of the reference server, registered by category."""

from __future__ import annotations

import copy
import inspect
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from contract_tests.faults import wire
from contract_tests.reference_server import background, write_target

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from contract_tests.reference_server import Handler, ReferenceServer, Request, Response

Fault: TypeAlias = "Callable[[ReferenceServer, Request], Response]"
"""What a variant does with a request."""
Factory: TypeAlias = "Callable[[ReferenceServer], Handler]"
"""Makes a stateful fault; called once per run."""
When: TypeAlias = "Callable[[ReferenceServer, Request], object]"
"""Whether a fault applies to a request."""

T = TypeVar("T", bound="Callable[..., Any]")


@dataclass(frozen=True)
class Variant:
    """The reference server with one change."""

    id: str
    sentence: str
    """What is broken or unusual about it."""
    category: str
    make: Factory = field(repr=False)
    send: wire.Sender | None = field(default=None, repr=False)
    """Sends its responses, if the change is on the wire."""
    settled: bool = True
    """Whether the bodies of known ids are unchanged, so that a target can expect them."""

    def running(self, server: ReferenceServer) -> AbstractContextManager[str]:
        """Serve on a free loopback port; yields the base URL."""
        handler = self.make(server)
        if self.send is None:
            return background(handler)
        return wire.background(handler, self.send)

    def write_target(self, path: Path, base_url: str, server: ReferenceServer) -> None:
        """Write a target for the variant, with expected bodies only if they are settled.

        Raises:
            OSError: A file cannot be written.
        """
        if not self.settled:
            server = copy.copy(server)
            server.store = copy.copy(server.store)
            server.store.known = {
                operation: [known.replaced(response=None) for known in all_known]
                for operation, all_known in server.store.known.items()
            }
        write_target(path, base_url, server)


class Category(dict[str, Variant]):
    """The variants of one category, by id."""

    def __init__(self, name: str) -> None:
        """Create an empty category."""
        super().__init__()
        self.name = name

    def variant(self, implementation: T) -> T:
        """Register a function; its name is the id and its docstring the sentence."""
        name = implementation.__name__.replace("_", "-")
        self.register(name, implementation.__doc__ or "", implementation)
        return implementation

    def register(
        self,
        name: str,
        sentence: str,
        implementation: Fault | Factory | wire.Sender,
        *,
        settled: bool = True,
    ) -> None:
        """Register a variant.

        Args:
            name: Its id.
            sentence: What is broken or unusual about it.
            implementation: A `Fault`; a `Factory`, which takes only the server; or a `Sender`,
                a coroutine function that sends the responses of the reference server.
            settled: Whether the bodies of known ids are unchanged.

        Raises:
            ValueError: The id is taken, or the sentence is empty.
        """
        if name in self or not sentence:
            raise ValueError(f"{name}: taken, or without a sentence")
        make, send = _kind(implementation)
        self[name] = Variant(name, sentence, self.name, make, send, settled)


def _kind(implementation: Callable[..., Any]) -> tuple[Factory, wire.Sender | None]:
    """The factory and the sender of an implementation."""
    if inspect.iscoroutinefunction(implementation):
        return _itself, implementation
    if len(inspect.signature(implementation).parameters) == 1:
        return implementation, None
    fault = cast("Fault", implementation)
    return lambda server: partial(fault, server), None


def _itself(server: ReferenceServer) -> Handler:
    return server
