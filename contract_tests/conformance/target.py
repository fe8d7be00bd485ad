"""The target file: which server to check, with which credentials and known ids."""

from __future__ import annotations

import difflib
import os
import shlex
import subprocess
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from contract_tests.conformance.login import IamUser, KeyPair, Login, Token

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from openapi.contract import JSON, Contract, Operation

CAPABILITIES = ("authentication", "isolation", "languages", "methods", "unknown_ids")
"""What a target may say it lacks; clauses that need it are not checked then."""
_KEYS = (
    *("base_url", "token", "denied_token", "login", "known", "capabilities"),
    *("ca_bundle", "proxy", "headers"),
)
_KEY_PAIR = ("ak", "sk", "security_token")
_IAM_USER = ("iam_endpoint", "iam_user", "iam_password", "iam_domain", "project_id", "project")
_COMMAND_TIMEOUT = 60
"""Seconds."""


class TargetError(ValueError):
    """A target that cannot be used: one sentence that names the key and what would be right."""


@dataclass(frozen=True)
class Known:
    """Something that exists on the server."""

    path: dict[str, str]
    """Path parameters by name, as text."""
    expect: JSON = None
    """What its 200 body must contain; ``None`` for anything."""


@dataclass(frozen=True)
class Target:
    """How to reach one API."""

    base_url: str
    login: Login | IamUser | None = None
    """Right credentials."""
    denied_token: str | None = field(default=None, repr=False)
    """Valid, but without the permission."""
    known: dict[str, tuple[Known, ...]] = field(default_factory=dict)
    """By operationId."""
    lacks: frozenset[str] = frozenset()
    """Of `CAPABILITIES`."""
    ca_bundle: str | None = None
    proxy: str | None = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    """Sent with every request."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What must appear in no output."""

    @property
    def token(self) -> str | None:
        """The right token, where it is known beforehand."""
        return self.login.token if isinstance(self.login, Token) else None


def load_targets(
    path: Path, contracts: dict[str, Contract], only: str | None = None
) -> dict[str, Target]:
    """The target of each API, or of one, by the API's name.

    Raises:
        TargetError: The file cannot be read or used as it stands.
    """
    return _Reader(path, contracts).targets([only] if only else list(contracts))


