"""Logging in: the operation of IAM that turns a name and a password into a token."""

from __future__ import annotations

import hashlib
import json
from hmac import compare_digest
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.reference_server.access.tokens import timestamp
from contract_tests.reference_server.errors import documented
from contract_tests.reference_server.message import Response
from openapi.contract import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.reference_server.access.access import Access
    from contract_tests.reference_server.access.credentials import User
    from contract_tests.reference_server.message import Request
    from contract_tests.reference_server.routes import Match
    from openapi.contract import JSON, Operation

SPEC = Path(__file__).with_name("iam.yaml")
PROJECTS = {
    "cn-north-4": "c53626012ba84727b938ca8bf03108ef",
    "ap-southeast-3": "0f3a5c1e7b9d4826a1c4e8f02b6d7935",
}
"""Projects by name, a region's: those whose ids the store knows."""


class Iam:
    """Serves the operations of `SPEC`."""

    def __init__(self, access: Access, services: Iterable[str]) -> None:
        """Know who may log in, and which services a catalog lists."""
        self.contract = load(SPEC)
        self._access = access
        self._services = tuple(services)

    def __call__(self, operation: Operation, request: Request, request_id: str) -> Response:
        """Respond to a request that keeps the rules of the contract."""
        auth = json.loads(request.body)["auth"]
        user = self._user(auth["identity"]["password"]["user"])
        scope = self._scope(auth.get("scope", {"domain": {"name": self._access.domain}}))
        if user is None or scope is None:
            return documented(operation, 401, request_id)
        token, issued_at, expires_at = self._access.log_in(user)
        worth = {
            "catalog": [] if request.value("query", "nocatalog") else self._catalog(request),
            "expires_at": timestamp(expires_at),
            "issued_at": timestamp(issued_at),
            "methods": ["password"],
            "roles": [named("te_admin" if user.permitted else "te_agency")],
            "user": {**named(user.name), "domain": self._domain, "password_expires_at": ""},
            **scope,
        }
        return Response(201, {"token": worth}, {"X-Subject-Token": token})

    def id_header(self, match: Match | None) -> str:
        """The header that identifies a response; IAM has one of its own."""
        ours = match and any(
            operation.contract is self.contract for operation in match.operations.values()
        )
        return "X-IAM-Trace-Id" if ours else "X-Request-Id"

    @property
    def _domain(self) -> dict[str, str]:
        return named(self._access.domain)

    def _user(self, given: JSON) -> User | None:
        if given["domain"]["name"] != self._access.domain:
            return None
        for user in (self._access.user, self._access.denied_user):
            right = compare_digest(_utf8(given["password"]), _utf8(user.password))
            if right and given["name"] == user.name:
                return user
        return None

    def _scope(self, given: JSON) -> dict[str, JSON] | None:
        """What the response says of a scope; ``None`` if there is no such thing."""
        if "domain" in given:
            return {"domain": self._domain} if _names(given["domain"], self._domain) else None
        projects = ({"id": id_, "name": name} for name, id_ in PROJECTS.items())
        project = next(
            (candidate for candidate in projects if _names(given["project"], candidate)), None
        )
        return {"project": {**project, "domain": self._domain}} if project else None

    def _catalog(self, request: Request) -> list[JSON]:
        url = f"http://{request.value('header', 'host') or 'localhost'}"
        return [
            {**named(name), "type": name, "endpoints": [_endpoint(name, url)]}
            for name in self._services
        ]


def _endpoint(name: str, url: str) -> dict[str, str]:
    region = {"region": "*", "region_id": "*"}
    return {"id": named(url + name)["id"], "interface": "public", **region, "url": url}


def named(name: str) -> dict[str, str]:
    """A name with an id that is always the same."""
    return {"id": hashlib.sha256(name.encode()).hexdigest()[:32], "name": name}


def _names(given: dict[str, str], thing: dict[str, str]) -> bool:
    return all(thing[key] == given[key] for key in ("id", "name") if key in given)


def _utf8(text: str) -> bytes:
    # JSON may hold halves of characters, which no password has.
    return text.encode(errors="replace")
