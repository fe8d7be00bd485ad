"""Who may call: the right credentials and nothing near them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.clause import ABSENT, ANY_4XX, REFUSED
from contract_tests.conformance.exchange import Ask
from contract_tests.conformance.ids import malformed, near_misses
from contract_tests.conformance.run import token_header

if TYPE_CHECKING:
    from contract_tests.conformance.clause import Clause

pytestmark = pytest.mark.needs("authentication")


def test_credentials_required(clause: Clause) -> None:
    """Without credentials, or with an empty token, known ids are refused."""
    header = token_header(clause.operation)
    for credentials, what in (({}, "no token was sent"), ({header: ""}, "the token was empty")):
        asks = [Ask(known.path, credentials=credentials) for known in clause.known]
        clause.expect(asks, REFUSED, what)


def test_credentials_come_before_lookup(clause: Clause) -> None:
    """Without right credentials nobody learns whether an id exists."""
    header = token_header(clause.operation)
    for path in near_misses(clause.operation, clause.known)[:2]:
        asks = [Ask(path, credentials=given) for given in ({}, {header: ""}, {header: "0" * 32})]
        clause.expect(asks, REFUSED, "the caller was not let in")


def test_malformed_ids_without_credentials(clause: Clause) -> None:
    """Without credentials a malformed id is refused like any other, or for what it is."""
    paths = malformed(clause.operation, clause.known[0].path)[:2]
    asks = [Ask(path, credentials={}, malformed=True) for path in paths]
    clause.expect(asks, ANY_4XX, "the caller was not let in")


def test_wrong_credentials_refused(clause: Clause) -> None:
    """A made-up token is refused, and so is one that is nearly right."""
    header = token_header(clause.operation)
    for what, token in _wrong(clause).items():
        asks = [Ask(known.path, credentials={header: token}) for known in clause.known[:2]]
        clause.expect(asks, REFUSED, f"the token was {what}")


def test_odd_credentials_refused(clause: Clause) -> None:
    """A token that none can be is refused with a 4xx like any other."""
    header = token_header(clause.operation)
    odd = ("a", "a" * 9000, "Zoë".encode().decode("latin-1"), "null", "Bearer x", "a b")
    path = clause.known[0].path
    asks = [Ask(path, credentials={header: token}, malformed=True) for token in odd]
    if clause.api.is_local:
        # Elsewhere a few of these would lock the key pair of whoever owns it.
        asks.append(Ask(path, credentials=_FALSE_SIGNATURE))
    clause.expect(asks, ANY_4XX, "no such token was ever issued")


_FALSE_SIGNATURE = {
    "Authorization": "SDK-HMAC-SHA256 Access=AKEXAMPLE0000000000, "
    f"SignedHeaders=host;x-sdk-date, Signature={'0' * 64}",
    "X-Sdk-Date": "20260102T030405Z",
}


def test_header_names_in_any_case(clause: Clause) -> None:
    """The name of the token's header is the same in any case, as all of HTTP's are."""
    token = clause.api.target.token
    if token is None:
        pytest.skip("the target logs in without a token of its own")
    header = token_header(clause.operation)
    names = (header.lower(), header.upper())
    asks = [Ask(clause.known[0].path, credentials={name: token}) for name in names]
    clause.expect(asks, (200,), "the token is the right one")


def test_misplaced_credentials_refused(clause: Clause) -> None:
    """A right token in a wrong place is none."""
    token = clause.api.target.token
    if token is None:
        pytest.skip("the target logs in without a token of its own")
    path = clause.known[0].path
    header = token_header(clause.operation)
    others = {"Cookie": f"{header}={token}", "X-Subject-Token": token, "X-Token": token}
    asks = [Ask(path, credentials={name: value}) for name, value in others.items()]
    if clause.api.is_local:
        # Elsewhere they would stay in logs, or count as a bad signature.
        asks.append(Ask(path, query={header: token}, credentials={}))
        asks.append(Ask(path, credentials={"Authorization": token}))
        asks.append(Ask(path, credentials={"Authorization": f"Bearer {token}"}))
    clause.expect(asks, (400, *REFUSED), "the token was not where the contract has it")


def test_permission_required(clause: Clause) -> None:
    """A valid token without the permission is refused with 403, and learns of no id."""
    denied = clause.api.target.denied_token
    if denied is None:
        pytest.skip("the target has no denied_token")
    credentials = {token_header(clause.operation): denied}
    asks = [Ask(known.path, credentials=credentials) for known in clause.known]
    clause.expect(asks, (403,), "the token has no permission")
    paths = near_misses(clause.operation, clause.known)[:2]
    asks = [Ask(path, credentials=credentials) for path in paths]
    clause.expect(asks, ABSENT, "the token has no permission")


def _wrong(clause: Clause) -> dict[str, str]:
    right = clause.api.target.token
    wrong = {"made-up": "0" * 32}
    if right:
        wrong |= {
            "a character short": right[:-1],
            "a character long": f"{right}A",
            "another in its last character": right[:-1] + ("B" if right.endswith("A") else "A"),
            "another in its first character": ("B" if right.startswith("A") else "A") + right[1:],
            "without its first half": right[len(right) // 2 :],
            "in other case": right.swapcase(),
        }
    return {what: token for what, token in wrong.items() if token and token != right}
