"""Code that makes an operation's call: with this client, with curl, with the vendor's SDK.

All of it follows from the contract's names and examples; a test runs each sample.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.strings import PythonIdentifier

from openapi.client.package import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi_python_client.parser.properties.protocol import PropertyProtocol

    from openapi.client.arguments import Argument
    from openapi.client.methods import Method
    from openapi.contract import JSON, Contract, Operation

WIDTH = 80
TOKEN = "HUAWEICLOUD_AUTH_TOKEN"  # noqa: S105 (the name of a variable)


@dataclass(frozen=True)
class Sample:
    """A piece of code, as the renderer wants it."""

    lang: str
    label: str
    source: str


def samples(operation: Operation) -> list[Sample]:
    """What a page shows beside an operation.

    Raises:
        InvalidContractError: The operation lacks an example, and no value could be made.
    """
    method = methods(operation.contract)[operation.id]
    # It cannot sign.
    plain = [Sample("shell", "curl", curl(operation))]
    return [
        Sample("python", "Python", python(method)),
        Sample("python", "Python, asyncio", asynchronous(method)),
        *waiting(method),
        *([] if operation.authentication_required and not operation.token_header else plain),
        *sdk(operation),
    ]


@cache
def methods(contract: Contract) -> dict[str, Method]:
    """The client's methods by operation."""
    return {method.operation.id: method for method in describe(contract).methods}


def python(method: Method) -> str:
    return f"""\
{imports(method)}

with {client(method.operation, "Client")} as client:
    result = {indented(call(f"client.{method.name}", *arguments(method)))}
    print({shown(method)})
"""


def asynchronous(method: Method) -> str:
    called = call(f"client.{method.name}", *arguments(method))
    return f"""\
{imports(method, "asyncio")}


async def main() -> None:
    async with {indented(client(method.operation, "AsyncClient"))} as client:
        result = await {indented(called, 2)}
        print({shown(method)})


asyncio.run(main())
"""


def waiting(method: Method) -> Iterator[Sample]:
    """Nothing, if the operation has no waiter."""
    if method.waiter:
        called = call(f"client.{method.waiter.name}", *arguments(method), "timeout=600")
        source = f"""\
{imports(method)}

with {client(method.operation, "Client")} as client:
    last = {indented(called)}
    print(last.to_dict())
"""
        yield Sample("python", "Python, waiting", source)


def imports(method: Method, *modules: str) -> str:
    """The lines that what follows needs."""
    given = " ".join([*arguments(method), *credentials(method.operation)])
    needed = [*modules, *(name for name in ("datetime", "os", "uuid") if f"{name}." in given)]
    lines = "".join(f"import {name}\n" for name in sorted(needed))
    package = f"from huaweicloud_statistics import {method.operation.contract.name}"
    return f"{lines}\n{package}" if lines else package


def shown(method: Method) -> str:
    """The result as plain data."""
    operation = method.operation
    wanted = (str(operation.success_status), f"{operation.success_status // 100}XX")
    prop: object = next(one.prop for one in method.results if one.status in wanted)
    if isinstance(prop, UnionProperty) and isinstance(operation.call.response, dict):
        prop = next(filter(is_model, prop.inner_properties), prop)
    if is_model(prop):
        return "result.to_dict()"
    if isinstance(prop, ListProperty) and is_model(prop.inner_property):
        return "[item.to_dict() for item in result]"
    return "result"


def is_model(prop: object) -> bool:
    """Whether values are of a class of the client's own."""
    return isinstance(prop, ModelProperty)


def client(operation: Operation, name: str) -> str:
    region, url = place(operation)
    where = f'region="{region}"' if region else f'base_url="{url}"'
    return call(f"{operation.contract.name}.{name}", where, *credentials(operation))


def credentials(operation: Operation) -> list[str]:
    """What a client must be given that it does not find in the environment by itself."""
    header = operation.contract.token_header
    found = header is None or header.lower() == "x-auth-token"
    return [] if found or not operation.security else [f'token=os.environ["{TOKEN}"]']


def place(operation: Operation) -> tuple[str | None, str]:
    """The region of the first server, and its address."""
    servers = operation.contract.document.get("servers") or [{"url": "https://example.com"}]
    return servers[0].get("x-region"), servers[0]["url"].rstrip("/")


def arguments(method: Method) -> list[str]:
    """What the client's method is given: ids by place, the rest by name."""
    return [
        text if argument.location == "path" else f"{argument.name}={text}"
        for argument in method.arguments
        for value in given(method.operation, argument)
        for text in [expression(method.operation.contract.name, argument.prop, value)]
    ]


def given(operation: Operation, argument: Argument) -> Iterator[JSON]:
    """The value of an argument in the operation's call, if it has one."""
    if argument.location == "body":
        if operation.call.body is not None:
            yield operation.call.body
        return
    values = operation.call.values(argument.location)
    name = argument.prop.name.get_untrusted_value()
    if name in values:
        yield values[name]


def expression(package: str, prop: PropertyProtocol, value: JSON) -> str:
    """A value as the client wants it, in Python."""
    if isinstance(prop, ModelProperty):
        return f"{package}.{prop.class_info.name}.from_dict({value!r})"
    if isinstance(prop, ListProperty):
        return f"[{', '.join(expression(package, prop.inner_property, one) for one in value)}]"
    if isinstance(prop, UnionProperty):
        models = [one for one in prop.inner_properties if isinstance(one, ModelProperty)]
        fitting = [one for one in models if isinstance(value, dict) and has_required(one, value)]
        return expression(package, fitting[0], value) if fitting else literal(value)
    if isinstance(prop, DateTimeProperty):
        return f"datetime.datetime.fromisoformat({literal(value)})"
    if isinstance(prop, DateProperty):
        return f"datetime.date.fromisoformat({literal(value)})"
    return f"uuid.UUID({literal(value)})" if isinstance(prop, UuidProperty) else literal(value)


def has_required(model: ModelProperty, value: JSON) -> bool:
    """Whether a value has all that a model cannot be without."""
    names = [str(one.name.get_untrusted_value()) for one in model.required_properties or ()]
    return all(name in value for name in names)


def literal(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def call(function: str, *given: str) -> str:
    """A call, an argument a line where they do not fit in one."""
    line = f"{function}({', '.join(given)})"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{function}(", *(f"    {one}," for one in given), ")"])


def indented(text: str, levels: int = 1) -> str:
    return text.replace("\n", "\n" + "    " * levels)


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
