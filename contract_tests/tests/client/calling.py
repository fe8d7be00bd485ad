"""Data and servers shared by the client's tests; the fixtures are in ``conftest.py``."""

from __future__ import annotations

import asyncio
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import coc

from contract_tests.tests.raw_server import json_response

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from contract_tests.tests.raw_server import Exchange, Received

    Behaviour = Callable[[Exchange], None]
    Call = Callable[..., Any]
    Statistics = Callable[..., Any]

TOKEN = "MIIsecret/TOKEN+0123456789=="  # long and distinctive enough to be searched for
PASSWORD = 'hunter2 "é/ß'
AK, SK = "AKEXAMPLE0000000000", "SKexample/secret+key000000"
LOGIN: dict[str, Any] = {"iam_user": "reader", "iam_password": PASSWORD, "iam_domain": "acme"}
ORDER = "SCT2023083109562601af694bf"
STATISTICS: dict[str, Any] = {
    "data": {
        "total_instance": 3,
        "execute_statistics": [
            {"instance_status": "FINISHED", "instance_count": 1, "batch_indexes": [1]},
            {"instance_status": "READY", "instance_count": 2, "batch_indexes": [1, 2]},
        ],
    }
}
FINE = json_response(STATISTICS)


def call_sync(
    api: ModuleType,
    method: str,
    *args: Any,
    keywords: dict[str, Any] | None = None,
    **options: Any,
) -> Any:
    """Call a method of the synchronous client."""
    with api.Client(**options) as client:
        return attrgetter(method)(client)(*args, **(keywords or {}))


def call_async(
    api: ModuleType,
    method: str,
    *args: Any,
    keywords: dict[str, Any] | None = None,
    **options: Any,
) -> Any:
    """Call a method of the asynchronous client, in an event loop of its own."""

    async def run() -> Any:
        async with api.AsyncClient(**options) as client:
            return await attrgetter(method)(client)(*args, **(keywords or {}))

    return asyncio.run(run())


both_kinds = pytest.mark.parametrize("call", [call_sync, call_async], ids=["sync", "async"])
"""For tests of code that exists once for threads and once for tasks."""
both_classes = pytest.mark.parametrize("client_class", [coc.Client, coc.AsyncClient])
"""As `both_kinds`."""


def statistics_by(call: Call) -> Statistics:
    """COC's operation, called with `TOKEN` unless the options have other credentials."""

    def statistics(url: str, order: Any = ORDER, **options: Any) -> Any:
        if not {"credentials", "token", "ak", "iam_user"}.intersection(options):
            options["token"] = TOKEN
        return call(coc, "get_script_job_statistics", order, base_url=url, **options)

    return statistics


def replies(*responses: bytes) -> Behaviour:
    """Send the responses in order, and repeat the last."""
    return lambda exchange: exchange.send(responses[min(exchange.number, len(responses) - 1)])


def responds(respond: Callable[[Received], bytes]) -> Behaviour:
    """Send a function's response to each request."""
    return lambda exchange: exchange.send(respond(exchange.request))


def hangs_up(*parts: bytes) -> Behaviour:
    """Send some bytes, then close the connection."""

    def behave(exchange: Exchange) -> None:
        exchange.send(*parts)
        exchange.close()

    return behave
