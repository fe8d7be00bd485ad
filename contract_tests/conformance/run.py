"""A run: the APIs under test, every request made to them, and what can be decided at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, urlsplit

import requests
import schemathesis

from contract_tests.conformance.answer import Answer
from contract_tests.conformance.exchange import FILTERED, Ask, Exchange, as_curl
from contract_tests.conformance.login import TOKEN_HEADER, IamUser, Login, LoginError
from contract_tests.conformance.options import IN_FLIGHT, RATE, Options
from contract_tests.conformance.sender import (
    TIMEOUT,
    Budget,
    Sender,
    UnansweredError,
    UnreachableError,
)
from contract_tests.conformance.target import TargetError, load_targets
from openapi.contract import load_all
from openapi.contract.address import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from contract_tests.conformance.exchange import Case
    from contract_tests.conformance.target import Known, Target
    from openapi.contract import Contract, Operation

    ApiOperation: TypeAlias = "schemathesis.APIOperation[Any, Any, Any, Any]"


class UndecidableError(Exception):
    """Nothing can be decided, with one sentence why."""


@dataclass
class Api:
    """One API on the server that a target names."""

    contract: Contract
    target: Target
    budget: Budget
    unsafe_methods: bool = True
    exchanges: list[Exchange] = field(default_factory=list)

    @cached_property
    def cases(self) -> dict[str, ApiOperation]:
        """Schemathesis' view of the operations, by operationId."""
        schema = schemathesis.openapi.from_dict(self.contract.document)
        return {one.id: schema[one.path][one.method] for one in self.contract.operations}

    @cached_property
    def session(self) -> requests.Session:
        """Connections to the server; nothing of the environment reaches one on this machine."""
        session = requests.Session()
        session.trust_env = not self.is_local
        # Without an auth of its own, requests would take one from ~/.netrc.
        session.auth = lambda request: request
        session.headers.update(self.target.headers)
        session.verify = self.target.ca_bundle or True
        if self.target.proxy:
            session.proxies = {"http": self.target.proxy, "https": self.target.proxy}
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=IN_FLIGHT)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        return session

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine."""
        return _is_local(self.target)

    @cached_property
    def login(self) -> Login | None:
        """Right credentials, fetched from IAM if need be.

        Raises:
            LoginError: IAM gave none.
        """
        login = self.target.login
        return login.token(self.session, TIMEOUT) if isinstance(login, IamUser) else login

    def known(self, operation: Operation) -> tuple[Known, ...]:
        """What exists on the server."""
        return self.target.known.get(operation.id, ())

    def ask(self, operation: Operation, ask: Ask, clause: str) -> Exchange:
        """Make one request, as a case of Schemathesis' as far as one can express it."""
        # Schemathesis sends a value as it stands; only those it makes up come encoded.
        path = {name: quote(value, safe="") for name, value in ask.path.items()}
        case = self.cases[operation.id].Case(
            path_parameters=path, headers=dict(ask.headers), query=dict(ask.query)
        )
        return self.send(operation, case, ask, clause)

    def send(self, operation: Operation, case: Case, ask: Ask, clause: str) -> Exchange:
        """Send a case, with the credentials asked for in place of those it came with.

        Raises:
            ExhaustedError: The run is over.
        """
        known = self._known(operation, ask)
        request = self._prepared(operation, case, ask)
        curl = as_curl(request, operation.secret_headers)

        def throttled(response: schemathesis.Response) -> None:
            answer = Answer(operation, response, ask.malformed, ask.elsewhere)
            self._keep(Exchange(operation, clause, curl, answer))

        try:
            sender = Sender(self.session, self.budget)
            response = sender.send(request, lambda: self._prepared(operation, case, ask), throttled)
        except UnansweredError as error:
            unreachable = isinstance(error, UnreachableError)
            fault = f"no connection: {error}" if unreachable else str(error)
            return self._keep(Exchange(operation, clause, curl, None, fault))
        answer = Answer(operation, response, ask.malformed, ask.elsewhere)
        return self._keep(Exchange(operation, clause, curl, answer, known=known))

    def _known(self, operation: Operation, ask: Ask) -> Known | None:
        if ask.malformed or ask.elsewhere or ask.target or ask.credentials is not None:
            return None
        return next((one for one in self.known(operation) if one.path == ask.path), None)

    def _prepared(self, operation: Operation, case: Case, ask: Ask) -> requests.PreparedRequest:
        settings = case.as_transport_kwargs(base_url=self.target.base_url)
        own = {"x-schemathesis-testcaseid", "user-agent", *operation.secret_headers}
        settings["headers"] = {
            name: value for name, value in settings["headers"].items() if name.lower() not in own
        }
        if ask.body is not None:
            settings["data"] = ask.body
        request = self.session.prepare_request(requests.Request(**settings))
        request.method = ask.method or request.method
        if ask.target is not None:
            request.url = self.target.base_url + ask.target
        if ask.credentials is not None:
            request.headers.update(ask.credentials)
        elif self.login and operation.security:
            self.login.apply(request, token_header(operation))
        return request

    def _keep(self, exchange: Exchange) -> Exchange:
        self.exchanges.append(exchange)
        return exchange

    def filtered(self, text: str) -> str:
        """A text with this target's secrets left out, should the server have echoed one."""
        login = self.__dict__.get("login")
        for secret in (*self.target.secrets, *(login.secrets if login else ())):
            text = text.replace(secret, FILTERED)
        return text


