# Written by scripts/generate from openapi/client/runtime/http/network.py. Edit that.
"""The HTTP library's connections, watched: for the deadline, and for having gone stale."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from .._httpx import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..deadline import Deadline


class DeadlinePassedError(Exception):
    """The deadline passed in the middle of something."""


class StaleConnectionError(Exception):
    """A reused connection broke before the first byte of a response.

    Most likely the server closed it for having been idle, while the request was on its way.
    """


deadline_now: ContextVar[Deadline | None] = ContextVar("deadline", default=None)
"""The deadline of the synchronous call that this thread is in; asyncio needs none of ours."""


def watch(transport: Any) -> Any:
    """Watch the connections that a transport of the HTTP library is going to make."""
    kind = _AsyncBackend if isinstance(transport, httpx.AsyncHTTPTransport) else _Backend
    # httpx has no argument for it.
    pool: Any = transport._pool  # noqa: SLF001
    pool._network_backend = kind(pool._network_backend)  # noqa: SLF001
    return transport


class _Use:
    """How far a connection has come."""

    def __init__(self) -> None:
        self._reused = self._awaiting = False

    def sent(self) -> None:
        self._awaiting = True

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """Tell a stale connection from one that broke in another way."""
        try:
            yield
        except Exception as error:
            # A timeout of the library's has the operating system's as its cause.
            if not self._stale or isinstance(error.__cause__, TimeoutError):
                raise
        else:
            return
        raise StaleConnectionError

    def received(self, data: bytes) -> None:
        if self._stale and not data:
            raise StaleConnectionError
        self._reused, self._awaiting = True, False

    @property
    def _stale(self) -> bool:
        """Whether it is, if it broke now."""
        return self._reused and self._awaiting


class _Watched:
    """All of an object of the library's but what is overridden."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _Backend(_Watched):
    def connect_tcp(self, *args: Any, **options: Any) -> _Stream:
        return _Stream(self._inner.connect_tcp(*args, **_limited(options)))


class _Stream(_Watched):
    """Reads and writes end with the deadline; the library's own timeout starts with each."""

    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        self._use = _Use()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        options = _limited({"timeout": timeout})
        with self._use.receiving():
            data: bytes = self._inner.read(max_bytes, **options)
        self._use.received(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._use.sent()
        self._inner.write(buffer, **_limited({"timeout": timeout}))

    def start_tls(self, *args: Any, **options: Any) -> _Stream:
        return _Stream(self._inner.start_tls(*args, **_limited(options)))


class _AsyncBackend(_Watched):
    async def connect_tcp(self, *args: Any, **options: Any) -> _AsyncStream:
        return _AsyncStream(await self._inner.connect_tcp(*args, **options))


class _AsyncStream(_Watched):
    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        self._use = _Use()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        with self._use.receiving():
            data: bytes = await self._inner.read(max_bytes, timeout=timeout)
        self._use.received(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        self._use.sent()
        await self._inner.write(buffer, timeout=timeout)

    async def start_tls(self, *args: Any, **options: Any) -> _AsyncStream:
        return _AsyncStream(await self._inner.start_tls(*args, **options))


def _limited(options: dict[str, Any]) -> dict[str, Any]:
    """A call's options, its timeout no longer than what is left."""
    deadline = deadline_now.get()
    if deadline is None:
        return options
    if deadline.passed:
        raise DeadlinePassedError
    timeout = options.get("timeout")
    left = max(deadline.left, 0.001)
    return {**options, "timeout": left if timeout is None else min(timeout, left)}
