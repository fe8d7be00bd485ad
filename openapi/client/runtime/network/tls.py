"""TLS over a stream, which may use TLS itself, as with an HTTPS proxy."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any, Protocol

import httpcore

from ..call.background import run
from .failures import CHUNK, broken, connecting

if TYPE_CHECKING:

    class _Inner(Protocol):
        """The methods of a stream that TLS needs."""

        peer: str

        async def read(self, max_bytes: int) -> bytes: ...
        async def write(self, buffer: bytes) -> None: ...
        async def aclose(self) -> None: ...
        def get_extra_info(self, info: str) -> Any: ...


async def secured(inner: _Inner, context: ssl.SSLContext, name: str | None) -> AsyncTlsStream:
    """TLS over a stream, after the handshake."""
    stream = AsyncTlsStream(inner, context, name)
    await stream.do(stream.tls.do_handshake)
    return stream


class AnyAsyncStream(httpcore.AsyncNetworkStream):
    """A stream of asynchronous clients, over which TLS can be started."""

    peer: str

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> AsyncTlsStream:
        async with connecting(self.peer):
            return await secured(self, ssl_context, server_hostname)


class AsyncTlsStream(AnyAsyncStream):
    """TLS for asynchronous clients."""

    def __init__(self, inner: _Inner, context: ssl.SSLContext, name: str | None) -> None:
        self._inner = inner
        self.peer = inner.peer
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        host = name.strip("[]") if name else None
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109
        try:
            data: bytes = await self.do(self.tls.read, max_bytes)
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""
        except ssl.SSLError as error:
            raise broken(self.peer, error) from None
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        try:
            if buffer:
                await self.do(self.tls.write, buffer)
        except ssl.SSLError as error:
            raise httpcore.WriteError(f"{self.peer}: {error}") from None

    async def do(self, operate: Any, *arguments: Any) -> Any:
        """Run a TLS operation, which may need to read and write."""
        while True:
            try:
                result = operate(*arguments)
            except ssl.SSLWantReadError:
                await self._flush()
                data = await self._inner.read(CHUNK)
                self._incoming.write(data) if data else self._incoming.write_eof()
            except ssl.SSLError:
                await self._flush()  # sends the alert to the peer
                raise
            else:
                await self._flush()
                return result

    async def _flush(self) -> None:
        data = self._outgoing.read()
        if data:
            await self._inner.write(data)

    def get_extra_info(self, info: str) -> Any:
        return self.tls if info == "ssl_object" else self._inner.get_extra_info(info)

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Blocking:
    """A synchronous stream as an asynchronous one that never suspends."""

    def __init__(self, stream: Any) -> None:
        self.peer: str = stream.peer
        self.get_extra_info = stream.get_extra_info
        self._stream = stream

    async def read(self, max_bytes: int) -> bytes:
        data: bytes = self._stream.read(max_bytes)
        return data

    async def write(self, buffer: bytes) -> None:
        self._stream.write(buffer)

    async def aclose(self) -> None:
        self._stream.close()


class TlsStream(httpcore.NetworkStream):
    """TLS for synchronous clients."""

    def __init__(self, inner: Any, context: ssl.SSLContext, name: str | None) -> None:
        self.peer: str = inner.peer
        self._tls = run(secured(_Blocking(inner), context, name))

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return run(self._tls.read(max_bytes))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        run(self._tls.write(buffer))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> TlsStream:
        try:
            return TlsStream(self, ssl_context, server_hostname)
        except OSError as error:
            raise broken(self.peer, error) from None

    def get_extra_info(self, info: str) -> Any:
        return self._tls.get_extra_info(info)

    def close(self) -> None:
        run(self._tls.aclose())
