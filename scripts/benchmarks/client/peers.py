"""Ways to make the same call, each measured in its own process: ``peers.py NAME URL CALLS``.

It runs in environments where only the measured packages are installed.
"""

# ruff: noqa: PLC0415  # a process imports only the package it measures
# mypy: disable-error-code="import-not-found,import-untyped"

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from time import process_time
from typing import Any

ORDER = "SCT2023083109562601af694bf"
PATH = f"/v1/job/script/orders/{ORDER}/statistics"
TOKEN = "MII" + "a" * 1500  # as long as real ones
HEADERS = {"X-Auth-Token": TOKEN, "Accept": "application/json"}
AT_ONCE = 100
WARM_UP = 100


def sequential(call: Callable[[], Any], calls: int) -> float:
    """Microseconds per call, one after the other."""
    for _ in range(WARM_UP):
        call()
    began = process_time()
    for _ in range(calls):
        call()
    return (process_time() - began) / calls * 1e6


def threaded(call: Callable[[], Any], calls: int) -> float:
    """Microseconds per call, many at once in threads."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda _: call(), range(2 * AT_ONCE)))
        began = process_time()
        list(pool.map(lambda _: call(), range(calls)))
        return (process_time() - began) / calls * 1e6


async def concurrent(call: Callable[[], Awaitable[Any]], calls: int) -> float:
    """Microseconds per call, many at once in tasks."""

    async def several(count: int) -> None:
        for _ in range(count):
            await call()

    await asyncio.gather(*(several(2) for _ in range(AT_ONCE)))
    began = process_time()
    await asyncio.gather(*(several(calls // AT_ONCE) for _ in range(AT_ONCE)))
    return (process_time() - began) / (calls // AT_ONCE * AT_ONCE) * 1e6


def httpx_call(url: str, calls: int) -> float:
    import httpx

    with httpx.Client() as client:
        return sequential(lambda: client.get(url + PATH, headers=HEADERS).json(), calls)


def httpcore_call(url: str, calls: int) -> float:
    import httpcore

    target = httpcore.URL(url + PATH)
    host = f"127.0.0.1:{target.port}"
    headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    with httpcore.HTTPConnection(target.origin) as connection:

        def call() -> Any:
            request = httpcore.Request("GET", target, headers=[(b"Host", host), *headers])
            response = connection.handle_request(request)
            content = response.read()
            response.close()
            return json.loads(content)

        return sequential(call, calls)


def stock_call(url: str, calls: int) -> float:
    from huaweicloud_statistics.coc.lowlevel import AuthenticatedClient
    from huaweicloud_statistics.coc.lowlevel.api.script_orders import get_script_job_statistics

    client = AuthenticatedClient(url, TOKEN, prefix="", auth_header_name="X-Auth-Token")
    with client:
        return sequential(lambda: get_script_job_statistics.sync(ORDER, client=client), calls)


def client_call(url: str, calls: int, **credentials: Any) -> float:
    from huaweicloud_statistics import coc

    with coc.Client(base_url=url, **(credentials or {"token": TOKEN})) as client:
        return sequential(lambda: client.get_script_job_statistics(ORDER), calls)


def signed_call(url: str, calls: int) -> float:
    return client_call(url, calls, ak="AKEXAMPLE0000000000", sk="SKexample/secret+key000000")


def vendor_client(url: str) -> Any:
    from huaweicloudsdkcoc.v1 import CocClient
    from huaweicloudsdkcore.auth.credentials import GlobalCredentials

    credentials = GlobalCredentials("AKEXAMPLE0000000000", "SKexample/secret+key000000", "domain")
    builder = CocClient.new_builder().with_credentials(credentials).with_endpoints([url])
    return builder.build()


def vendor_call(url: str, calls: int) -> float:
    from huaweicloudsdkcoc.v1 import GetScriptJobStatisticsRequest

    client = vendor_client(url)
    request = GetScriptJobStatisticsRequest(execute_uuid=ORDER)
    return sequential(lambda: client.get_script_job_statistics(request), calls)


def aiohttp_calls(url: str, calls: int) -> float:
    import aiohttp

    async def run() -> float:
        connector = aiohttp.TCPConnector(limit=AT_ONCE)
        async with aiohttp.ClientSession(connector=connector) as session:

            async def call() -> Any:
                async with session.get(url + PATH, headers=HEADERS) as response:
                    return await response.json()

            return await concurrent(call, calls)

    return asyncio.run(run())


def httpcore_calls(url: str, calls: int) -> float:
    import httpcore

    target = httpcore.URL(url + PATH)
    host = f"127.0.0.1:{target.port}"
    headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    idle: list[Any] = []

    async def call() -> Any:
        connection = idle.pop() if idle else httpcore.AsyncHTTPConnection(target.origin)
        request = httpcore.Request("GET", target, headers=[(b"Host", host), *headers])
        response = await connection.handle_async_request(request)
        content = await response.aread()
        await response.aclose()
        idle.append(connection)
        return json.loads(content)

    async def run() -> float:
        try:
            return await concurrent(call, calls)
        finally:
            for connection in idle:
                await connection.aclose()

    return asyncio.run(run())


def httpx_calls(url: str, calls: int) -> float:
    import httpx

    async def run() -> float:
        async with httpx.AsyncClient() as client:

            async def call() -> Any:
                return (await client.get(url + PATH, headers=HEADERS)).json()

            return await concurrent(call, calls // 4)

    return asyncio.run(run())


def client_tasks(url: str, calls: int) -> float:
    from huaweicloud_statistics import coc

    async def run() -> float:
        async with coc.AsyncClient(base_url=url, token=TOKEN) as client:
            return await concurrent(lambda: client.get_script_job_statistics(ORDER), calls)

    return asyncio.run(run())


def client_threads(url: str, calls: int) -> float:
    from huaweicloud_statistics import coc

    with coc.Client(base_url=url, token=TOKEN) as client:
        return threaded(lambda: client.get_script_job_statistics(ORDER), calls)


def vendor_threads(url: str, calls: int) -> float:
    from huaweicloudsdkcoc.v1 import GetScriptJobStatisticsRequest

    client = vendor_client(url)
    request = GetScriptJobStatisticsRequest(execute_uuid=ORDER)
    return threaded(lambda: client.get_script_job_statistics(request), calls)


if __name__ == "__main__":
    print(globals()[sys.argv[1]](sys.argv[2], int(sys.argv[3])))
