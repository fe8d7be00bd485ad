"""A TOML file whose values are validated with errors that name the key."""

from __future__ import annotations

import difflib
import os
import re
import shlex
import ssl
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from contract_tests.conformance.errors import TargetError
from contract_tests.conformance.requests.reproduction.shell import Origin
from contract_tests.conformance.target.reading import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openapi.contract import JSON

ADDRESS = "must be http:// or https://, a host and perhaps a port and a path"
_STRIP = r"tr -d '\357\273\277\t\r\n'"
"""Strips what is ignored around a secret."""
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HOST = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+(%[A-Za-z0-9._~-]+)?\]")
_URL = re.compile(r"[!-~]+")
_NAME = re.compile(r"[^/\\]{0,44}([/\\][^/\\]{0,44})*")
"""A variable or a path; longer components may be a secret by mistake."""
_LONGEST = 64 << 10
"""Characters."""
_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Source:
    """One file."""

    def __init__(self, path: Path) -> None:
        """Take the path, to which other paths are relative."""
        self.path = path

    def fail(self, problem: str) -> NoReturn:
        """Raise an error about the target."""
        raise TargetError(f"{self.path.name}: {problem}")

    def document(self) -> dict[str, JSON]:
        """The whole file."""
        try:
            return parse(_text(read_file(self.path)))
        except OSError as error:
            raise TargetError(f"{self.path}: {error.strerror or error}") from None
        except ValueError as error:
            self.fail(f"not TOML: {error}")

    def table(self, key: str, value: JSON, names: Iterable[str] | None = None) -> dict[str, JSON]:
        """A table, without keys other than those named."""
        if not isinstance(value, dict):
            self.fail(f"{key} must be a table")
        if names is not None:
            self.refuse_unknown(f"{key}.", value, names)
        return value

    def refuse_unknown(self, prefix: str, keys: Iterable[str], names: Iterable[str]) -> None:
        """Reject unknown keys."""
        names = sorted(names)
        for key in keys:
            if key not in names:
                self.fail(f"unknown key {prefix}{key}; {hint(key, names)}")

    def demand(self, key: str, table: dict[str, JSON], names: Iterable[str]) -> None:
        """Reject a table without a required string."""
        for name in names:
            if not isinstance(table.get(name), str):
                self.fail(f"{key}.{name} is missing, or is not a string")

    def base_url(self, key: str, value: JSON) -> str:
        """A URL that paths are appended to."""
        if value is None:
            self.fail(f'{key} is missing; for example {key} = "http://127.0.0.1:4010"')
        if is_reference(value):
            value, _ = self.secret(key, value)
        return self.url(key, value).rstrip("/")

    def url(self, key: str, value: JSON, *, with_user: bool = False) -> str:
        """A URL without query or fragment; an invalid one is not shown in the error."""
        if not isinstance(value, str) or not is_address(value):
            self.fail(f"{key} {ADDRESS}")
        if "@" in urlsplit(value).netloc and not with_user:
            self.fail(f"{key} must not contain a user or a password; use token or login")
        scheme, _, rest = value.partition(":")
        return f"{scheme.lower()}:{rest}"

    def existing_file(self, key: str, value: JSON) -> str | None:
        """The path of an existing file, or ``None``."""
        if value is None:
            return None
        if not isinstance(value, str) or not _is_file(self.path.parent / value):
            self.fail(f"{key} must be the path of a file: {_unless_secret(value)}")
        return str(self.path.parent / value)

    def certificates(self, key: str, value: JSON) -> str | None:
        """The path of a file of CA certificates, or ``None``."""
        path = self.existing_file(key, value)
        try:
            if path:
                ssl.create_default_context(cafile=path)
        except OSError as error:
            self.fail(f"{key} must be certificates in PEM: {_reason(error)}")
        return path

    def client_certificate(self, certificate: JSON, key: JSON) -> tuple[str | None, str | None]:
        """The paths of a client certificate and its key, which may be in one file."""
        cert_path = self.existing_file("client_cert", certificate)
        key_path = self.existing_file("client_key", key)
        if key_path and not cert_path:
            self.fail("client_key requires client_cert")
        try:
            if cert_path:
                # Without a password, OpenSSL would prompt for one.
                ssl.create_default_context().load_cert_chain(cert_path, key_path, password="")
        except OSError as error:
            self.fail(
                "client_cert and client_key must be a certificate and its key in PEM, the key "
                f"without a password: {_reason(error)}"
            )
        return cert_path, key_path

    def secret(self, key: str, reference: JSON) -> tuple[str, Origin]:
        """The secret that a reference names, and where a shell finds it.

        A literal is rejected without being shown, as it may be the secret itself.
        """
        kind, _, name = reference.partition(":") if isinstance(reference, str) else ("", "", "")
        if (kind != "env" or not _VARIABLE.fullmatch(name)) and (kind != "file" or not name):
            self.fail(f'{key} must be "env:NAME" or "file:PATH", never the secret itself')
        value = os.environ.get(name, "") if kind == "env" else self.read(key, name)
        secret = value.strip("\ufeff \t\r\n")
        if not secret:
            self.fail(f"{key}: {_unless_secret(reference)} is not set or is empty")
        self.field_value(f"{key}: {_unless_secret(reference)}", secret)
        if kind == "env" and value == secret:
            return secret, Origin(name)
        printed = f'printf %s "${name}"' if kind == "env" else f"cat {self._shown(name)}"
        is_exact = value.removesuffix("\n") == secret
        return secret, Origin("", printed if is_exact else f"{printed} | {_STRIP}")

    def _shown(self, name: str) -> str:
        """The path of another file, quoted for a shell."""
        path, here = (self.path.parent / name).absolute(), Path.cwd()
        return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))

    def field_value(self, key: str, value: JSON) -> str:
        """A valid header value; an invalid one is not shown in the error."""
        if not isinstance(value, str):
            self.fail(f"{key} must be a string")
        if len(value) > _LONGEST:
            self.fail(f"{key} is longer than a header can be")
        if not (value.isascii() and value.isprintable() and value == value.strip()):
            self.fail(f"{key} contains characters that are not allowed in a header")
        return value

    def field_name(self, key: str, name: str) -> str:
        """A valid header name."""
        if not _FIELD_NAME.fullmatch(name):
            self.fail(f"{key} is not a valid header name")
        return name

    def read(self, key: str, name: str) -> str:
        """The text of another file."""
        try:
            return _text(read_file(self.path.parent / name))
        except OSError as error:
            self.fail(f"{key}: {_unless_secret(f'file:{name}')}: {error.strerror or error}")
        except ValueError as error:
            self.fail(f"{key}: {_unless_secret(f'file:{name}')} {error}")


def is_address(value: str) -> bool:
    """Whether a URL is valid as `ADDRESS` says; it may contain a user and a password."""
    if not _URL.fullmatch(value) or {"?", "#", "\\"} & set(value):
        return False
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    host = parts.netloc.rpartition("@")[2].removesuffix(f":{port}")
    return parts.scheme in ("http", "https") and port != 0 and bool(_HOST.fullmatch(host))


def hint(name: str, names: list[str]) -> str:
    """A hint on a name that is not among those known."""
    close = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {close[0]}?" if close else f"it may be {', '.join(names)}"


def is_reference(value: JSON) -> bool:
    """Whether a value names a secret instead of being one."""
    return isinstance(value, str) and value.startswith(("env:", "file:"))


def parse(text: str) -> dict[str, JSON]:
    """A TOML document.

    Raises:
        ValueError: It is malformed.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _unless_secret(value: JSON) -> str:
    """A name to be shown, unless it is so long that it may be a secret."""
    text = str(value)
    return text if _NAME.fullmatch(text) else "a name too long to be shown"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # Not a valid file name.
        return False


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None


def _reason(error: OSError) -> str:
    return str(getattr(error, "reason", None) or error.strerror or error)
