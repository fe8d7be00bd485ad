"""A run: the APIs under test, every request made to them, and what can be decided at all."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, urlsplit

import requests
import schemathesis

from contract_tests.conformance.answer import Answer
from contract_tests.conformance.exchange import FILTERED, Exchange, as_curl
from contract_tests.conformance.target import TargetError, load_targets
from contract_tests.spec import load_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from schemathesis import APIOperation

    from contract_tests.conformance.exchange import Case
    from contract_tests.conformance.target import Known, Target
    from contract_tests.spec import Operation, SecurityScheme, Spec

ApiOperation: TypeAlias = "APIOperation[Any, Any, Any, Any]"

TIMEOUT = 10
"""Seconds a server may take to connect, and between two bytes of an answer."""


class UndecidableError(Exception):
    """Nothing can be decided, with one sentence why."""


@dataclass
class Api:
    """One API on the server that a target names."""

    spec: Spec
    target: Target
    exchanges: list[Exchange] = field(default_factory=list)

    @cached_property
    def cases(self) -> dict[str, ApiOperation]:
        """Schemathesis' view of the operations, by operationId."""
        schema = schemathesis.openapi.from_dict(self.spec.document)
        return {one.id: schema[one.path][one.method] for one in self.spec.operations}

    @cached_property
    def session(self) -> requests.Session:
        """Connections to the server; nothing of the environment reaches a loopback one."""
        session = requests.Session()
        session.trust_env = not is_loopback(self.target.base_url)
        # Without an auth of its own, requests would take one from ~/.netrc.
        session.auth = lambda request: request
        return session

    def known(self, operation: Operation) -> tuple[Known, ...]:
        """What exists on the server."""
        return self.target.known.get(operation.id, ())

    def case(self, operation: Operation, path: dict[str, str]) -> Case:
        """The plainest request for one thing."""
        # Schemathesis sends a value as it stands; only those it makes up come encoded.
        encoded = {name: quote(value, safe="") for name, value in path.items()}
        return self.cases[operation.id].Case(path_parameters=encoded)

    def send(
        self,
        operation: Operation,
        case: Case,
        clause: str,
        token: str | None,
        *,
        malformed: bool = False,
    ) -> Exchange:
        """Send a case with this token, or none, in place of the credentials it came with."""
        secret = _secret_headers(operation)
        for name in [name for name in case.headers or () if name.lower() in secret]:
            del case.headers[name]
        credentials = {} if token is None else {_token_header(operation): token}
        try:
            response = case.call(
                base_url=self.target.base_url,
                session=self.session,
                headers=credentials,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            url = self.target.base_url + case.formatted_path
            return self._keep(Exchange(operation, clause, url, None, _reason(error)))
        curl = as_curl(response.request, secret)
        return self._keep(Exchange(operation, clause, curl, Answer(operation, response, malformed)))

    def _keep(self, exchange: Exchange) -> Exchange:
        self.exchanges.append(exchange)
        return exchange

    def filtered(self, text: str) -> str:
        """A text with this target's secrets left out, should the server have echoed one."""
        for secret in (self.target.token, self.target.denied_token):
            if secret:
                text = text.replace(secret, FILTERED)
        return text


def _secret_headers(operation: Operation) -> set[str]:
    """Lower-case names of the headers that carry credentials."""
    return {"authorization", *(scheme.key.lower() for scheme in _schemes(operation) if scheme.key)}


def _schemes(operation: Operation) -> list[SecurityScheme]:
    return [scheme for alternative in operation.security for scheme in alternative]


def _token_header(operation: Operation) -> str:
    """The header of the scheme that takes a token: an API key, and not a signature."""
    for scheme in _schemes(operation):
        if scheme.location == "header" and scheme.key and scheme.key.lower() != "authorization":
            return scheme.key
    return "Authorization"


@dataclass
class Run:
    """All that is checked together."""

    apis: dict[str, Api]

    @property
    def operations(self) -> Iterator[Operation]:
        """Every operation under test."""
        for api in self.apis.values():
            yield from api.spec.operations

    def api(self, operation: Operation) -> Api:
        """The API an operation is of."""
        return self.apis[operation.spec.name]

    def exchanges(self, operation: Operation) -> list[Exchange]:
        """All that was asked of an operation so far."""
        return [one for one in self.api(operation).exchanges if one.operation is operation]

    def first_contact(self, clause: str) -> None:
        """Read every known id once.

        Raises:
            UndecidableError: Nothing to ask for, nobody there, or no token accepted.
        """
        for operation in self.operations:
            if not self.api(operation).known(operation):
                api = operation.spec.name
                raise UndecidableError(
                    f"no known id for {operation.id}: name one under [[known.{operation.id}]], "
                    f"or leave out the API {api} with --api"
                )
        reads = [
            api.send(operation, api.case(operation, known.path), clause, api.target.token)
            for api in self.apis.values()
            for operation in api.spec.operations
            for known in api.known(operation)
        ]
        self._decidable(reads)

    def _decidable(self, reads: list[Exchange]) -> None:
        urls = ", ".join(sorted({api.target.base_url for api in self.apis.values()}))
        if all(read.answer is None for read in reads):
            raise UndecidableError(f"no server answers at {urls}: {reads[0].fault}")
        if all(read.status in (0, 401, 403) for read in reads):
            statuses = ", ".join(sorted({str(read.status) for read in reads if read.status}))
            raise UndecidableError(f"{urls} refused the token on every request ({statuses})")


def load_run(target: Path, api: str | None) -> Run:
    """What a target and a choice of APIs ask for.

    Raises:
        SpecError: A spec cannot be used.
        TargetError: The target cannot be used.
    """
    specs = load_all()
    if api is not None and api not in specs:
        raise TargetError(f"--api {api}: the APIs are {', '.join(specs)}")
    targets = load_targets(target, specs, api)
    return Run({name: Api(specs[name], one) for name, one in targets.items()})


def is_loopback(base_url: str) -> bool:
    """Whether a server is on this machine."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _reason(error: requests.RequestException) -> str:
    """The innermost words of a failure, without the addresses of objects."""
    if isinstance(error, requests.Timeout):
        return f"no answer within {TIMEOUT} s"
    cause: BaseException = error
    while inner := cause.__cause__ or cause.__context__:
        cause = inner
    return f"{type(cause).__name__}: {cause}"
