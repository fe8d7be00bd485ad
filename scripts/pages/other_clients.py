"""Calls without this client: with curl, and with the vendor's SDK."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from openapi_python_client.strings import PythonIdentifier

from scripts.pages.code import TOKEN, Sample, call, literal, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract import Operation


def curl(operation: Operation) -> str:
    request = operation.call
    options = [f"-H {shlex.quote(f'{name}: {text}')}" for name, text in request.fields.items()]
    if operation.token_header:
        options.insert(0, f'-H "{operation.token_header}: ${TOKEN}"')
    if operation.method == "HEAD":
        options.insert(0, "--head")
    elif operation.method != "GET" or request.content is not None:
        options.insert(0, f"-X {operation.method}")
    if request.content is not None:
        options.append(f"-d {shlex.quote(request.content.decode())}")
    options.append(f'"{address(operation)}{quoted(request.target)}"')
    return " \\\n  ".join(["curl", *options]).replace("\\\n  ", "", 1) + "\n"


def address(operation: Operation) -> str:
    """The base URL in a shell: as in the client, environment variables take precedence."""
    region, url = place(operation)
    if not region:
        return quoted(url)
    variable, *_ = operation.contract.region_variables(region)
    return f"${{{variable}:-{quoted(url)}}}"


def quoted(text: str) -> str:
    """Text escaped for double quotes."""
    return re.sub(r'([\\$"`])', r"\\\1", text)


def sdk(operation: Operation) -> Iterator[Sample]:
    """With the vendor's SDK, whose packages are named after the service in its documentation."""
    service = operation.contract.service
    version = re.match(r"/v(\d+)/", operation.path)
    region, _ = place(operation)
    request = operation.call
    if not service or not version or not region or request.body is not None:
        return
    scope = (
        ("BasicCredentials", literal(request.path["project_id"]))
        if "project_id" in request.path
        else ("GlobalCredentials", 'os.environ["HUAWEICLOUD_SDK_DOMAIN_ID"]')
    )
    fields = [
        f"{name(key)}={literal(value)}"
        for key, value in {**request.path, **request.query, **request.headers}.items()
        if key != "project_id"
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


def name(text: str) -> str:
    return str(PythonIdentifier(text, "field_"))
