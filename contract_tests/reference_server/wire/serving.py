"""Serves a handler with uvicorn, which keeps the raw path."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from contract_tests.reference_server.wire import limits
from contract_tests.reference_server.wire.access_log import AccessLog
from contract_tests.reference_server.wire.asgi import application
from contract_tests.reference_server.wire.protocol import protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.reference_server.message import Handler

KEEP_ALIVE = 75
"""Seconds an idle connection stays open: longer than in the connection pools of clients."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 selects a free port.

    Raises:
        OSError: The address is not available.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        sock = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        # Python adds the address as a tuple.
        reason = str(error.strerror).partition(" (while")[0]
        raise OSError(error.errno, reason, f"{host}:{port}") from None
    # Inherited by accepted connections. asyncio sets it only on sockets it creates, and without
    # it, a response in two segments waits 40 ms for the acknowledgement of the first.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def serve(
    handler: Handler,
    sock: socket.socket,
    ready: Callable[[], None],
    log: AccessLog | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; ``ready`` is called once the server accepts requests."""
    server = _Server(_config(handler, log or AccessLog()), ready)
    # For signals before uvicorn installs its handlers, and for the one it raises again after
    # shutdown.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    server.run([sock])


@contextlib.contextmanager
def background(handler: Handler, log: AccessLog | None = None) -> Iterator[str]:
    """Serve from a thread on a free loopback port; yields the base URL."""
    ready = threading.Event()
    server = _Server(_config(handler, log or AccessLog()), ready.set)
    with listen("127.0.0.1", 0) as sock:
        thread = threading.Thread(target=server.run, args=([sock],))
        thread.start()
        ready.wait()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def _config(handler: Handler, log: AccessLog) -> uvicorn.Config:
    return uvicorn.Config(
        application(handler, log),
        http=protocol(log),
        h11_max_incomplete_event_size=limits.HEAD_LIMIT,
        ws="none",
        lifespan="off",
        log_config=None,
        # Its messages are redundant: malformed requests are rejected and logged here, and
        # exceptions of the handler are reported by the application.
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=2,
    )


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def main_loop(self) -> None:
        """Look every 10 ms for the end, not every 100."""
        while not await self.on_tick(0):  # noqa: ASYNC110 (signals set what it looks at)
            await asyncio.sleep(0.01)
