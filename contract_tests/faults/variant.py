"""A variant of the reference server, and the shelves on which variants stand by class."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from contract_tests.faults import wire
from contract_tests.reference_server import background, write_target

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from contract_tests.reference_server import Handler, ReferenceServer, Request, Response

Fault: TypeAlias = "Callable[[ReferenceServer, Request], Response]"
"""One request answered otherwise than the reference server would."""
Maker: TypeAlias = "Callable[[ReferenceServer], Handler]"
"""A fault that remembers: called once for each run."""


@dataclass(frozen=True)
class Variant:
    """The reference server with one thing changed."""

    id: str
    sentence: str
    """What is wrong, or odd, about it."""
    classes: str
    """The class of faults it belongs to."""
    make: Maker = field(repr=False)
    send: wire.Sender | None = field(default=None, repr=False)
    """How its answers go over the wire, where that is what differs."""
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
                operation: [replace(one, body=None) for one in known]
                for operation, known in server.store.known.items()
            }
        write_target(path, base_url, server)


class Shelf(dict[str, Variant]):
    """The variants of one class, by id."""

    def __init__(self, classes: str) -> None:
        """Stand empty."""
        super().__init__()
        self.classes = classes

    def fault(self, fault: Fault) -> Fault:
        """Add a function; its name is the id and its docstring the sentence."""
        self.add(_id(fault.__name__), fault.__doc__ or "", fault)
        return fault

    def maker(self, maker: Maker) -> Maker:
        """Add a function that makes a handler with a memory."""
        self.make(_id(maker.__name__), maker.__doc__ or "", maker)
        return maker

    def add(self, name: str, sentence: str, fault: Fault, *, settled: bool = True) -> None:
        """Add a fault under a name."""
        self.make(name, sentence, lambda server: partial(fault, server), settled=settled)

    def make(self, name: str, sentence: str, maker: Maker, *, settled: bool = True) -> None:
        """Add a maker under a name."""
        self._put(Variant(name, sentence, self.classes, maker, settled=settled))

    def sender(self, send: wire.Sender) -> wire.Sender:
        """Add a way of sending the reference server's own answers."""
        self.send(_id(send.__name__), send.__doc__ or "", send)
        return send

    def send(self, name: str, sentence: str, send: wire.Sender) -> None:
        """Add a way of sending under a name."""
        self._put(Variant(name, sentence, self.classes, _itself, send))

    def _put(self, variant: Variant) -> None:
        if variant.id in self or not variant.sentence:
            raise ValueError(f"{variant.id}: taken, or without a sentence")
        self[variant.id] = variant


def _id(name: str) -> str:
    return name.replace("_", "-")


def _itself(server: ReferenceServer) -> Handler:
    return server
