"""Code samples for an operation: with this client, with curl, with the vendor's SDK.

They are generated from the contract's names and examples; a test runs each sample.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from openapi.client.package import describe
from scripts.pages.code import TOKEN, Sample, call, indented, literal, place
from scripts.pages.other_clients import curl, sdk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi_python_client.parser.properties.protocol import PropertyProtocol

    from openapi.client.arguments import MethodArgument
    from openapi.client.methods import Method
    from openapi.contract import JSON, Contract, Operation


def samples(operation: Operation) -> list[Sample]:
    """The samples that a page shows for an operation.

    Raises:
        InvalidContractError: The operation lacks an example, and no value could be generated.
    """
    method = methods(operation.contract)[operation.id]
    # curl cannot sign requests.
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
    """The import statements of a sample."""
    code = " ".join([*arguments(method), *credentials(method.operation)])
    needed = [*modules, *(name for name in ("datetime", "os", "uuid") if f"{name}." in code)]
    lines = "".join(f"import {name}\n" for name in sorted(needed))
    package = f"from huaweicloud_statistics import {method.operation.contract.name}"
    return f"{lines}\n{package}" if lines else package


def shown(method: Method) -> str:
    """The result as plain data."""
    operation = method.operation
    wanted = (str(operation.success_status), f"{operation.success_status // 100}XX")
    prop: object = next(result.prop for result in method.results if result.status in wanted)
    if isinstance(prop, UnionProperty) and isinstance(operation.call.response, dict):
        prop = next(filter(is_model, prop.inner_properties), prop)
    if is_model(prop):
        return "result.to_dict()"
    if isinstance(prop, ListProperty) and is_model(prop.inner_property):
        return "[item.to_dict() for item in result]"
    return "result"


def is_model(prop: object) -> bool:
    """Whether values are instances of a model class."""
    return isinstance(prop, ModelProperty)


def client(operation: Operation, name: str) -> str:
    region, url = place(operation)
    where = f'region="{region}"' if region else f'base_url="{url}"'
    return call(f"{operation.contract.name}.{name}", where, *credentials(operation))


def credentials(operation: Operation) -> list[str]:
    """Credential arguments that the client does not read from the environment itself."""
    header = operation.contract.token_header
    automatic = header is None or header.lower() == "x-auth-token"
    return [] if automatic or not operation.security else [f'token=os.environ["{TOKEN}"]']


def arguments(method: Method) -> list[str]:
    """The arguments of the client's method: path parameters by position, others by keyword."""
    return [
        text if argument.location == "path" else f"{argument.name}={text}"
        for argument in method.arguments
        for value in argument_value(method.operation, argument)
        for text in [expression(method.operation.contract.name, argument.prop, value)]
    ]


def argument_value(operation: Operation, argument: MethodArgument) -> Iterator[JSON]:
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
    """A value as a Python expression of the type that the client expects."""
    if isinstance(prop, ModelProperty):
        return f"{package}.{prop.class_info.name}.from_dict({value!r})"
    if isinstance(prop, ListProperty):
        return f"[{', '.join(expression(package, prop.inner_property, item) for item in value)}]"
    if isinstance(prop, UnionProperty):
        models = [inner for inner in prop.inner_properties if isinstance(inner, ModelProperty)]
        matching = [
            model for model in models if isinstance(value, dict) and has_required(model, value)
        ]
        return expression(package, matching[0], value) if matching else literal(value)
    if isinstance(prop, DateTimeProperty):
        return f"datetime.datetime.fromisoformat({literal(value)})"
    if isinstance(prop, DateProperty):
        return f"datetime.date.fromisoformat({literal(value)})"
    return f"uuid.UUID({literal(value)})" if isinstance(prop, UuidProperty) else literal(value)


def has_required(model: ModelProperty, value: JSON) -> bool:
    """Whether a value has all required properties of a model."""
    names = [str(prop.name.get_untrusted_value()) for prop in model.required_properties or ()]
    return all(name in value for name in names)
