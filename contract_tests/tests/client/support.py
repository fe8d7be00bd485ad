"""Loopback servers that answer as they are told, and one way to call both kinds of client."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Request:
    """What a server was sent."""

    method: str
    target: str
    headers: dict[str, str]
    """By lower-case name."""
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What it answers."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))
    raw: bytes | None = None
    """Bytes to send in place of all that, before the connection is closed."""
    stall: bool = False
    """Whether to go on with one byte of nothing now and then, for ever."""

    @classmethod
    def json(cls, value: Any, status: int = 200, **headers: str) -> Reply:
        """A reply with a JSON body."""
        return cls(status, json.dumps(value).encode(), {**JSON, **headers})


class Server(ThreadingHTTPServer):
    """A server on a free port of the loopback."""

    def __init__(self, respond: Callable[[Request], Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.respond = respond
        self.requests: list[Request] = []
        self.stopped = threading.Event()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        request = Request(self.command, self.path, headers, body)
        self.server.requests.append(request)
        self._send(self.server.respond(request))

    do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815  # http.server's names

    def _send(self, reply: Reply) -> None:
        if reply.raw is not None or reply.stall:
            self.wfile.write(reply.raw or b"")
            self.close_connection = True
            if reply.stall:
                self._dribble()
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def _dribble(self) -> None:
        try:
            while not self.server.stopped.wait(0.05):
                self.wfile.write(b" ")
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(respond: Callable[[Request], Reply]) -> Iterator[Server]:
    """Run a server for the length of a block."""
    with Server(respond) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            server.shutdown()
            thread.join()


def call_sync(api: ModuleType, name: str, *args: Any, url: str, **options: Any) -> Any:
    """Connect, call one operation, close."""
    keywords = options.pop("keywords", {})
    with api.Client(base_url=url, **options) as client:
        return getattr(client, name)(*args, **keywords)


def call_async(api: ModuleType, name: str, *args: Any, url: str, **options: Any) -> Any:
    """As `call_sync`, with the asynchronous client."""

    async def run() -> Any:
        keywords = options.pop("keywords", {})
        async with api.AsyncClient(base_url=url, **options) as client:
            return await getattr(client, name)(*args, **keywords)

    return asyncio.run(run())
