"""A target's file, and values of it checked one by one, with errors that name the key."""

from __future__ import annotations

import difflib
import os
import tomllib
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from contract_tests.conformance.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from openapi.contract import JSON


class Source:
    """One file."""

    def __init__(self, path: Path) -> None:
        """Remember the path, to which others are relative."""
        self.path = path

    def fail(self, problem: str) -> NoReturn:
        """Refuse the target."""
        raise TargetError(f"{self.path.name}: {problem}")

    def document(self) -> dict[str, JSON]:
        """The whole file."""
        try:
            return tomllib.loads(self.path.read_text(encoding="utf-8"))
        except OSError as error:
            self.fail(f"{error.strerror} ({self.path})")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.fail(f"not TOML: {error}")

    def table(self, key: str, value: JSON, names: Iterable[str] | None = None) -> dict[str, JSON]:
        """A table, with no keys but those named."""
        if not isinstance(value, dict):
            self.fail(f"{key} must be a table")
        if names is not None:
            self.refuse_unknown(f"{key}.", value, names)
        return value

    def refuse_unknown(self, prefix: str, keys: Iterable[str], names: Iterable[str]) -> None:
        """Refuse keys that are not among the names."""
        names = sorted(names)
        for key in keys:
            if key not in names:
                close = difflib.get_close_matches(key, names, n=1)
                hint = f"did you mean {close[0]}?" if close else f"it may be {', '.join(names)}"
                self.fail(f"unknown key {prefix}{key}; {hint}")

    def demand(self, key: str, table: dict[str, JSON], names: Iterable[str]) -> None:
        """Refuse a table that lacks a string."""
        for name in names:
            if not isinstance(table.get(name), str):
                self.fail(f"{key}.{name} is missing, or is not a string")

    def base_url(self, key: str, value: JSON) -> str:
        """A URL that paths are appended to."""
        if value is None:
            self.fail(f'{key} is missing; for example {key} = "http://127.0.0.1:4010"')
        if not isinstance(value, str) or not _is_base_url(value):
            self.fail(f"{key} must be http:// or https://, a host and perhaps a path")
        return value.rstrip("/")

    def existing_file(self, key: str, value: JSON) -> str | None:
        """The path of a file, if any is given."""
        if value is None:
            return None
        if not isinstance(value, str) or not (self.path.parent / value).is_file():
            self.fail(f"{key} must be the path of a file: {value}")
        return str(self.path.parent / value)

    def secret(self, key: str, reference: JSON) -> str:
        """What a reference names; a literal is refused unseen, it may be the secret itself."""
        kind, _, name = reference.partition(":") if isinstance(reference, str) else ("", "", "")
        if kind not in ("env", "file") or not name:
            self.fail(f'{key} must be "env:NAME" or "file:PATH", never the secret itself')
        secret = os.environ.get(name, "") if kind == "env" else self.read(key, name)
        if not secret:
            self.fail(f"{key}: {reference} is not set or is empty")
        if not (secret.isascii() and secret.isprintable()):
            self.fail(f"{key}: {reference} holds characters that no header can carry")
        return secret

    def read(self, key: str, name: str) -> str:
        """The text of another file."""
        try:
            return (self.path.parent / name).read_text(encoding="utf-8").strip()
        except OSError as error:
            self.fail(f"{key}: file:{name}: {error.strerror}")
        except UnicodeDecodeError:
            self.fail(f"{key}: file:{name} is not UTF-8")


def is_reference(value: JSON) -> bool:
    """Whether a value names a secret instead of being one."""
    return isinstance(value, str) and value.startswith(("env:", "file:"))


def _is_base_url(value: str) -> bool:
    parts = urlsplit(value)
    return bool(
        parts.scheme in ("http", "https")
        and parts.hostname
        and not parts.username
        and not parts.query
        and not parts.fragment
    )
