"""Reads the target of each API from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.conformance.target.credentials import AccessKey, StaticToken
from contract_tests.conformance.target.iam import IamLogin
from contract_tests.conformance.target.known import read_known, read_unknown
from contract_tests.conformance.target.model import CAPABILITIES, Target
from contract_tests.conformance.target.source import Source, is_reference

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.conformance.requests.reproduction.shell import Origins
    from contract_tests.conformance.target.credentials import Credentials
    from openapi.contract import JSON, Contract, Operation

_KEYS = (
    *("base_url", "token", "denied_token", "login", "known", "unknown"),
    *("capabilities", "ca_bundle", "client_cert", "client_key", "proxy", "headers", "live"),
)
_FRAMING = ("content-length", "transfer-encoding")
_ACCESS_KEY = ("ak", "sk", "security_token")
_IAM = ("iam_endpoint", "iam_user", "iam_password", "iam_domain", "project_id", "project")


def load_targets(
    path: Path,
    contracts: dict[str, Contract],
    only: str | None = None,
    base_url: str | None = None,
) -> dict[str, Target]:
    """Read the target of each API, or of one, by the name of the API.

    Args:
        path: The file of the target.
        contracts: By the API's name.
        only: The only API to check.
        base_url: Overrides every ``base_url`` of the file.

    Raises:
        TargetError: The file cannot be read or is invalid.
    """
    source = Source(path)
    document = source.document()
    source.refuse_unknown("", document, (*_KEYS, *contracts))
    overrides = {} if base_url is None else {"base_url": source.base_url("--base-url", base_url)}
    operations = {
        operation.id: operation
        for contract in contracts.values()
        for operation in contract.operations
    }
    return {
        name: _Reader(source, _merged(source, document, name) | overrides).target(
            contracts[name], operations
        )
        for name in ([only] if only else contracts)
    }


def _merged(source: Source, document: dict[str, JSON], name: str) -> dict[str, JSON]:
    """The top-level keys, overridden by those of the table of an API."""
    own = source.table(name, document.get(name, {}), _KEYS)
    keys = {**document, **own}
    if {"token", "login"} & set(own):
        keys |= {key: own.get(key) for key in ("token", "login")}
    return keys


class _Reader:
    """Reads the keys of one API, and collects the secrets."""

    def __init__(self, source: Source, keys: dict[str, JSON]) -> None:
        self._source = source
        self._keys = keys
        self._secrets: list[str] = []
        self._origins: Origins = {}

    def target(self, contract: Contract, operations: dict[str, Operation]) -> Target:
        login, lacks = self._login(), self._lacks()
        if login is None and "authentication" not in lacks and _is_secured(contract):
            self._source.fail('token is missing; give it as token = "env:NAME" or "file:PATH"')
        known = read_known(self._source, self._keys.get("known", {}), operations)
        get = self._keys.get
        certificate = self._source.client_certificate(get("client_cert"), get("client_key"))
        return Target(
            base_url=self._source.base_url("base_url", get("base_url")),
            login=login,
            denied_token=self._denied_token(login),
            known=known,
            unknown=read_unknown(self._source, self._keys.get("unknown", []), operations, known),
            lacks=lacks,
            live=self._live(),
            ca_bundle=self._source.certificates("ca_bundle", get("ca_bundle")),
            client_certificate=certificate,
            proxy=self._proxy(),
            headers=self._headers(contract),
            secrets=tuple(self._secrets),
            origins=self._origins,
        )

    def _denied_token(self, login: Credentials | IamLogin | None) -> str | None:
        if (reference := self._keys.get("denied_token")) is None:
            return None
        denied = self._secret("denied_token", reference)
        if isinstance(login, StaticToken) and login.token == denied:
            self._source.fail("denied_token is the same as token; it needs a user of its own")
        return denied

    def _secret(self, key: str, reference: JSON) -> str:
        secret, origin = self._source.secret(key, reference)
        self._secrets.append(secret)
        self._origins[secret] = origin
        return secret

    def _login(self) -> Credentials | IamLogin | None:
        token, login = self._keys.get("token"), self._keys.get("login")
        if token is not None and login is not None:
            self._source.fail("give either token or login, not both")
        if token is not None:
            return StaticToken(self._secret("token", token))
        if login is None:
            return None
        table = self._source.table("login", login, (*_ACCESS_KEY, *_IAM))
        return self._access_key(table) if "ak" in table else self._iam_login(table)

    def _access_key(self, table: dict[str, JSON]) -> AccessKey:
        self._source.refuse_unknown("login.", table, _ACCESS_KEY)
        self._source.demand("login", table, ("ak", "sk"))
        return AccessKey(**{key: self._secret(f"login.{key}", table[key]) for key in table})

    def _iam_login(self, table: dict[str, JSON]) -> IamLogin:
        self._source.refuse_unknown("login.", table, _IAM)
        self._source.demand("login", table, _IAM[:4])
        password = self._secret("login.iam_password", table["iam_password"])
        self._source.demand("login", table, table.keys() & {"project_id", "project"})
        scope = {"domain": {"name": table["iam_domain"]}}
        if "project_id" in table:
            scope = {"project": {"id": table["project_id"]}}
        elif "project" in table:
            scope = {"project": {"name": table["project"]}}
        endpoint = self._source.base_url("login.iam_endpoint", table["iam_endpoint"])
        return IamLogin(endpoint, table["iam_user"], password, table["iam_domain"], scope)

    def _lacks(self) -> frozenset[str]:
        table = self._source.table("capabilities", self._keys.get("capabilities", {}), CAPABILITIES)
        for key, value in table.items():
            if not isinstance(value, bool):
                self._source.fail(f"capabilities.{key} must be true or false")
        return frozenset(key for key, value in table.items() if not value)

    def _live(self) -> bool | None:
        value = self._keys.get("live")
        if value is not None and not isinstance(value, bool):
            self._source.fail("live must be true or false")
        return value

    def _proxy(self) -> str | None:
        value = self._keys.get("proxy")
        if value is None:
            return None
        # The address of a proxy may contain a password.
        if is_reference(value):
            value, origin = self._source.secret("proxy", value)
            self._origins[value] = origin
        return self._source.url("proxy", value, with_user=True)

    def _headers(self, contract: Contract) -> dict[str, str]:
        table = self._source.table("headers", self._keys.get("headers", {}))
        tokens = {(operation.token_header or "").lower() for operation in contract.operations}
        for name in table:
            if name.lower() in tokens:
                # It would be sent even where a request must carry no credentials.
                self._source.fail(f"headers.{name}: give the token as token")
            if name.lower() in _FRAMING:
                self._source.fail(f"headers.{name} belongs to each request, and cannot be set")
        return {
            self._source.field_name(f"headers.{name}", name): self._header(f"headers.{name}", value)
            for name, value in table.items()
        }

    def _header(self, key: str, value: JSON) -> str:
        if is_reference(value):
            return self._secret(key, value)
        self._secrets.append(self._source.field_value(key, value))
        return self._secrets[-1]


def _is_secured(contract: Contract) -> bool:
    return any(
        operation.authentication_required for operation in contract.operations if operation.reads
    )
