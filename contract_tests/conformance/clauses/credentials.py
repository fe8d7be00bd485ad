"""Authentication and authorization: only callers with valid credentials are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.conformance.requests.probes import tokens
from contract_tests.conformance.requests.probes.build import raw_path, spellings
from contract_tests.conformance.requests.probes.ids import malformed
from contract_tests.conformance.requests.probes.probe import Kind, Probe
from contract_tests.conformance.running.check import ANY_4XX, NOT_FOUND, REJECTED
from contract_tests.conformance.running.clause import clause
from contract_tests.conformance.running.needs import (
    AUTHENTICATION,
    DENIED_TOKEN,
    OWN_TOKEN,
    SECURED,
    TOKEN_ACCEPTED,
    UNUSED_IDS,
)

if TYPE_CHECKING:
    from contract_tests.conformance.judging.exchange import Exchange
    from contract_tests.conformance.running.check import Check
    from openapi.contract import JSON

UNKNOWN = "the caller is not authenticated"
AUTHENTICATE = "check the token of every request before anything else"
COMPARE = "accept no token but those issued, compared as a whole"
AUTHORIZE = "check the permission of the token, too"
RENEW = "renew denied_token if it has expired; otherwise respond with 403 to a valid token"
FROM_INSIDE = {
    "X-Forwarded-For": "127.0.0.1",
    "X-Real-IP": "127.0.0.1",
    "Forwarded": "for=127.0.0.1",
}
_UNAUTHORIZED = 401


@clause(AUTHENTICATION, SECURED)
def authentication_required(check: Check) -> None:
    """Requests without credentials, or with an empty token, are rejected at any path."""
    for credentials in ({}, *_token(check, "")):
        why = "the token is empty" if credentials else "the request carries no credentials"
        probes = [Probe(ids.path, credentials=credentials) for ids in check.known]
        check.expect(probes, REJECTED, why, AUTHENTICATE)
    path = check.known[0].path
    if not check.service.target.is_live:
        # On a live server, this may get the address that it claims blocked.
        probe = Probe(path, credentials=FROM_INSIDE)
        why = "the request carries no credentials, and only claims to be from inside"
        check.expect([probe], REJECTED, why, AUTHENTICATE)
    targets = spellings(raw_path(check.operation, path))
    probes = [Probe(target=each, credentials={}, kind=Kind.UNDECLARED) for each in targets]
    probes.append(Probe(path, method="OPTIONS", credentials={}, kind=Kind.UNDECLARED))
    for exchange in check.exchanges(probes):
        if check.decides(exchange) and _is_served(check, exchange):
            check.fail(exchange, exchange.violation(ANY_4XX, UNKNOWN, AUTHENTICATE))


def _is_served(check: Check, exchange: Exchange) -> bool:
    """Whether a response is what a caller with credentials receives for known ids."""
    documented = exchange.operation.response(exchange.status)
    if not (exchange.is_success and exchange.parsed and documented):
        return False
    reads = check.run.first_reads[check.operation.id]
    # A page that a site returns for every path may be valid, too.
    is_alike = any(_shape(read.body) == _shape(exchange.body) for read in reads)
    return is_alike and not documented.errors(exchange.body)


def _shape(body: JSON) -> object:
    return set(body) if isinstance(body, dict) else type(body)


@clause(AUTHENTICATION, SECURED, UNUSED_IDS)
def authentication_precedes_lookup(check: Check) -> None:
    """Unauthenticated callers cannot tell whether an id exists."""
    for path in check.unknown[:2]:
        invalid = ({}, *_token(check, ""), *_token(check, "0" * 32))
        probes = [Probe(path, credentials=credentials) for credentials in invalid]
        check.expect(probes, REJECTED, UNKNOWN, "check the token before looking up the id")


@clause(AUTHENTICATION, SECURED)
def unauthenticated_malformed_ids_rejected(check: Check) -> None:
    """Malformed ids of unauthenticated callers are rejected with a 4xx."""
    paths = list(filter(check.is_own, malformed(check.operation, check.known[0].path)))[:2]
    probes = [Probe(path, credentials={}, kind=Kind.INVALID) for path in paths]
    check.expect(probes, ANY_4XX, UNKNOWN, AUTHENTICATE)


@clause(AUTHENTICATION, SECURED, TOKEN_ACCEPTED)
def invalid_tokens_rejected(check: Check) -> None:
    """Made-up tokens are rejected, and so are near misses of a valid one."""
    for description, token in tokens.invalid(check.service.target.token).items():
        probes = [
            Probe(ids.path, credentials=credentials)
            for ids in check.known[:2]
            for credentials in _token(check, token)
        ]
        check.expect(probes, REJECTED, f"the token is {description}", COMPARE)


@clause(AUTHENTICATION, SECURED, TOKEN_ACCEPTED)
def malformed_tokens_rejected(check: Check) -> None:
    """A syntactically impossible token is rejected with a 4xx."""
    malformed = [headers for token in tokens.MALFORMED for headers in _token(check, token)]
    if not check.service.target.is_live:
        # On a live server, a few of these would lock the owner's access key.
        malformed.append(tokens.INVALID_SIGNATURE)
    path = check.known[0].path
    probes = [Probe(path, credentials=headers, kind=Kind.INVALID) for headers in malformed]
    check.expect(probes, ANY_4XX, "no such token was ever issued", COMPARE)


@clause(AUTHENTICATION, SECURED, TOKEN_ACCEPTED, OWN_TOKEN)
def case_insensitive_header_names(check: Check) -> None:
    """The name of the token header is accepted in any case."""
    header, token = check.operation.token_header or "", check.service.target.token or ""
    names = (header.lower(), header.upper())
    probes = [Probe(check.known[0].path, credentials={name: token}) for name in names]
    check.expect(
        probes, check.success, "the token is valid", "compare header names case-insensitively"
    )


@clause(AUTHENTICATION, SECURED, TOKEN_ACCEPTED, OWN_TOKEN)
def misplaced_tokens_rejected(check: Check) -> None:
    """A valid token anywhere but in its header is rejected."""
    header, token = check.operation.token_header or "", check.service.target.token or ""
    path = check.known[0].path
    others = {"Cookie": f"{header}={token}", "X-Subject-Token": token, "X-Token": token}
    probes = [Probe(path, credentials={name: value}) for name, value in others.items()]
    if not check.service.target.is_live:
        # On a live server, these would end up in logs or count as invalid signatures.
        probes.append(Probe(path, query={header: token}, credentials={}))
        probes.append(Probe(path, credentials={"Authorization": token}))
        probes.append(Probe(path, credentials={"Authorization": f"Bearer {token}"}))
    why = "the token is not where the contract declares it"
    check.expect(probes, (400, *REJECTED), why, f"take the token from {header} alone")


@clause(AUTHENTICATION, SECURED, TOKEN_ACCEPTED, DENIED_TOKEN)
def authorization_required(check: Check) -> None:
    """A valid token without the permission is rejected with 403 and finds nothing."""
    denied = _token(check, check.service.target.denied_token or "")
    probes = [Probe(ids.path, credentials=headers) for ids in check.known for headers in denied]
    for exchange in check.exchanges(probes):
        advice = RENEW if exchange.status == _UNAUTHORIZED else AUTHORIZE
        check.judge(exchange, (403,), "the token has no permission", advice)
    paths = check.unknown[:2]
    probes = [Probe(path, credentials=headers) for path in paths for headers in denied]
    check.expect(probes, NOT_FOUND, "the token has no permission", AUTHORIZE)


def _token(check: Check, token: str) -> list[dict[str, str]]:
    """Headers with the token; none if the operation accepts no token."""
    header = check.operation.token_header
    return [{header: token}] if header else []
