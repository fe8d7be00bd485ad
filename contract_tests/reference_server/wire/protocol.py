"""HTTP/1.1 by uvicorn and h11, with the gateway's errors for malformed requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from contract_tests.reference_server.wire import limits
from contract_tests.reference_server.wire.asgi import LINGER

if TYPE_CHECKING:
    from contract_tests.reference_server.message import Response
    from contract_tests.reference_server.wire.access_log import AccessLog


def protocol(log: AccessLog) -> type[H11Protocol]:
    """A protocol class with an access log; uvicorn creates an instance per connection."""

    class Protocol(_Protocol):
        access = log

    return Protocol


class _Protocol(H11Protocol):
    access: AccessLog
    _refused = False
    _ended = False

    def data_received(self, data: bytes) -> None:
        if not self._refused:
            super().data_received(data)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Keep the connection while a response is pending: clients may half-close."""
        self._ended = True
        return not self._refused and self._pending()

    def on_response_complete(self) -> None:
        """Close after the last response to a client that has half-closed."""
        super().on_response_complete()
        if self._ended and not self._pending():
            self.transport.close()

    def _pending(self) -> bool:
        cycle = self.cycle
        return cycle is not None and not cycle.response_complete and not cycle.more_body

    def send_400_response(self, _: str) -> None:
        """Reject what h11 could not parse: oversized or malformed requests."""
        self._refused = True
        self._unset_keepalive_if_required()
        if self.cycle is not None and not self.cycle.response_complete:
            self._abandon()
        elif self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._send(_refusal(self.conn.trailing_data[0]))
        else:
            self.transport.close()

    def _abandon(self) -> None:
        """Drop a request with a malformed body; its response may have started."""
        begun = self.cycle.response_started
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        if begun:
            self.transport.close()
        else:
            self._send(limits.not_http())

    def _send(self, response: Response) -> None:
        fields: list[Any] = list(response.headers.items())
        fields.append(("Content-Length", str(len(response.content))))
        for event in (
            h11.Response(status_code=response.status, headers=fields),
            h11.Data(data=response.content),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        client = self.client[0] if self.client else "-"
        self.access.write(client, "-", response, 0.0)
        self.transport.write_eof()
        self.loop.call_later(LINGER, self.transport.close)


def _refusal(received: bytes) -> Response:
    line, _, _ = received.partition(b"\n")
    if len(line) > limits.TARGET_LIMIT:
        return limits.target_too_long()
    return limits.headers_too_large() if len(received) > limits.HEAD_LIMIT else limits.not_http()
