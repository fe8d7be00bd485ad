"""A service under test: one API of the target."""

from __future__ import annotations

import base64
import re
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from contract_tests.conformance.judging.exchange import Exchange
from contract_tests.conformance.judging.judge import loops
from contract_tests.conformance.redaction import PART, Redactor
from contract_tests.conformance.requests.probes import hostile
from contract_tests.conformance.requests.probes.build import build, raw_path
from contract_tests.conformance.requests.probes.probe import Kind, Probe
from contract_tests.conformance.requests.reproduction.curl import TOKEN, Curl
from contract_tests.conformance.requests.reproduction.shell import Origin
from contract_tests.conformance.requests.transport import attempts
from contract_tests.conformance.requests.transport.connections import TIMEOUT, Connections
from contract_tests.conformance.requests.transport.message import HttpResponse
from contract_tests.conformance.requests.transport.network import proxy_of
from contract_tests.conformance.target import KnownIds
from contract_tests.conformance.target.iam import IamLogin

if TYPE_CHECKING:
    from contract_tests.conformance.requests.transport.budget import Budget
    from contract_tests.conformance.requests.transport.guard import Guard
    from contract_tests.conformance.requests.transport.message import HttpRequest
    from contract_tests.conformance.target import Target
    from contract_tests.conformance.target.credentials import Credentials
    from openapi.contract import Call, Contract, Operation