class _Reader:
    def __init__(self, path: Path, contracts: dict[str, Contract]) -> None:
        self._path = path
        self._contracts = contracts
        self._operations = {
            one.id: one for contract in contracts.values() for one in contract.operations
        }
        self._document = self._read()

    def _fail(self, problem: str) -> NoReturn:
        raise TargetError(f"{self._path.name}: {problem}")

    def _read(self) -> dict[str, JSON]:
        try:
            return tomllib.loads(self._path.read_text(encoding="utf-8"))
        except OSError as error:
            self._fail(f"{error.strerror} ({self._path})")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self._fail(f"not TOML: {error}")

    def targets(self, names: list[str]) -> dict[str, Target]:
        self._refuse_unknown("", self._document, (*_KEYS, *self._contracts))
        return {name: self._target(self._contracts[name]) for name in names}

    def _refuse_unknown(self, where: str, given: Iterable[str], right: Iterable[str]) -> None:
        right = sorted(right)
        for key in given:
            if key not in right:
                close = difflib.get_close_matches(key, right, n=1)
                hint = f"did you mean {close[0]}?" if close else f"it may be {', '.join(right)}"
                self._fail(f"unknown key {where}{key}; {hint}")

    def _target(self, contract: Contract) -> Target:
        """Take the keys at the top, and over them those of the API's own table."""
        own = self._table(contract.name, self._document.get(contract.name, {}))
        self._refuse_unknown(f"{contract.name}.", own, _KEYS)
        keys = {**self._document, **own}
        if {"token", "login"} & set(own):
            keys |= {key: own.get(key) for key in ("token", "login")}
        self._secrets: list[str] = []
        login = self._login(keys)
        if login is None and any(one.security for one in contract.operations):
            self._fail('token is missing; give it as token = "env:NAME" or "file:PATH"')
        denied = keys.get("denied_token")
        return Target(
            base_url=self._base_url(keys.get("base_url")),
            login=login,
            denied_token=denied and self._secret("denied_token", denied),
            known=self._known(keys.get("known", {})),
            lacks=self._lacks(self._table("capabilities", keys.get("capabilities", {}))),
            ca_bundle=self._ca_bundle(keys.get("ca_bundle")),
            proxy=self._proxy(keys.get("proxy")),
            headers=self._headers(self._table("headers", keys.get("headers", {}))),
            secrets=tuple(self._secrets),
        )

    def _login(self, keys: dict[str, JSON]) -> Login | IamUser | None:
        token, login = keys.get("token"), keys.get("login")
        if token is not None and login is not None:
            self._fail("give either token or login, not both")
        if token is not None:
            return Token(self._secret("token", token))
        if login is None:
            return None
        table = self._table("login", login)
        self._refuse_unknown("login.", table, (*_KEY_PAIR, *_IAM_USER))
        return self._key_pair(table) if "ak" in table else self._iam_user(table)

    def _key_pair(self, table: dict[str, JSON]) -> KeyPair:
        self._refuse_unknown("login.", table, _KEY_PAIR)
        self._demand("login", table, ("ak", "sk"))
        return KeyPair(**{key: self._secret(f"login.{key}", table[key]) for key in table})

    def _iam_user(self, table: dict[str, JSON]) -> IamUser:
        self._refuse_unknown("login.", table, _IAM_USER)
        self._demand("login", table, _IAM_USER[:4])
        password = self._secret("login.iam_password", table["iam_password"])
        scope = {"domain": {"name": table["iam_domain"]}}
        if "project_id" in table:
            scope = {"project": {"id": table["project_id"]}}
        elif "project" in table:
            scope = {"project": {"name": table["project"]}}
        endpoint = self._base_url(table["iam_endpoint"], "login.iam_endpoint")
        return IamUser(endpoint, table["iam_user"], password, table["iam_domain"], scope)

    def _demand(self, where: str, table: dict[str, JSON], keys: Iterable[str]) -> None:
        for key in keys:
            if not isinstance(table.get(key), str):
                self._fail(f"{where}.{key} is missing, or is not a string")

    def _lacks(self, table: dict[str, JSON]) -> frozenset[str]:
        self._refuse_unknown("capabilities.", table, CAPABILITIES)
        for key, value in table.items():
            if not isinstance(value, bool):
                self._fail(f"capabilities.{key} must be true or false")
        return frozenset(key for key, value in table.items() if not value)

    def _ca_bundle(self, value: JSON) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or not (self._path.parent / value).is_file():
            self._fail(f"ca_bundle must be the path of a file: {value}")
        return str(self._path.parent / value)

    def _proxy(self, value: JSON) -> str | None:
        if value is None:
            return None
        # A proxy's address may hold a password.
        secret = self._secret("proxy", value) if str(value).startswith(("env:", "file:")) else value
        if not isinstance(secret, str) or not secret.startswith(("http://", "https://")):
            self._fail('proxy must be an http:// address, or "env:NAME" or "file:PATH" of one')
        return secret

    def _headers(self, table: dict[str, JSON]) -> dict[str, str]:
        return {name: self._header(name, value) for name, value in table.items()}

    def _header(self, name: str, value: JSON) -> str:
        if not isinstance(value, str):
            self._fail(f"headers.{name} must be a string")
        is_reference = value.startswith(("env:", "file:"))
        return self._secret(f"headers.{name}", value) if is_reference else value

    def _table(self, key: str, value: JSON) -> dict[str, JSON]:
        if not isinstance(value, dict):
            self._fail(f"{key} must be a table")
        return value

    def _base_url(self, value: JSON, key: str = "base_url") -> str:
        if value is None:
            self._fail(f'{key} is missing; for example {key} = "http://127.0.0.1:4010"')
        if not isinstance(value, str) or not _is_base_url(value):
            self._fail(f"{key} must be http:// or https://, a host and perhaps a path")
        return value.rstrip("/")

    def _secret(self, key: str, reference: JSON) -> str:
        """What a reference names; a literal is refused unseen, it may be the real secret."""
        kind, _, name = reference.partition(":") if isinstance(reference, str) else ("", "", "")
        if kind not in ("env", "file") or not name:
            self._fail(f'{key} must be "env:NAME" or "file:PATH", never the secret itself')
        secret = os.environ.get(name, "") if kind == "env" else self._file(key, name)
        if not secret:
            self._fail(f"{key}: {reference} is not set or is empty")
        if not (secret.isascii() and secret.isprintable()):
            self._fail(f"{key}: {reference} holds characters that no header can carry")
        self._secrets.append(secret)
        return secret

    def _file(self, key: str, name: str) -> str:
        try:
            return (self._path.parent / name).read_text(encoding="utf-8").strip()
        except OSError as error:
            self._fail(f"{key}: file:{name}: {error.strerror}")
        except UnicodeDecodeError:
            self._fail(f"{key}: file:{name} is not UTF-8")

    def _known(self, value: JSON) -> dict[str, tuple[Known, ...]]:
        tables = self._table("known", self._listing(value) if isinstance(value, str) else value)
        self._refuse_unknown("known.", tables, self._operations)
        return {
            name: tuple(self._entry(self._operations[name], one) for one in _listed(entries))
            for name, entries in tables.items()
        }

    def _listing(self, source: str) -> JSON:
        """The tables under `known`, as a file holds or a command prints them, in TOML."""
        kind, _, name = source.partition(":")
        if kind == "file":
            text = self._file("known", name)
        elif kind == "command":
            text = self._printed(name)
        else:
            self._fail('known must be tables, "file:PATH" or "command:PROGRAM ARGUMENTS"')
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self._fail(f"known: {source}: not TOML: {error}")
        return document.get("known", document)

    def _printed(self, command: str) -> str:
        try:
            done = subprocess.run(
                shlex.split(command),
                cwd=self._path.parent,
                capture_output=True,
                check=True,
                text=True,
                timeout=_COMMAND_TIMEOUT,
            )
        except subprocess.CalledProcessError as error:
            self._fail(f"known: {command} exited with {error.returncode}")
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            self._fail(f"known: {command} could not be run: {error}")
        return done.stdout

    def _entry(self, operation: Operation, value: JSON) -> Known:
        where = f"known.{operation.id}"
        entry = self._table(where, value)
        names = {parameter.name for parameter in operation.located("path")}
        self._refuse_unknown(f"{where}.", entry, {*names, "expect"})
        if missing := sorted(names - set(entry)):
            self._fail(f"{where}: {missing[0]} is missing")
        path = {name: str(entry[name]) for name in names}
        for parameter in operation.located("path"):
            if errors := parameter.errors(path[parameter.name]):
                self._fail(f"{where}.{parameter.name} breaks the contract: {errors[0].message}")
        return Known(path, entry.get("expect"))


def _listed(entries: JSON) -> list[JSON]:
    return entries if isinstance(entries, list) else [entries]


def _is_base_url(value: str) -> bool:
    parts = urlsplit(value)
    return bool(
        parts.scheme in ("http", "https")
        and parts.hostname
        and not parts.username
        and not parts.query
        and not parts.fragment
    )
