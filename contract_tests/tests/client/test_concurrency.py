"""One client for hundreds of threads or a thousand tasks, with a token that does not live long."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from huaweicloud_statistics import coc

if TYPE_CHECKING:
    from collections.abc import Iterator

LIFE = 1.0
FINE = json.dumps({"data": {"total_instance": 0, "execute_statistics": []}}).encode()
THREADS, TASKS = 200, 1000


@dataclass
class Cloud:
    """A server that is quick even with hundreds of connections, and refuses old tokens."""

    issued: dict[str, float] = field(default_factory=dict)
    refused: int = 0
    address: str = ""

    def token(self) -> str:
        """Another token."""
        token = f"MIIissued-{len(self.issued)}"
        self.issued[token] = time.monotonic() + LIFE
        return token

    def login(self) -> tuple[bytes, bytes]:
        """As IAM, which says how long the token lives."""
        times = {"issued_at": "2026-01-02T03:04:05Z", "expires_at": "2026-01-02T03:04:06Z"}
        return b"201 OK\r\nX-Subject-Token: " + self.token().encode(), json.dumps(
            {"token": times}
        ).encode()

    async def attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        with suppress(asyncio.IncompleteReadError, OSError), closing(writer):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = head.partition("content-length: ")[2].partition("\r\n")[0]
                await reader.readexactly(int(length or 0))
                status, body = self.login() if "/v3/" in head else self.judge(head)
                start = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\n" % status
                writer.write(start + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def judge(self, head: str) -> tuple[bytes, bytes]:
        """Let pass who has a token that still lives."""
        token = head.partition("x-auth-token: ")[2].partition("\r\n")[0]
        expiry = {one.lower(): at for one, at in self.issued.items()}.get(token, 0)
        if time.monotonic() < expiry:
            return b"200 OK", FINE
        self.refused += 1
        return b"401 Unauthorized", b"{}"


@contextmanager
def clouded() -> Iterator[Cloud]:
    """Run it in a thread of its own for the length of a block."""
    cloud, loop = Cloud(), asyncio.new_event_loop()
    ready, stop = threading.Event(), asyncio.Event()

    async def serve() -> None:
        server = await asyncio.start_server(cloud.attend, "127.0.0.1", 0, backlog=1024)
        cloud.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await stop.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)  # the connections are closed in the loop's next round

    def run() -> None:
        with suppress(asyncio.CancelledError), asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    try:
        yield cloud
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def check(cloud: Cloud, started: float) -> None:
    """One fetch for each life of a token."""
    lives = (time.monotonic() - started) / LIFE
    assert 2 <= len(cloud.issued) <= lives + 2


def test_threads_share_a_client_and_its_token() -> None:
    """Two hundred threads for two lives of a token: no call fails, each token is fetched once."""
    with (
        clouded() as cloud,
        coc.Client(base_url=cloud.address, token=cloud.token) as client,
        ThreadPoolExecutor(THREADS) as pool,
    ):
        started = time.monotonic()

        def work(_: int) -> int:
            calls = 0
            while calls < 2 or time.monotonic() - started < 2 * LIFE:
                client.get_script_job_statistics("SCT1")
                calls += 1
            return calls

        calls = list(pool.map(work, range(THREADS)))

        assert min(calls) >= 2
        check(cloud, started)


def test_tasks_share_a_client_and_its_token() -> None:
    """A thousand tasks for as long, and a login in place of a function: no call fails."""

    async def run(cloud: Cloud) -> None:
        async def work() -> None:
            calls = 0
            while calls < 2 or time.monotonic() - started < 1.5 * LIFE:
                await client.get_script_job_statistics("SCT1")
                calls += 1

        login: dict[str, Any] = {"iam_user": "u", "iam_password": "p", "iam_domain": "d"}
        async with coc.AsyncClient(
            base_url=cloud.address, iam_endpoint=cloud.address, **login
        ) as client:
            started = time.monotonic()
            await asyncio.gather(*(work() for _ in range(TASKS)))
            # Renewed before the end of its life, hence a little more often than it ends.
            lives = (time.monotonic() - started) / (LIFE * 0.95)
            assert 2 <= len(cloud.issued) <= lives + 2

    with clouded() as cloud:
        asyncio.run(run(cloud))