THROTTLED = 429
ATTEMPTS = 6
"""How often a throttled request is sent, at most."""
LONGEST_WAIT = 30.0
"""Seconds to wait at most, whatever Retry-After asks for."""
_COOKIES = 64 << 10
"""Characters of cookies that are redacted, at most."""
_SIGNATURE = re.compile("Signature=([0-9a-f]{64})")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass
class Service:
    """Sends requests with the target's credentials, within the run's budget."""

    contract: Contract
    target: Target
    budget: Budget
    guard: Guard
    unsafe_methods: bool = True
    """Whether to try methods that no contract declares."""
    timeout: float = TIMEOUT
    """Seconds within which a response must be complete."""
    redact: Redactor = field(default_factory=Redactor)
    """Redacts output; shared by all services of a run."""
    has_been_accepted: bool = False
    """Whether the server has accepted the credentials."""
    logging_in: threading.RLock = field(default_factory=threading.RLock, repr=False)
    """Held while the credentials are tested or renewed."""
    _usual: dict[str, set[str]] = field(default_factory=dict, repr=False)
    """By operationId, the hostile traits of every request, which do not count."""
    _cookies: set[str] = field(default_factory=set, repr=False)
    _room: int = _COOKIES

    def __post_init__(self) -> None:
        self.redact.add(*self.target.secrets, *self._proxy_secrets())

    @cached_property
    def connections(self) -> Connections:
        """Connections to the server; requests that write are refused."""
        refusal = partial(self.guard.refusal, undeclared=self.unsafe_methods)
        return Connections(self.target, self.timeout, refusal)

    @cached_property
    def credentials(self) -> Credentials | None:
        """Valid credentials, fetched from IAM if necessary.

        Raises:
            LoginError: The login failed.
        """
        login = self.target.login
        if not isinstance(login, IamLogin):
            return login
        # A login is a POST, but writes nothing to the service.
        with closing(Connections(self.target, self.timeout, url=login.endpoint)) as connections:
            token = login.token(connections, self.budget.left)
        self.redact.add(*token.secrets)
        return token

    @property
    def curl(self) -> Curl:
        """Renders requests as curl command lines."""
        login, origins = self.target.login, dict(self.target.origins)
        if isinstance(login, IamLogin) and self.credentials:
            origins |= dict.fromkeys(self.credentials.secrets, Origin(TOKEN))
        return Curl(self.target, origins, self.redact)

    @cached_property
    def loops(self) -> int:
        """The maximum depth of nested loops in the x-invariants of the contract."""
        return loops(self.contract)

    def known(self, operation: Operation) -> tuple[KnownIds, ...]:
        """The known ids of an operation; one without path parameters has an empty entry."""
        known = self.target.known.get(operation.id, ())
        return known or (() if operation.located("path") else (KnownIds({}),))

    def _call(self, operation: Operation, probe: Probe) -> Call:
        """The valid call that a probe is derived from."""
        known = self.known(operation)
        ids = next((ids for ids in known if ids.path == probe.path), None) or next(
            iter(known), None
        )
        return probe.call or (ids and ids.call) or operation.call

    def send(self, operation: Operation, probe: Probe) -> list[Exchange]:
        """Send a request, and repeat it where allowed; the last exchange counts.

        Raises:
            ExhaustedError: The run is over.
        """
        return attempts.send(self, operation, probe)

    def throttled(self, operation: Operation, probe: Probe) -> list[Exchange]:
        """Send a request, and repeat it while it is throttled.

        Raises:
            ExhaustedError: The run is over.
        """
        exchanges = [self._send(operation, probe)]
        while exchanges[-1].status == THROTTLED and len(exchanges) < ATTEMPTS:
            self.budget.throttled += 1
            self.budget.wait(retry_after(exchanges[-1].response.values("Retry-After")))
            exchanges.append(self._send(operation, probe))
        return exchanges

    def log_in_again(self) -> bool:
        """Fetch new credentials, if there is a login.

        Raises:
            LoginError: The login failed.
        """
        if not isinstance(self.target.login, IamLogin):
            return False
        self.__dict__.pop("credentials", None)
        return bool(self.credentials)

    def sent_current(self, exchange: Exchange) -> bool:
        """Whether a request was sent with the current credentials."""
        header = exchange.operation.token_header
        if not isinstance(self.target.login, IamLogin) or not self.credentials or not header:
            return True
        return exchange.request.value(header) in self.credentials.secrets

    def is_ready(self, operation: Operation) -> bool:
        """Whether a known call succeeds; does not count towards the budget."""
        return self.accepts(operation, counts=False)

    def accepts(self, operation: Operation, *, counts: bool = True) -> bool:
        """Whether a known call succeeds now."""
        known = self.known(operation)[0]
        read = self._send(operation, Probe(known.path), counts=counts)
        return read.status == (known.call or operation.call).status

    def _kind(self, operation: Operation, probe: Probe, request: HttpRequest) -> Kind:
        """The kind of a request; traits of every request to the operation are not hostile."""
        if operation.id not in self._usual:
            usual = [Probe(known.path) for known in self.known(operation)[:1]]
            built = [build(known, self._call(operation, known), self.target) for known in usual]
            self._usual[operation.id] = set().union(*map(hostile.traits, built))
        is_hostile = hostile.traits(request) - self._usual[operation.id]
        return Kind.HOSTILE if is_hostile else probe.kind

    def _send(self, operation: Operation, probe: Probe, *, counts: bool = True) -> Exchange:
        request = build(probe, self._call(operation, probe), self.target)
        kind = self._kind(operation, probe, request)
        if refusal := self.connections.refusal(request):
            response = HttpResponse(fault=refusal, withheld=True)
            return Exchange(operation, request, response, kind)
        authenticated = bool(probe.credentials is None and operation.security and self.credentials)
        if not attempts.reuses_connections(self.budget):
            self.connections.renew()
        if counts:
            self.budget.take()
        # Sign as late as possible, since signatures expire.
        if authenticated and self.credentials:
            request = request.with_headers(self.credentials.headers(request, operation))
            self.redact.add(*_SIGNATURE.findall(request.value("Authorization") or ""))
        started = time.monotonic()
        response = self.connections.exchange(request, self.budget.left)
        response = replace(response, seconds=time.monotonic() - started)
        self._keep_cookies_secret(response)
        if response.late and counts:
            self.budget.count_unanswered()
        if authenticated and response.status == self._call(operation, probe).status:
            self.has_been_accepted = True
        known = self._known(operation, probe)
        resolved = self._resolved(operation, request)
        return Exchange(operation, request, response, kind, authenticated, known, resolved)

    def _resolved(self, operation: Operation, request: HttpRequest) -> bool:
        """Whether the path is that of a known call once dot segments are resolved."""
        path = hostile.resolved(request.target.partition("?")[0])
        # Dot segments may lead out of a prefix that the server does not insist on.
        bases = {urlsplit(self.target.base_url).path, ""}
        return any(
            path == hostile.resolved(base + raw_path(operation, known.path))
            for known in self.known(operation)
            for base in bases
        )

    def _keep_cookies_secret(self, response: HttpResponse) -> None:
        """Redact cookies, which may be sessions, unless they are short."""
        for cookie in response.values("Set-Cookie"):
            value = cookie.partition(";")[0].partition("=")[2].strip()[: self._room]
            if len(value) >= PART and value not in self._cookies:
                self._room -= len(value)
                self._cookies.add(value)
                self.redact.add(value)

    def _proxy_secrets(self) -> list[str]:
        proxies = [proxy_of(self.target, self.target.base_url)]
        if isinstance(self.target.login, IamLogin):
            proxies.append(proxy_of(self.target, self.target.login.endpoint))
        secrets: list[str] = []
        for parts in map(urlsplit, filter(None, proxies)):
            # A user name without a password is a secret too.
            secret, user = parts.password or parts.username or "", unquote(parts.username or "")
            basic = base64.b64encode(f"{user}:{unquote(parts.password or '')}".encode()).decode()
            secrets += [secret, unquote(secret), basic] if secret else []
        return secrets

    def _known(self, operation: Operation, probe: Probe) -> KnownIds | None:
        if probe.kind is not Kind.VALID or probe.credentials is not None or probe.method:
            return None
        return next((ids for ids in self.known(operation) if ids.path == probe.path), None)


def retry_after(values: list[str]) -> float:
    """Seconds to wait by Retry-After, bounded; 1 if it is missing or malformed."""
    value = values[0] if values else ""
    try:
        seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        seconds = float(value) if _NUMBER.fullmatch(value) else 1.0
    return min(max(seconds, 0.0), LONGEST_WAIT)
