# Written by scripts/generate from openapi/client/runtime/client.py. Edit that.
"""What the generated clients build on, synchronous and asynchronous."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from .call.waiting import wait
from .errors import guarded, guarded_async

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .api import Api
    from .body.response import RawResponse
    from .call.options import CallOptions
    from .call.waiting import Polling, Waiter
    from .endpoint import Endpoint
    from .redaction.secret import Secret
    from .settings import Settings

T = TypeVar("T")


class ClientBase:
    """A synchronous client of one API; safe to share between threads."""

    def __init__(self, api: Api, options: Secret[dict[str, Any]]) -> None:
        guarded(lambda: self._open(api, options))

    def _open(self, api: Api, options: Secret[dict[str, Any]]) -> None:
        # What sends requests takes its time to load, and not every program that imports this does.
        from .call.background import Threads, run  # noqa: PLC0415
        from .call.caller import Caller  # noqa: PLC0415
        from .http.setup import open_wire  # noqa: PLC0415
        from .settings import resolve_settings  # noqa: PLC0415

        self._run = run
        self._settings = resolve_settings(api, **options.reveal())
        # At once: made on the first call, two threads might make two.
        self._wire = open_wire(self._settings.http, self._settings.urls)
        self._caller = Caller(self._settings, self._wire, Threads())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return _shown(self)

    def close(self) -> None:
        """Close the connections; no call can be made afterwards.

        An `http_client` that was passed to the constructor stays open.
        """
        self._caller.background.stop()
        self._wire.close()

    def _call(
        self, endpoint: Endpoint[T], options: CallOptions, arguments: Mapping[str, Any], /
    ) -> T:
        return guarded(lambda: self._run(self._caller.call(endpoint, options, arguments)))

    def _raw(
        self, endpoint: Endpoint[Any], options: CallOptions, arguments: Mapping[str, Any], /
    ) -> RawResponse:
        call = self._caller.response(endpoint, options, arguments, retry_statuses=False)
        return guarded(lambda: self._run(call)).raw()

    def _wait(self, waiter: Waiter[T], polling: Polling, arguments: Mapping[str, Any], /) -> T:
        return guarded(lambda: self._run(wait(self._caller, waiter, polling, arguments)))


class AsyncClientBase:
    """An asynchronous client of one API, for one event loop."""

    def __init__(self, api: Api, options: Secret[dict[str, Any]]) -> None:
        guarded(lambda: self._open(api, options))

    def _open(self, api: Api, options: Secret[dict[str, Any]]) -> None:
        from .call.background import Tasks  # noqa: PLC0415  # as above
        from .call.caller import Caller  # noqa: PLC0415
        from .http.setup import open_async_wire  # noqa: PLC0415
        from .settings import resolve_settings  # noqa: PLC0415

        self._settings = resolve_settings(api, **options.reveal())
        self._wire = open_async_wire(self._settings.http, self._settings.urls)
        self._caller = Caller(self._settings, self._wire, Tasks())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return _shown(self)

    async def aclose(self) -> None:
        """Close the connections; no call can be made afterwards.

        An `http_client` that was passed to the constructor stays open.
        """
        self._caller.background.stop()
        await self._wire.aclose()

    async def _call(
        self, endpoint: Endpoint[T], options: CallOptions, arguments: Mapping[str, Any], /
    ) -> T:
        return await guarded_async(self._caller.call(endpoint, options, arguments))

    async def _raw(
        self, endpoint: Endpoint[Any], options: CallOptions, arguments: Mapping[str, Any], /
    ) -> RawResponse:
        call = self._caller.response(endpoint, options, arguments, retry_statuses=False)
        return (await guarded_async(call)).raw()

    async def _wait(
        self, waiter: Waiter[T], polling: Polling, arguments: Mapping[str, Any], /
    ) -> T:
        return await guarded_async(wait(self._caller, waiter, polling, arguments))


def _shown(client: ClientBase | AsyncClientBase) -> str:
    settings: Settings | None = vars(client).get("_settings")  # None if its constructor failed
    url = settings.base_url if settings else "nothing"
    return f"<{type(client).__module__.split('.')[-2]}.{type(client).__name__} of {url}>"
