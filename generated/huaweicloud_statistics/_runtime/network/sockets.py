# Written by scripts/generate from openapi/client/runtime/network/sockets.py. Edit that.
"""Sockets of synchronous clients; each read and write respects the deadline of the call."""

from __future__ import annotations

import errno
import os
import selectors
import socket
from typing import TYPE_CHECKING, Any

import httpcore

from ..call.background import ended
from ..fork import reset_in_children
from .failures import CHUNK, CONNECT_TIMEOUT, DeadlinePassedError, FailedError, broken
from .lookup import lookups
from .tls import TlsStream

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable
    from concurrent.futures import Future

    from ..call.deadline import Deadline
    from .lookup import Address
    from .proxies import Proxy

HEAD_START = 0.25
"""Seconds until a connection to the next address is attempted as well (RFC 8305)."""
_STARTED = {0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0)}


class Backend(httpcore.NetworkBackend):
    """Opens the socket of a single httpcore connection, which carries one call at a time."""

    deadline: Deadline
    """The deadline of the current call."""

    def __init__(self, proxy: Proxy | None) -> None:
        self._proxy = proxy
        self.stream: Stream | None = None
        """The connection to the server, or to the proxy."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # the deadline is used instead
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> Stream:
        host, peer = named(host, port, self._proxy)
        limit = self.deadline.within(CONNECT_TIMEOUT)
        try:
            addresses = _result(lookups.start(host, port), limit)
            connected = _first_connected(addresses, limit)
        except TimeoutError:
            raise connection_timeout(self.deadline, peer) from None
        except (OSError, UnicodeError) as error:
            raise broken(peer, error) from None
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = Stream(self, connected, peer)
        return self.stream


def named(host: str, port: int, proxy: Proxy | None) -> tuple[str, str]:
    """A host without brackets, and its name in messages; that of a proxy names its setting."""
    host = host.strip("[]").replace("%25", "%")
    if proxy:
        return host, str(proxy)
    return host, f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def connection_timeout(deadline: Deadline, peer: str) -> Exception:
    """The failure of a connection that took too long."""
    if deadline.passed:
        return DeadlinePassedError()
    return FailedError(f"no connection to {peer} in {CONNECT_TIMEOUT:g} s", transient=True)


def _result(lookup: Future[list[Address]], limit: Deadline) -> list[Address]:
    if not ended(lookup, limit):
        raise TimeoutError
    return lookup.result()


def _first_connected(addresses: list[Address], limit: Deadline) -> socket.socket:
    """A connection to the first address that accepts it; attempts start at short intervals."""
    error = OSError("no address")
    left = list(addresses)
    with selectors.DefaultSelector() as selector:
        try:
            while left or selector.get_map():
                if limit.passed:
                    raise TimeoutError
                if left:
                    error = _start(left.pop(0), selector) or error
                for key, _ in selector.select(min(limit.step, HEAD_START if left else limit.step)):
                    connected: socket.socket = key.fileobj  # type: ignore[assignment]
                    selector.unregister(connected)
                    number = connected.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    if not number:
                        return connected
                    error = _closed(connected, number)
        finally:
            for key in list(selector.get_map().values()):
                key.fileobj.close()  # type: ignore[union-attr]
    raise error


def _start(address: Address, selector: selectors.BaseSelector) -> OSError | None:
    family, kind, protocol, place = address
    try:
        started = socket.socket(family, kind, protocol)
    except OSError as error:
        return error
    started.setblocking(False)  # noqa: FBT003
    number = started.connect_ex(place)
    if number not in _STARTED:
        return _closed(started, number)
    selector.register(started, selectors.EVENT_WRITE)
    return None


def _closed(failed: socket.socket, number: int) -> OSError:
    failed.close()
    return OSError(number, os.strerror(number))


# Other selectors need a file descriptor and more system calls.
_Selector: type[selectors.BaseSelector] = getattr(
    selectors, "PollSelector", selectors.SelectSelector
)


def _selector(waited_for: socket.socket, event: int) -> selectors.BaseSelector:
    selector = _Selector()
    selector.register(waited_for, event)
    return selector


class Stream(httpcore.NetworkStream):
    """A connection, over a socket that does not block."""

    is_closed: bool = True

    def __init__(self, backend: Backend, connected: socket.socket, peer: str) -> None:
        self._socket = connected
        self.is_closed = False
        self._backend = backend
        self._to_read = _selector(connected, selectors.EVENT_READ)
        self.peer = peer
        self.is_silent = True
        """Whether nothing was received since this was last set."""
        self.is_ended = False
        """Whether the end of the stream was read."""
        reset_in_children(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        while True:
            # Wait first, as the response has rarely arrived yet.
            self._wait(self._to_read)
            try:
                data = self._socket.recv(min(max_bytes, CHUNK))
            except BlockingIOError:
                continue
            except OSError as error:
                raise broken(self.peer, error) from None
            if data:
                self.is_silent = False
            else:
                self.is_ended = True
            return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        left = memoryview(buffer)
        while left:
            try:
                left = left[self._socket.send(left) :]
            except BlockingIOError:
                self._wait(_selector(self._socket, selectors.EVENT_WRITE))
            except OSError as error:
                # httpcore then reads what the server may have sent before it closed the connection.
                raise httpcore.WriteError(f"{self.peer}: {error.strerror}") from None

    def _wait(self, selector: selectors.BaseSelector) -> None:
        while step := self._backend.deadline.step:
            if selector.select(step):
                return
        raise DeadlinePassedError

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> TlsStream:
        deadline = self._backend.deadline
        self._backend.deadline = deadline.within(CONNECT_TIMEOUT)
        try:
            return TlsStream(self, ssl_context, server_hostname)
        except DeadlinePassedError:
            raise connection_timeout(deadline, self.peer) from None
        except OSError as error:
            raise broken(self.peer, error) from None
        finally:
            self._backend.deadline = deadline

    def get_extra_info(self, info: str) -> Any:
        return not self.is_idle() if info == "is_readable" else None

    def is_idle(self) -> bool:
        """Whether the peer has neither sent anything nor closed the connection."""
        if self.is_closed:
            return False
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Close it, without a TLS shutdown."""
        self.is_closed = True
        self._socket.close()

    reset_after_fork = close

    def __del__(self) -> None:
        if not self.is_closed:
            self.close()
