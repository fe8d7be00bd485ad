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
    made = operation.call
    options = [f"-H {shlex.quote(f'{name}: {text}')}" for name, text in made.fields.items()]
    if operation.token_header:
        options.insert(0, f'-H "{operation.token_header}: ${TOKEN}"')
    if operation.method == "HEAD":
        options.insert(0, "--head")
    elif operation.method != "GET" or made.content is not None:
        options.insert(0, f"-X {operation.method}")
    if made.content is not None:
        options.append(f"-d {shlex.quote(made.content.decode())}")
    options.append(f'"{address(operation)}{quoted(made.target)}"')
    return " \\\n  ".join(["curl", *options]).replace("\\\n  ", "", 1) + "\n"


def address(operation: Operation) -> str:
    """Where a shell sends a call: where the clients do, who look into the environment first."""
    region, url = place(operation)
    if not region:
        return quoted(url)
    variable, *_ = operation.contract.region_variables(region)
    return f"${{{variable}:-{quoted(url)}}}"


def quoted(text: str) -> str:
    """As it stands between double quotes."""
    return re.sub(r'([\\$"`])', r"\\\1", text)


def sdk(operation: Operation) -> Iterator[Sample]:
    """With the vendor's SDK, whose parts are named by the service its page is filed under."""
    service = operation.contract.service
    version = re.match(r"/v(\d+)/", operation.path)
    region, _ = place(operation)
    made = operation.call
    if not service or not version or not region or made.body is not None:
        return
    scope = (
        ("BasicCredentials", literal(made.path["project_id"]))
        if "project_id" in made.path
        else ("GlobalCredentials", 'os.environ["HUAWEICLOUD_SDK_DOMAIN_ID"]')
    )
    fields = [
        f"{name(key)}={literal(value)}"
        for key, value in {**made.path, **made.query, **made.headers}.items()
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
