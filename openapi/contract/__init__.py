"""The one loader of contracts: what an ``openapi/<name>.yaml`` says, as typed records."""

from openapi.contract.document import (
    CONTRACTS,
    JSON,
    METHODS,
    Contract,
    InvalidContractError,
    load,
    load_all,
)
from openapi.contract.operation import Operation, Parameter, RequestBody, Response
from openapi.contract.pointer import pointer_to
from openapi.contract.security import SecurityScheme

__all__ = [
    "CONTRACTS",
    "JSON",
    "METHODS",
    "Contract",
    "InvalidContractError",
    "Operation",
    "Parameter",
    "RequestBody",
    "Response",
    "SecurityScheme",
    "load",
    "load_all",
    "pointer_to",
]
