"""Code that calls an operation: in Python with this client, with curl, with the vendor's SDK.

All of it follows from the contract's names and examples; a test runs each sample.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from openapi_python_client.strings import PythonIdentifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract import JSON, Operation, Parameter

WIDTH = 80
TOKEN = "HUAWEICLOUD_AUTH_TOKEN"  # noqa: S105 (the name of a variable)


@dataclass(frozen=True)
class Sample:
    """A piece of code, as the renderer wants it."""

    lang: str
    label: str
    source: str


def samples(operation: Operation) -> list[Sample]:
    """What a page shows beside an operation."""
    found = [Sample("shell", "curl", curl(operation))]
    if not operation.request_body:
        found[:0] = [
            Sample("python", "Python", python(operation)),
            Sample("python", "Python, asyncio", asynchronous(operation)),
            *waiting(operation),
        ]
        found += sdk(operation)
    return found


def python(operation: Operation) -> str:
    return f"""\
import os

from huaweicloud_statistics import {operation.contract.name}

with {client(operation, "Client")} as client:
    result = {indented(call(f"client.{name(operation.id)}", *arguments(operation)))}
    print({shown(operation)})
"""


def asynchronous(operation: Operation) -> str:
    called = call(f"client.{name(operation.id)}", *arguments(operation))
    return f"""\
import asyncio
import os

from huaweicloud_statistics import {operation.contract.name}


async def main() -> None:
    async with {indented(client(operation, "AsyncClient"))} as client:
        result = await {indented(called, 2)}
        print({shown(operation)})


asyncio.run(main())
"""


def shown(operation: Operation) -> str:
    """The result as plain data."""
    success = next(one for status, one in operation.responses.items() if status[0] == "2")
    return (
        "result.to_dict()"
        if "properties" in operation.contract.resolve(success.schema)
        else "result"
    )


def waiting(operation: Operation) -> Iterator[Sample]:
    """Nothing, if the operation has no waiter."""
    waiter = operation.contract.at(f"#{operation.pointer}").get("x-waiter")
    if waiter:
        called = call(f"client.{waiter['name']}", *arguments(operation), "timeout=600")
        source = f"""\
import os

from huaweicloud_statistics import {operation.contract.name}

with {client(operation, "Client")} as client:
    last = {indented(called)}
    print(last.to_dict())
"""
        yield Sample("python", "Python, waiting", source)


def client(operation: Operation, name: str) -> str:
    region, url = place(operation)
    where = f'region="{region}"' if region else f'base_url="{url}"'
    return call(f"{operation.contract.name}.{name}", where, f'token=os.environ["{TOKEN}"]')


def place(operation: Operation) -> tuple[str | None, str]:
    """The region of the first server, and its address."""
    servers = operation.contract.document.get("servers") or [{"url": "https://example.com"}]
    return servers[0].get("x-region"), servers[0]["url"]


def arguments(operation: Operation) -> list[str]:
    """What the client's method must be given: ids by place, the rest by name."""
    positional = [literal(example(one)) for one in operation.located("path")]
    named = [
        f"{name(one.name)}={literal(example(one))}"
        for location in ("query", "header")
        for one in operation.located(location)
        if one.required
    ]
    return positional + named


def example(parameter: Parameter) -> JSON:
    return next(iter(parameter.examples), "…")


def literal(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def name(text: str) -> str:
    return str(PythonIdentifier(text, "field_"))


def call(function: str, *given: str) -> str:
    """A call, an argument a line where they do not fit in one."""
    line = f"{function}({', '.join(given)})"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{function}(", *(f"    {one}," for one in given), ")"])


def indented(text: str, levels: int = 1) -> str:
    return text.replace("\n", "\n" + "    " * levels)


def curl(operation: Operation) -> str:
    target = operation.path
    for one in operation.located("path"):
        target = target.replace(f"{{{one.name}}}", quote(str(example(one)), safe=""))
    query = {one.name: example(one) for one in operation.located("query") if one.required}
    url = place(operation)[1] + target + (f"?{urlencode(query)}" if query else "")
    headers = {one.name: example(one) for one in operation.located("header") if one.required}
    options = [f'-H "{header(operation)}: ${TOKEN}"']
    options += [f"-H {shlex.quote(f'{key}: {value}')}" for key, value in headers.items()]
    if operation.method != "GET":
        options.insert(0, f"-X {operation.method}")
    if operation.request_body:
        body = json.dumps(next(iter(operation.request_body.examples.values()), {}))
        options.append(f"-H 'Content-Type: application/json' -d {shlex.quote(body)}")
    return " \\\n  ".join(["curl", *options, shlex.quote(url)]).replace("\\\n  ", "", 1) + "\n"


def header(operation: Operation) -> str:
    """The header that takes a token."""
    return operation.token_header or "X-Auth-Token"


def sdk(operation: Operation) -> Iterator[Sample]:
    """With the vendor's SDK, whose parts are named by the service its page is filed under."""
    service = vendor(operation)
    version = re.match(r"/v(\d+)/", operation.path)
    region, _ = place(operation)
    if not service or not version or not region:
        return
    own = [one for one in operation.located("path") if one.name == "project_id"]
    scope = (
        ("BasicCredentials", literal(example(own[0])))
        if own
        else ("GlobalCredentials", 'os.environ["HUAWEICLOUD_SDK_DOMAIN_ID"]')
    )
    fields = [
        f"{name(one.name)}={literal(example(one))}"
        for one in operation.parameters
        if one.required and one.name != "project_id"
    ]
    package, prefix = f"huaweicloudsdk{service}.v{version[1]}", service.capitalize()
    source = f"""\
import os

from huaweicloudsdkcore.auth.credentials import {scope[0]}
from {package} import {", ".join(sorted([f"{operation.id}Request", f"{prefix}Client"]))}
from {package}.region.{service}_region import {prefix}Region

credentials = {scope[0]}(
    os.environ["HUAWEICLOUD_SDK_AK"],
    os.environ["HUAWEICLOUD_SDK_SK"],
    {scope[1]},
)
client = (
    {prefix}Client.new_builder()
    .with_credentials(credentials)
    .with_region({prefix}Region.value_of("{region}"))
    .build()
)
request = {call(f"{operation.id}Request", *fields)}
print(client.{name(operation.id)}(request))
"""
    yield Sample("python", "Huawei Cloud SDK", source)


def vendor(operation: Operation) -> str | None:
    """The service in the address of the vendor's page: ``…/api-coc/….html``."""
    node = operation.contract.at(f"#{operation.pointer}")
    page = node.get("externalDocs") or operation.contract.document.get("externalDocs", {})
    found = re.search(r"\.huaweicloud\.com/.*/api-([a-z]+)/", page.get("url", ""))
    return found[1] if found else None
