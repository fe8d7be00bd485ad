# Written by scripts/generate from openapi/client/runtime/auth/iam.py. Edit that.
"""The vendor's login: a token in exchange for a user's password."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..body.violation import Violation
from ..errors import CredentialsError
from ..guarding import guarded
from ..http.message import Message
from ..network.address import checked_url
from ..redaction.secret import Secret
from .fetched import FetchedProvider, Store, issued
from .values import Token, text

if TYPE_CHECKING:
    from ..body.response import Response
    from ..call.deadline import Deadline
    from .credentials import Issued, Sender
    from .fetched import Present

_DOMAINS = ("myhuaweicloud.com", "myhuaweicloud.eu")
_DEFAULT_LIFE = 24 * 3600.0
"""Seconds, as the vendor documents."""
_CREATED = 201
_ERROR = 400


class IamLogin:
    """A login at IAM that several clients may share.

    Pass it to them as `credentials`: clients with the same endpoint and scope log in
    once, and again before the token expires or when it is rejected.

    Args:
        user: Name of the IAM user.
        password: The user's password, sent to IAM alone.
        domain: Name of the account that the user belongs to.
        endpoint: URL of IAM. By default HUAWEICLOUD_SDK_IAM_ENDPOINT, or else
            that of each client's region.
        project: Name of the project to log in to. By default each client's.
        project_id: ID of the project.
        domain_id: ID of the account, to log in to the account instead of a project.

    Raises:
        ArgumentError: An argument has the wrong type, or is not a URL.
        CredentialsError: User, password or domain is empty.
    """

    def __init__(  # noqa: PLR0913
        self,
        user: str,
        password: str,
        domain: str,
        *,
        endpoint: str | None = None,
        project: str | None = None,
        project_id: str | None = None,
        domain_id: str | None = None,
    ) -> None:
        scope = {"project_id": project_id, "project": project, "domain_id": domain_id}
        arguments = Secret((user, password, domain, endpoint, scope))
        del password, endpoint  # a URL may contain a password by mistake
        with guarded():
            self._set(*arguments.reveal())

    def _set(
        self, user: Any, password: Any, domain: Any, endpoint: Any, scope: dict[str, Any]
    ) -> None:
        self.user: str = filled("user", user)
        self.password: Secret[str] = Secret(filled("password", password))
        self.domain: str = filled("domain", domain)
        self.endpoint: str | None = None if endpoint is None else checked_url("endpoint", endpoint)
        self.scope: dict[str, Any] | None = scope_of(
            {name: None if value is None else filled(name, value) for name, value in scope.items()}
        )
        self._stores: dict[tuple[str, str], Store] = {}

    def __repr__(self) -> str:
        return "IamLogin(***)"

    def store(self, endpoint: str, scope: dict[str, Any]) -> Store:
        """The store of the tokens that all clients of an endpoint and scope share."""
        return self._stores.setdefault((endpoint, json.dumps(scope)), Store())

    def message(self, endpoint: str, scope: dict[str, Any]) -> Message:
        """The login request."""
        password = {
            "user": {
                "name": self.user,
                "password": self.password.reveal(),
                "domain": {"name": self.domain},
            }
        }
        identity = {"methods": ["password"], "password": password}
        return Message(
            operation="IAM login",
            request={
                "method": "POST",
                "url": f"{endpoint}/v3/auth/tokens",
                # The service catalog is long, and not needed.
                "params": {"nocatalog": "true"},
                "json": {"auth": {"identity": identity, "scope": scope}},
            },
            # An additional token does no harm.
            idempotent=True,
            secrets=(self.password,),
            response_has_secret=True,
        )


def filled(name: str, value: Any) -> str:
    """A string that is not empty.

    Raises:
        ArgumentError: It is not a string.
        CredentialsError: It is empty.
    """
    plain = "" if value is None else text(name, value)
    if not plain:
        raise CredentialsError(f"{name} must be a non-empty string for an IAM login")
    return plain


def scope_of(arguments: dict[str, str | None]) -> dict[str, Any] | None:
    """The scope for project_id, project or domain_id; None if none is set."""
    if arguments["project_id"]:
        return {"project": {"id": arguments["project_id"]}}
    if arguments["project"]:
        return {"project": {"name": arguments["project"]}}
    return {"domain": {"id": arguments["domain_id"]}} if arguments["domain_id"] else None


class IamProvider(FetchedProvider):
    """The token of a login."""

    def __init__(
        self, present: Present, login: IamLogin, endpoint: str, scope: dict[str, Any]
    ) -> None:
        super().__init__(present, login.store(endpoint, scope))
        self._login, self._endpoint, self._scope = login, endpoint, scope
        self.secrets = (login.password,)
        self.urls = (endpoint,)

    async def _fetch(self, sender: Sender, deadline: Deadline) -> Issued:
        since = time.monotonic()
        message = self._login.message(self._endpoint, self._scope)
        response = await sender.send(message, deadline)
        return issued(_token(response), _life(response), since)


def _token(response: Response) -> Token:
    if response.status == _CREATED:
        value = response.headers.get("X-Subject-Token")
        if value:
            return Token(value)
        raise response.contract_error(
            Violation("", "a token in the header X-Subject-Token", "none")
        )
    if response.status < _ERROR:
        received = f"status {response.status}{response.redirection}"
        raise response.contract_error(Violation("", f"status {_CREATED}", received))
    refusal = response.status_error()
    if refusal.retryable:
        raise refusal
    raise CredentialsError(f"the login was refused: {refusal}") from refusal


def _life(response: Response) -> float:
    """The lifetime of a token in seconds, by the server's clock, as ours may be wrong."""
    body = response.raw().json
    token = body.get("token") if isinstance(body, dict) else None
    try:
        life = _instant(token["expires_at"]) - _instant(token["issued_at"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return _DEFAULT_LIFE  # a rejected token is renewed anyway
    return life.total_seconds()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def vendor_domain(url: str) -> str | None:
    """The vendor's domain that a URL belongs to; None if it belongs to none."""
    host = (urlsplit(url).hostname or "").removesuffix(".")
    return next((domain for domain in _DOMAINS if host.endswith(f".{domain}")), None)


def endpoint_for(region: str | None, base_url: str) -> str | None:
    """IAM's URL for one of the vendor's services; None for any other host."""
    domain = vendor_domain(base_url)
    host = f"iam.{region}" if region else "iam"
    return f"https://{host}.{domain}" if domain else None
