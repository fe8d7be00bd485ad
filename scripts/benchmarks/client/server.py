"""A server of minimal cost: every request gets the same response."""

import asyncio
import json
import sys

BODY = json.dumps(
    {
        "data": {
            "total_instance": 3,
            "execute_statistics": [
                {"instance_status": "FINISHED", "instance_count": 1, "batch_indexes": [1]},
                {"instance_status": "READY", "instance_count": 2, "batch_indexes": [1, 2]},
            ],
        }
    }
).encode()
RESPONSE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b"X-Request-Id: 4bf92f3577b34da6a3ce929d0e0e4736\r\nContent-Length: %d\r\n\r\n"
) % len(BODY) + BODY


class Server(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        # Requests have no body and arrive whole, so each ends with an empty line.
        self._transport.write(RESPONSE * data.count(b"\r\n\r\n"))  # type: ignore[attr-defined]


async def serve(port: int) -> None:
    """Serve until terminated."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "127.0.0.1", port, backlog=1000)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
