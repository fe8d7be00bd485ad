"""The target file: which server to check, with which credentials and known ids."""

from __future__ import annotations

import difflib
import os
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from contract_tests.spec import JSON, Operation, Spec

_TOKENS = ("token", "denied_token")
_KEYS = ("base_url", *_TOKENS, "known")


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
    token: str | None = field(default=None, repr=False)
    denied_token: str | None = field(default=None, repr=False)
    known: dict[str, tuple[Known, ...]] = field(default_factory=dict)
    """By operationId."""


def load_targets(path: Path, specs: dict[str, Spec], only: str | None = None) -> dict[str, Target]:
    """The target of each API, or of one, by the API's name.

    Raises:
        TargetError: The file cannot be read or used as it stands.
    """
    return _Reader(path, specs).targets([only] if only else list(specs))


class _Reader:
    def __init__(self, path: Path, specs: dict[str, Spec]) -> None:
        self._path = path
        self._specs = specs
        self._operations = {one.id: one for spec in specs.values() for one in spec.operations}
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
        self._refuse_unknown("", self._document, (*_KEYS, *self._specs))
        return {name: self._target(self._specs[name]) for name in names}

    def _refuse_unknown(self, where: str, given: Iterable[str], right: Iterable[str]) -> None:
        right = sorted(right)
        for key in given:
            if key not in right:
                close = difflib.get_close_matches(key, right, n=1)
                hint = f"did you mean {close[0]}?" if close else f"it may be {', '.join(right)}"
                self._fail(f"unknown key {where}{key}; {hint}")

    def _target(self, spec: Spec) -> Target:
        """Take the keys at the top, and over them those of the API's own table."""
        own = self._table(spec.name, self._document.get(spec.name, {}))
        self._refuse_unknown(f"{spec.name}.", own, _KEYS)
        keys = {**self._document, **own}
        secrets = {name: self._secret(name, keys[name]) for name in _TOKENS if name in keys}
        if "token" not in secrets and any(one.security for one in spec.operations):
            self._fail('token is missing; give it as token = "env:NAME" or "file:PATH"')
        known = self._known(keys.get("known", {}))
        return Target(self._base_url(keys.get("base_url")), known=known, **secrets)

    def _table(self, key: str, value: JSON) -> dict[str, JSON]:
        if not isinstance(value, dict):
            self._fail(f"{key} must be a table")
        return value

    def _base_url(self, value: JSON) -> str:
        if value is None:
            self._fail('base_url is missing; for example base_url = "http://127.0.0.1:4010"')
        if not isinstance(value, str) or not _is_base_url(value):
            self._fail(f"base_url must be http:// or https://, a host and perhaps a path: {value}")
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
        return secret

    def _file(self, key: str, name: str) -> str:
        try:
            return (self._path.parent / name).read_text(encoding="utf-8").strip()
        except OSError as error:
            self._fail(f"{key}: file:{name}: {error.strerror}")
        except UnicodeDecodeError:
            self._fail(f"{key}: file:{name} is not UTF-8")

    def _known(self, value: JSON) -> dict[str, tuple[Known, ...]]:
        tables = self._table("known", value)
        self._refuse_unknown("known.", tables, self._operations)
        return {
            name: tuple(self._entry(self._operations[name], one) for one in _listed(entries))
            for name, entries in tables.items()
        }

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
