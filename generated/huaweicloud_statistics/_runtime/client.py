# Written by scripts/generate from openapi/client/runtime/client.py. Edit that.
"""The base classes of the generated clients, synchronous and asynchronous."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar

from .call.waiting import wait
from .guarding import guarded

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


class _AnyClient:
    """What both kinds of clients share."""

    _settings: Settings | None = None
    """None if the constructor failed."""

    def __init__(self, api: Api, options: Secret[dict[str, Any]]) -> None:
        with guarded():
            self._open(api, options)

    def _open(self, api: Api, options: Secret[dict[str, Any]]) -> None:
        raise NotImplementedError

    def __repr__(self) -> str:
        url = self._settings.base_url if self._settings else "nothing"
        return f"<{type(self).__module__.split('.')[-2]}.{type(self).__name__} of {url}>"

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise TypeError(
            "a client cannot be copied or pickled: make another one from the arguments of its "
            "constructor, in the process that uses it"
        )


class ClientBase(_AnyClient):
    """A synchronous client of one API; safe to share between threads."""

    def _open(self, api: Api, options: Secret[dict[str, Any]]) -> None:
        # Slow to load, and not every program that imports a client sends requests.
        from .call.background import SyncBackground, run  # noqa: PLC0415
        from .call.caller import Caller  # noqa: PLC0415
        from .http.setup import open_wire  # noqa: PLC0415
        from .settings import resolve_settings  # noqa: PLC0415

        self._run = run
        self._settings = settings = resolve_settings(api, **options.reveal())
        # Opened now: on the first call, two threads might both open it.
        self._wire = open_wire(settings.http, settings.urls)
        self._caller = Caller(settings, self._wire, SyncBackground())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; no call can be made afterwards.

        An `http_client` that was passed to the constructor stays open.
        """
        self._caller.background.stop()
        self._run(self._wire.aclose())

    def _call(
        self, endpoint: Endpoint[T], options: CallOptions, arguments: Mapping[str, Any], /
    ) -> T:
        with guarded():
            return self._run(self._caller.call(endpoint, options, arguments))

    def _raw(
        self, endpoint: Endpoint[Any], options: CallOptions, arguments: Mapping[str, Any], /
    ) -> RawResponse:
        call = self._caller.response(endpoint, options, arguments, retry_statuses=False)
        with guarded():
            return self._run(call).raw()

    def _wait(self, waiter: Waiter[T], polling: Polling, arguments: Mapping[str, Any], /) -> T:
        with guarded():
            return self._run(wait(self._caller, waiter, polling, arguments))


class AsyncClientBase(_AnyClient):
    """An asynchronous client of one API, for one event loop."""

    def _open(self, api: Api, options: Secret[dict[str, Any]]) -> None:
        from .call.background import AsyncBackground  # noqa: PLC0415  # as above
        from .call.caller import Caller  # noqa: PLC0415
        from .http.setup import open_async_wire  # noqa: PLC0415
        from .settings import resolve_settings  # noqa: PLC0415

        self._settings = settings = resolve_settings(api, **options.reveal())
        self._wire = open_async_wire(settings.http, settings.urls)
        self._caller = Caller(settings, self._wire, AsyncBackground())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; no call can be made afterwards.

        An `http_client` that was passed to the constructor stays open.
        """
        self._caller.background.stop()
        await self._wire.aclose()

    async def _call(
        self, endpoint: Endpoint[T], options: CallOptions, arguments: Mapping[str, Any], /
    ) -> T:
        with guarded():
            return await self._caller.call(endpoint, options, arguments)

    async def _raw(
        self, endpoint: Endpoint[Any], options: CallOptions, arguments: Mapping[str, Any], /
    ) -> RawResponse:
        call = self._caller.response(endpoint, options, arguments, retry_statuses=False)
        with guarded():
            return (await call).raw()

    async def _wait(
        self, waiter: Waiter[T], polling: Polling, arguments: Mapping[str, Any], /
    ) -> T:
        with guarded():
            return await wait(self._caller, waiter, polling, arguments)
