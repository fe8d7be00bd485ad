# Written by scripts/generate from openapi/client/runtime/client.py. Edit that.
"""What the generated clients build on, synchronous and asynchronous."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from .auth.single_flight import AsyncSingleFlight, SyncSingleFlight
from .call import Caller, CallOptions
from .http.setup import open_async_wire, open_wire
from .waiting import Polling, wait

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from .body.response import RawResponse
    from .endpoint import Endpoint
    from .settings import Settings
    from .waiting import Waiter

T = TypeVar("T")


class ClientBase:
    """A synchronous client of one API; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # At once: made on the first call, two threads might make two.
        self._wire = open_wire(settings.http, settings.urls)
        self._caller = Caller(settings, self._wire, SyncSingleFlight)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return _shown(self, self._settings)

    def close(self) -> None:
        """Close the connections; no call can be made afterwards.

        An `http_client` that was passed to the constructor stays open.
        """
        self._wire.close()

    def _call(
        self, endpoint: Endpoint[T], options: CallOptions, arguments: Mapping[str, Any], /
    ) -> T:
        return _run(self._caller.call(endpoint, options, arguments))

    def _raw(
        self, endpoint: Endpoint[Any], options: CallOptions, arguments: Mapping[str, Any], /
    ) -> RawResponse:
        call = self._caller.response(endpoint, options, arguments, retry_statuses=False)
        return _run(call).raw()

    def _wait(self, waiter: Waiter[T], polling: Polling, arguments: Mapping[str, Any], /) -> T:
        return _run(wait(self._caller, waiter, polling, arguments))


class AsyncClientBase:
    """An asynchronous client of one API, for one event loop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._wire = open_async_wire(settings.http, settings.urls)
        self._caller = Caller(settings, self._wire, AsyncSingleFlight)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return _shown(self, self._settings)

    async def aclose(self) -> None:
        """Close the connections; no call can be made afterwards.

        An `http_client` that was passed to the constructor stays open.
        """
        self._caller.stop()
        await self._wire.aclose()

    async def _call(
        self, endpoint: Endpoint[T], options: CallOptions, arguments: Mapping[str, Any], /
    ) -> T:
        return await self._caller.call(endpoint, options, arguments)

    async def _raw(
        self, endpoint: Endpoint[Any], options: CallOptions, arguments: Mapping[str, Any], /
    ) -> RawResponse:
        call = self._caller.response(endpoint, options, arguments, retry_statuses=False)
        return (await call).raw()

    async def _wait(
        self, waiter: Waiter[T], polling: Polling, arguments: Mapping[str, Any], /
    ) -> T:
        return await wait(self._caller, waiter, polling, arguments)


def _run(coroutine: Coroutine[Any, Any, T]) -> T:
    """The outcome of a coroutine that never waits, as those over `SyncWire` do not."""
    try:
        coroutine.send(None)
    except StopIteration as finished:
        result: T = finished.value
        return result
    coroutine.close()
    raise RuntimeError("a synchronous call waited")


def _shown(client: object, settings: Settings) -> str:
    return f"<{settings.api.name}.{type(client).__name__} of {settings.base_url}>"
