"""The operations of a contract."""

from __future__ import annotations

import re
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

_PLACEHOLDERS = re.compile(r"(\{[^{}]+\})")


@dataclass(frozen=True)
class Operation:
    """A method on a path."""

    contract: Contract
    id: str
    """The vendor's name, ``operationId``."""
    method: str
    """In upper case."""
    path: str
    """Template, as in the contract."""
    node: dict[str, JSON]
    """The operation as in the contract."""
    parameters: tuple[Parameter, ...]
    request_body: RequestBody | None
    responses: dict[str, Response]
    """By status as in the contract: ``200``, ``4XX`` or ``default``."""
    security: tuple[tuple[SecurityScheme, ...], ...]
    """Alternatives, each a set of schemes that are all required; empty if none is needed."""
    pointer: str

    def located(self, location: str) -> tuple[Parameter, ...]:
        """Parameters in ``path``, ``query``, ``header`` or ``cookie``."""
        return tuple(parameter for parameter in self.parameters if parameter.location == location)

    @property
    def template(self) -> str:
        """The path template, percent-encoded except for its parameters."""
        parts = _PLACEHOLDERS.split(self.path)
        parts[::2] = (quote(literal, safe="/:@!$&'()*+,;=~%") for literal in parts[::2])
        return "".join(parts)

    @property
    def reads(self) -> bool:
        """Whether it is read-only, by its method or by `x-read-only`."""
        return self.method in ("GET", "HEAD", "OPTIONS") or self.node.get("x-read-only") is True

    @cached_property
    def call(self) -> Call:
        """A request that succeeds, and its response, from the contract's examples.

        Raises:
            InvalidContractError: An example is needed, since no value could be generated.
        """
        return call(self)

    @property
    def success(self) -> Response:
        """The response to a successful request: the first documented 2xx."""
        return next(
            response for status, response in self.responses.items() if status.startswith("2")
        )

    @property
    def success_status(self) -> int:
        """The status of `success`; the first of a range."""
        return int(
            next(status for status in self.responses if status.startswith("2")).replace("X", "0")
        )

    @property
    def token_header(self) -> str | None:
        """The header that carries a token; None if the operation does not accept tokens."""
        return security.token_header(self.security)

    @property
    def authentication_required(self) -> bool:
        """Whether requests without credentials are rejected."""
        return bool(self.security) and all(self.security)

    @property
    def takes_signature(self) -> bool:
        """Whether a request signed with an access key is accepted."""
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
        """The documented response for a status: exact, by range, or the default."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None
