"""The operations of a contract, and what they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from openapi.contract import security
from openapi.contract.calls.call import Call, call

if TYPE_CHECKING:
    from openapi.contract.document import Contract
    from openapi.contract.media import RequestBody, Response
    from openapi.contract.parameter import Parameter
    from openapi.contract.security import SecurityScheme

JSON: TypeAlias = Any


@dataclass(frozen=True)
class Operation:
    """One method on one path."""

    contract: Contract
    id: str
    """The vendor's name, ``operationId``."""
    method: str
    """Upper case."""
    path: str
    """Template, as written in the contract."""
    node: dict[str, JSON]
    """The operation as written."""
    parameters: tuple[Parameter, ...]
    request_body: RequestBody | None
    responses: dict[str, Response]
    """By status as written: ``200``, ``4XX`` or ``default``."""
    security: tuple[tuple[SecurityScheme, ...], ...]
    """Alternatives, each a set of schemes that hold together; empty if anybody may call."""
    pointer: str

    def located(self, location: str) -> tuple[Parameter, ...]:
        """Parameters in ``path``, ``query``, ``header`` or ``cookie``."""
        return tuple(parameter for parameter in self.parameters if parameter.location == location)

    @property
    def template(self) -> str:
        """The path with all but its parameters encoded, as it is sent."""
        return quote(self.path, safe="/{}:@!$&'()*+,;=~%")

    @property
    def reads(self) -> bool:
        """Whether it changes nothing: by its method, or because the contract says so."""
        return self.method in ("GET", "HEAD", "OPTIONS") or self.node.get("x-read-only") is True

    @cached_property
    def call(self) -> Call:
        """A request that succeeds, and its response, from the contract's examples.

        Raises:
            InvalidContractError: An example is needed, since no value could be made.
        """
        return call(self)

    @property
    def success(self) -> Response:
        """The response to a request that succeeds: the first 2xx that is documented."""
        return next(
            response for status, response in self.responses.items() if status.startswith("2")
        )

    @property
    def success_status(self) -> int:
        """Its status; of a range, the first."""
        return int(
            next(status for status in self.responses if status.startswith("2")).replace("X", "0")
        )

    @property
    def token_header(self) -> str | None:
        """The header that carries a token; None if the operation takes none."""
        return security.token_header(self.security)

    @property
    def authentication_required(self) -> bool:
        """Whether callers without credentials are refused."""
        return bool(self.security) and all(self.security)

    @property
    def takes_signature(self) -> bool:
        """Whether a request signed with an access key is let in."""
        return any(
            len(alternative) == 1 and alternative[0].is_signature for alternative in self.security
        )

    @cached_property
    def secret_headers(self) -> frozenset[str]:
        """Lower-case names of the headers that carry credentials."""
        schemes = [scheme for alternative in self.security for scheme in alternative]
        own = {
            scheme.key.lower() for scheme in schemes if scheme.key and scheme.location == "header"
        }
        return frozenset({"authorization", "x-security-token", *own})

    def response(self, status: int) -> Response | None:
        """What is documented for a status: exactly, by range, or by default."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None
