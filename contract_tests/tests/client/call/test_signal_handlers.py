"""Calls made by signal handlers, which interrupt other calls at any moment."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

import pytest
from huaweicloud_statistics import coc
from huaweicloud_statistics._runtime.call.throttle import Throttle

from contract_tests.tests.client.calling import FINE, ORDER, TOKEN, replies
from contract_tests.tests.client.http.children import Child
from contract_tests.tests.raw_server import raw_server

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]


@pytest.mark.parametrize(
    ("kind", "method", "host", "options"),
    [
        (threading.Thread, "start", "localhost", {"token": TOKEN}),
        (threading.Thread, "start", "127.0.0.1", {"token": lambda: TOKEN}),
        (Throttle, "_rate", "127.0.0.1", {"token": TOKEN, "rate": 1e6}),
    ],
    ids=["lookup", "credentials", "rate"],
)
def test_signal_handler_may_make_a_call(
    kind: type[Any], method: str, host: str, options: dict[str, Any]
) -> None:
    """A handler that calls while the interrupted call holds a lock does not wait for itself."""

    def run() -> int:
        totals = []
        original = getattr(kind, method)

        def interrupted(self: Any, *args: Any) -> Any:
            setattr(kind, method, original)
            signal.raise_signal(signal.SIGUSR1)
            return original(self, *args)

        def call(*_: object) -> None:
            totals.append(client.get_script_job_statistics(ORDER).data.total_instance)

        client = coc.Client(base_url=url, **options)
        signal.signal(signal.SIGUSR1, call)
        setattr(kind, method, interrupted)
        call()
        return len(totals)

    with raw_server(replies(FINE)) as server:
        url = server.url.replace("127.0.0.1", host)
        assert Child(run).result() == 2
