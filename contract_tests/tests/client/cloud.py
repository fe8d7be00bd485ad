"""IAM and COC in one server, whose tokens can be revoked."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from contract_tests.tests.client.calling import FINE, PASSWORD
from contract_tests.tests.raw_server import json_response

if TYPE_CHECKING:
    from contract_tests.tests.raw_server import Exchange, Received

REFUSAL = json_response({"error_code": "APIGW.0301", "error_msg": "token expires"}, 401)


@dataclass
class Cloud:
    """The server's behaviour, and the requests it got."""

    status: int = 201
    """The status of logins."""
    stated_life: float | None = None
    """A token's lifetime in seconds, as stated by IAM; None to omit it."""
    uses: int = 1_000_000
    """The number of requests for which a token is valid."""
    hold: threading.Event | None = None
    """An event that a login waits for."""
    logins: list[dict[str, Any]] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)
    _left: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, exchange: Exchange) -> None:
        request = exchange.request
        if not request.target.startswith("/v3/"):
            exchange.send(FINE if self._accepts(request) else REFUSAL)
            return
        self.logins.append({"target": request.target, **json.loads(request.body)["auth"]})
        if self.hold:
            while not (self.hold.is_set() or exchange.stopped.wait(0.01)):
                pass
        exchange.send(self._login())

    def issue(self) -> str:
        """Issue another token."""
        with self._lock:
            token = f"MIIissued-{len(self.issued)}"
            self.issued.append(token)
            self._left[token] = self.uses
            return token

    def revoke(self) -> None:
        """Invalidate all issued tokens."""
        self._left.clear()

    def _accepts(self, request: Received) -> bool:
        token = request.headers.get("x-auth-token", "")
        with self._lock:
            self._left[token] = self._left.get(token, 0) - 1
            return self._left[token] >= 0

    def _login(self) -> bytes:
        if self.status != 201:
            body = {"error": {"code": self.status, "message": PASSWORD}}
            return json_response(body, self.status)
        return json_response({"token": self._times()}, 201, X_Subject_Token=self.issue())

    def _times(self) -> dict[str, str]:
        if self.stated_life is None:
            return {}
        # An hour ahead of our clock: only the difference matters.
        now = datetime.now(UTC) + timedelta(hours=1)
        times = {"issued_at": now, "expires_at": now + timedelta(seconds=self.stated_life)}
        return {name: f"{time:%Y-%m-%dT%H:%M:%S.%f}Z" for name, time in times.items()}
