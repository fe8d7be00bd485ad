"""The loader of contracts: the content of ``openapi/<name>.yaml`` as typed records."""

from openapi.contract.calls.call import Call
from openapi.contract.document import JSON, METHODS, Contract
from openapi.contract.media import RequestBody, Response
from openapi.contract.operation import Operation
from openapi.contract.parameter import Parameter
from openapi.contract.pointer import pointer_to
from openapi.contract.problem import InvalidContractError, Problem
from openapi.contract.reading.loading import CONTRACTS, load, load_all
from openapi.contract.security import SecurityScheme

__all__ = [
    "CONTRACTS",
    "JSON",
    "METHODS",
    "Call",
    "Contract",
    "InvalidContractError",
    "Operation",
    "Parameter",
    "Problem",
    "RequestBody",
    "Response",
    "SecurityScheme",
    "load",
    "load_all",
    "pointer_to",
]
