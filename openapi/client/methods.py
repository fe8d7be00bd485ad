"""What the templates render: the generator's endpoints combined with the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi_python_client.strings import ClassName, PythonIdentifier

from openapi.client import prose
from openapi.client.arguments import arguments, code
from openapi.client.document import CLASSES
from openapi.client.generator import separate
from openapi.client.validators import Validators
from openapi.contract import Contract, InvalidContractError
from openapi.contract.extensions import known_values, waiter

if TYPE_CHECKING:
    from openapi_python_client.parser import GeneratorData
    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties import Property
    from openapi_python_client.parser.responses import Response

    from openapi.client.arguments import MethodArgument
    from openapi.contract import Operation

_RESERVED_METHODS = {"close", "aclose", "raw"}
# The arguments that a waiter adds to the operation's.
_POLLING = ("timeout", "interval", "on_progress", "fail_fast", "grace")
_LOWLEVEL = ".lowlevel."


@dataclass(frozen=True)
class Result:
    """A documented success."""

    status: str
    prop: Property | None
    """None where there is no body."""
    validator: str
    """The function that validates the body; empty where there is none."""

    @property
    def annotation(self) -> str:
        return code(self.prop) if self.prop else "None"

    @property
    def is_model(self) -> bool:
        return type(self.prop).__name__ == "ModelProperty"


@dataclass(frozen=True)
class Method:
    """A method of the clients."""

    operation: Operation
    name: str
    tag: str
    arguments: list[MethodArgument]
    results: list[Result]
    waiter: waiter.Waiter | None

    @property
    def positional(self) -> list[MethodArgument]:
        return [argument for argument in self.arguments if argument.location == "path"]

    @property
    def keywords(self) -> list[MethodArgument]:
        return [argument for argument in self.arguments if argument.location != "path"]

    @property
    def options(self) -> list[str]:
        """The client's own arguments, unless the contract has parameters of the same name."""
        taken = {argument.name for argument in self.arguments}
        return [name for name in ("timeout", "max_retries") if name not in taken]

    @property
    def returns(self) -> str:
        return " | ".join(sorted({result.annotation for result in self.results}))

    @property
    def imports(self) -> set[str]:
        props = [argument.prop for argument in self.arguments]
        props += [result.prop for result in self.results if result.prop]
        return {
            line
            for prop in props
            for line in prop.get_imports(prefix=_LOWLEVEL) | prop.get_lazy_imports(prefix=_LOWLEVEL)
        }

    @property
    def docstring(self) -> str:
        return prose.call_docstring(self)

    @property
    def waiter_docstring(self) -> str:
        return prose.waiting_docstring(self, self.waiter) if self.waiter else ""

    def raw_docstring(self, client: str) -> str:
        return prose.raw_call_docstring(self, client)


@dataclass(frozen=True)
class ApiPackage:
    """The package of one API."""

    contract: Contract
    methods: list[Method]
    models: list[str]
    validators: str
    """The validators of requests and responses, as Python."""
    known_values: dict[str, dict[str, str]]
    """The constants for the values of extensible enumerations, by class name."""

    @property
    def docstring(self) -> str:
        return prose.package_docstring(self)

    @property
    def credentials_required(self) -> bool:
        """Whether any operation requires credentials."""
        return any(operation.authentication_required for operation in self.contract.operations)

    @property
    def signed(self) -> bool:
        """Whether any operation accepts a signature instead of a token."""
        return any(operation.takes_signature for operation in self.contract.operations)

    @property
    def imports(self) -> list[str]:
        return sorted({line for method in self.methods for line in method.imports})


def api_package(contract: Contract, data: GeneratorData) -> ApiPackage:
    """Combine the generator's output for a contract with the contract itself.

    Raises:
        InvalidContractError: They differ, or the client does not support the contract.
    """
    endpoints = {
        endpoint.name: (tag, endpoint)
        for tag, collection in data.endpoint_collections_by_tag.items()
        for endpoint in collection.endpoints
    }
    operations = {
        PythonIdentifier(operation.id, "field_"): operation for operation in contract.operations
    }
    for operation in contract.operations:
        name = PythonIdentifier(operation.id, "field_")
        if operations[name] is not operation or name not in endpoints:
            words = (
                f"operationId {operation.id} is {name} in Python, as is another; give it another"
            )
            raise InvalidContractError(contract.problem(f"{operation.pointer}/operationId", words))
    models = sorted(str(model.class_info.name) for model in (*data.models, *data.enums))
    validators = Validators(contract)
    methods = [
        _method(validators, *endpoints[name], operation) for name, operation in operations.items()
    ]
    _check_names(contract, methods)
    return ApiPackage(
        contract,
        methods,
        models,
        validators.source,
        _known_values(contract, models),
    )


def _known_values(contract: Contract, models: list[str]) -> dict[str, dict[str, str]]:
    classes: dict[str, dict[str, str]] = {}
    for known in known_values.read(contract):
        name = str(ClassName(known.name, "Known"))
        constants = {known_values.constant(value): value for value in known.values}
        if name in CLASSES.union(models) or classes.setdefault(name, constants) != constants:
            words = f"the class {name} of its values exists already; give the property another name"
            raise InvalidContractError(contract.problem(known.pointer, words))
    return classes


def _check_names(contract: Contract, methods: list[Method]) -> None:
    names = [method.name for method in methods]
    for method in methods:
        if method.name in _RESERVED_METHODS:
            pointer = f"{method.operation.pointer}/operationId"
            words = f"{method.name} is reserved by the client; give it another"
            raise InvalidContractError(contract.problem(pointer, words))
        if method.waiter and method.waiter.name in {*names, *_RESERVED_METHODS}:
            words = f"{method.waiter.name} is the name of another method; give it another"
            pointer = f"{method.operation.pointer}/x-waiter"
            raise InvalidContractError(contract.problem(pointer, words))


def _method(validators: Validators, tag: str, endpoint: Endpoint, operation: Operation) -> Method:
    separate(endpoint, operation)
    method = Method(
        operation=operation,
        name=endpoint.name,
        tag=tag,
        arguments=arguments(validators, endpoint, operation),
        results=_results(validators, endpoint, operation),
        waiter=waiter.read(operation),
    )
    if method.waiter and {argument.name for argument in method.arguments}.intersection(_POLLING):
        words = f"a parameter is named as one of {', '.join(_POLLING)}, which the waiter has"
        pointer = f"{operation.pointer}/x-waiter"
        raise InvalidContractError(operation.contract.problem(pointer, words))
    return method


def _results(validators: Validators, endpoint: Endpoint, operation: Operation) -> list[Result]:
    return [
        _result(validators, operation, response)
        for response in endpoint.responses.patterns
        if response.status_code.pattern.startswith("2")
    ]


def _result(validators: Validators, operation: Operation, response: Response) -> Result:
    status = response.status_code.pattern
    written = operation.responses[status]
    if not written.media_types:
        return Result(status, None, "")
    validator = validators.add(written.schema, operation.id, status)
    return Result(status, response.prop, validator)
