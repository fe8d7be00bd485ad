"""A variant of the reference server, and the categories in which variants are registered."""

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
"""Makes a fault with a memory: called once for each run."""
When: TypeAlias = "Callable[[ReferenceServer, Request], object]"
"""Which requests a fault concerns."""

T = TypeVar("T", bound="Callable[..., Any]")


@dataclass(frozen=True)
class Variant:
    """The reference server with one thing changed."""

    id: str
    sentence: str
    """What is broken or unusual about it."""
    category: str
    make: Factory = field(repr=False)
    send: wire.Sender | None = field(default=None, repr=False)
    """How its responses go over the wire, where that is what differs."""
    settled: bool = True
    """Whether known ids have the reference server's numbers, so that a target can name them."""

    def running(self, server: ReferenceServer) -> AbstractContextManager[str]:
        """Serve on a free port of the loopback; gives the base URL."""
        handler = self.make(server)
        if self.send is None:
            return background(handler)
        return wire.background(handler, self.send)

    def write_target(self, path: Path, base_url: str, server: ReferenceServer) -> None:
        """Write the target that checks it, without expected numbers unless they are settled.

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
        """Begin without variants."""
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
            implementation: A `Fault`; a `Factory`, which takes the server alone; or a sender of
                the reference server's own responses, which is a coroutine function.
            settled: Whether known ids keep their numbers.

        Raises:
            ValueError: The id is taken, or there is no sentence.
        """
        if name in self or not sentence:
            raise ValueError(f"{name}: taken, or without a sentence")
        make, send = _kind(implementation)
        self[name] = Variant(name, sentence, self.name, make, send, settled)


def _kind(implementation: Callable[..., Any]) -> tuple[Factory, wire.Sender | None]:
    """How a variant is made from its implementation, and how it sends."""
    if inspect.iscoroutinefunction(implementation):
        return _itself, implementation
    if len(inspect.signature(implementation).parameters) == 1:
        return implementation, None
    fault = cast("Fault", implementation)
    return lambda server: partial(fault, server), None


def _itself(server: ReferenceServer) -> Handler:
    return server
