"""Logins: the IAM operation that issues a token for a name and a password."""

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
"""Project ids by name, which is that of a region; the store has data for them."""


class Iam:
    """Serves the operations of `SPEC`."""

    def __init__(self, access: Access, services: Iterable[str]) -> None:
        """Take the users who may log in, and the services that the catalog lists."""
        self.contract = load(SPEC)
        self._access = access
        self._services = tuple(services)

    def __call__(self, operation: Operation, request: Request, request_id: str) -> Response:
        """Respond to a valid request."""
        auth = json.loads(request.body)["auth"]
        user = self._user(auth["identity"]["password"]["user"])
        scope = self._scope(auth.get("scope", {"domain": {"name": self._access.domain}}))
        if user is None or scope is None:
            return documented(operation, 401, request_id)
        token, issued_at, expires_at = self._access.log_in(user)
        details = {
            "catalog": [] if request.value("query", "nocatalog") else self._catalog(request),
            "expires_at": timestamp(expires_at),
            "issued_at": timestamp(issued_at),
            "methods": ["password"],
            "roles": [named("te_admin" if user.permitted else "te_agency")],
            "user": {**named(user.name), "domain": self._domain, "password_expires_at": ""},
            **scope,
        }
        return Response(201, {"token": details}, {"X-Subject-Token": token})

    def id_header(self, match: Match | None) -> str:
        """The header with the request id, which IAM names differently."""
        is_iam = match and any(
            operation.contract is self.contract for operation in match.operations.values()
        )
        return "X-IAM-Trace-Id" if is_iam else "X-Request-Id"

    @property
    def _domain(self) -> dict[str, str]:
        return named(self._access.domain)

    def _user(self, login: JSON) -> User | None:
        if login["domain"]["name"] != self._access.domain:
            return None
        for user in (self._access.user, self._access.denied_user):
            is_valid = compare_digest(_utf8(login["password"]), _utf8(user.password))
            if is_valid and login["name"] == user.name:
                return user
        return None

    def _scope(self, scope: JSON) -> dict[str, JSON] | None:
        """The scope as in the response; ``None`` if it does not exist."""
        if "domain" in scope:
            return {"domain": self._domain} if _names(scope["domain"], self._domain) else None
        projects = ({"id": id_, "name": name} for name, id_ in PROJECTS.items())
        project = next(
            (candidate for candidate in projects if _names(scope["project"], candidate)), None
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
    """A name with a reproducible id."""
    return {"id": hashlib.sha256(name.encode()).hexdigest()[:32], "name": name}


def _names(reference: dict[str, str], entity: dict[str, str]) -> bool:
    return all(entity[key] == reference[key] for key in ("id", "name") if key in reference)


def _utf8(text: str) -> bytes:
    # JSON may contain lone surrogates, which no password has.
    return text.encode(errors="replace")