def token_header(operation: Operation) -> str:
    """The header that takes a token; where the contract names none, the cloud's own."""
    return operation.token_header or TOKEN_HEADER


@dataclass
class Run:
    """All that is checked together."""

    apis: dict[str, Api]
    options: Options
    budget: Budget

    @property
    def operations(self) -> Iterator[Operation]:
        """Every operation under test."""
        for api in self.apis.values():
            yield from api.contract.operations

    @property
    def is_local(self) -> bool:
        """Whether every server is on this machine."""
        return all(api.is_local for api in self.apis.values())

    @cached_property
    def pool(self) -> ThreadPoolExecutor:
        """As many threads as there may be requests at a time."""
        return ThreadPoolExecutor(IN_FLIGHT if self.is_local and not self.budget.rate else 1)

    @property
    def plan(self) -> str:
        """What the run may cost at most, in words."""
        pace = f"{self.budget.rate:g} per second" if self.budget.rate else "as fast as it answers"
        flight = "one at a time" if self.pool._max_workers == 1 else f"{IN_FLIGHT} at a time"  # noqa: SLF001
        urls = ", ".join(sorted({api.target.base_url for api in self.apis.values()}))
        return (
            f"Checking {urls}: at most {self.budget.requests} requests, {pace}, {flight}, "
            f"for {self.budget.seconds:g} s."
        )

    def close(self) -> None:
        """Let go of connections and threads."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        for api in self.apis.values():
            api.session.close()

    def api(self, operation: Operation) -> Api:
        """The API an operation is of."""
        return self.apis[operation.contract.name]

    def exchanges(self, operation: Operation) -> list[Exchange]:
        """All that was asked of an operation so far."""
        return [one for one in self.api(operation).exchanges if one.operation is operation]

    def ask_all(self, operation: Operation, asks: Iterable[Ask], clause: str) -> list[Exchange]:
        """Make requests, several at a time where that is fair; answers in order.

        Raises:
            ExhaustedError: The run is over.
        """
        api = self.api(operation)
        return list(self.pool.map(lambda ask: api.ask(operation, ask, clause), list(asks)))

    def first_contact(self, clause: str) -> None:
        """Read every known id once.

        Raises:
            UndecidableError: Nothing to ask for, nobody there, or no credentials accepted.
        """
        for operation in self.operations:
            if not self.api(operation).known(operation):
                raise UndecidableError(_nothing_known(operation))
        try:
            for api in self.apis.values():
                _ = api.login
        except LoginError as error:
            raise UndecidableError(str(error)) from None
        for operation in self.operations:
            asks = [Ask(known.path) for known in self.api(operation).known(operation)]
            self.ask_all(operation, asks, clause)
        self._judge([one for operation in self.operations for one in self.exchanges(operation)])

    def _judge(self, reads: list[Exchange]) -> None:
        urls = ", ".join(sorted({api.target.base_url for api in self.apis.values()}))
        if all(read.fault.startswith("no connection") for read in reads):
            raise UndecidableError(f"no server answers at {urls}: {reads[0].fault}")
        if all(read.answer is None for read in reads):
            self.budget.end("the server answered none of the first requests")
        elif all(read.status in (0, 401, 403) for read in reads):
            statuses = ", ".join(sorted({str(read.status) for read in reads if read.status}))
            raise UndecidableError(f"{urls} refused the token on every request ({statuses})")


def _nothing_known(operation: Operation) -> str:
    return (
        f"no known id for {operation.id}: name one under [[known.{operation.id}]], "
        f"or leave out the API {operation.contract.name} with --api"
    )


def load_run(target: Path, options: Options) -> Run:
    """What a target and the options ask for.

    Raises:
        InvalidContractError: A contract cannot be used.
        TargetError: The target cannot be used.
    """
    contracts = load_all()
    if options.api is not None and options.api not in contracts:
        raise TargetError(f"--api {options.api}: the APIs are {', '.join(contracts)}")
    targets = load_targets(target, contracts, options.api)
    budget = _budget(options, all(map(_is_local, targets.values())))
    apis = {
        name: Api(contracts[name], one, budget, options.unsafe_methods or _is_local(one))
        for name, one in targets.items()
    }
    return Run(apis, options, budget)


def _budget(options: Options, is_local: bool) -> Budget:  # noqa: FBT001
    rate = options.rate or (None if is_local else RATE)
    usual = 50.0 if rate is None else max(50.0, 2 * options.max_requests / rate)
    return Budget(options.max_requests, options.deadline or usual, rate)


def _is_local(target: Target) -> bool:
    return is_loopback(urlsplit(target.base_url).hostname)
