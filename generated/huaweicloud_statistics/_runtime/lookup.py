# Written by scripts/generate from openapi/client/runtime/lookup.py. Edit that.
"""Which credentials to use: those given, or those the environment has."""

from __future__ import annotations

import configparser
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .credentials import AccessKey, Anonymous, AskedToken, Credentials, StaticToken
from .errors import ArgumentError, CredentialsError
from .iam import IamToken, Login, endpoint_for
from .tokens import checked
from .urls import checked_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from .settings import Api

_TOKEN = "HUAWEICLOUD_AUTH_TOKEN"  # noqa: S105  # its name
_SDK = "HUAWEICLOUD_SDK_"
_IAM_HEADER = "x-auth-token"


@dataclass(frozen=True)
class Given:
    """What may say who calls, as passed to a client's constructor or found."""

    token: str | Callable[[], Any] | None = field(default=None, repr=False)
    ak: str | None = None
    sk: str | None = field(default=None, repr=False)
    security_token: str | None = field(default=None, repr=False)
    iam_user: str | None = None
    iam_password: str | None = field(default=None, repr=False)
    iam_domain: str | None = None
    iam_endpoint: str | None = None
    project: str | None = None
    project_id: str | None = None
    domain_id: str | None = None

    def kinds(self) -> list[str]:
        """Which ways in were chosen."""
        ways = {
            "token": (self.token,),
            "ak, sk": (self.ak, self.sk, self.security_token),
            "iam_user, iam_password, iam_domain": (
                *(self.iam_user, self.iam_password, self.iam_domain),
            ),
        }
        return [name for name, values in ways.items() if any(one is not None for one in values)]


@dataclass(frozen=True)
class Place:
    """Where the calls go."""

    region: str | None
    base_url: str


def credentials(api: Api, given: Given, place: Place) -> Credentials:
    """Those given, or else found.

    Raises:
        ArgumentError: What is given does not go together, or not with the API.
        CredentialsError: There are none, or unusable ones.
    """
    kinds = given.kinds()
    if len(kinds) > 1:
        raise ArgumentError(f"pass only one of: {'; '.join(kinds)}")
    if not kinds:
        if not api.token_required:
            return Anonymous()
        given = _found(api, given)
    if given.token is not None:
        return _token(api, given.token)
    if given.iam_user or given.iam_password or given.iam_domain:
        return _iam(api, given, place)
    return _key(api, given)


def _token(api: Api, token: Any) -> Credentials:
    if api.token_header is None:
        raise ArgumentError(f"{api.name} takes no token")
    if callable(token):
        return AskedToken(api.token_header, token)
    return StaticToken(api.token_header, checked(token))


def _key(api: Api, given: Given) -> Credentials:
    if not api.signed:
        raise ArgumentError(f"{api.name} takes no signature: ak and sk are of no use")
    for name in ("ak", "sk"):
        _usable(name, getattr(given, name))
    if given.security_token is not None:
        _usable("security_token", given.security_token)
    # As the vendor's SDK: one or the other, a project before a domain.
    scope = {"X-Project-Id": given.project_id} if given.project_id else {}
    if given.domain_id and not scope:
        scope = {"X-Domain-Id": given.domain_id}
    for value in scope.values():
        _usable("project_id or domain_id", value)
    return AccessKey(str(given.ak), str(given.sk), given.security_token, scope)


def _iam(api: Api, given: Given, place: Place) -> Credentials:
    if api.token_header is None or api.token_header.lower() != _IAM_HEADER:
        raise ArgumentError(f"{api.name} takes no token of IAM")
    for name in ("iam_user", "iam_password", "iam_domain"):
        value = getattr(given, name)
        if not isinstance(value, str) or not value:
            raise CredentialsError(f"an IAM login needs {name}, a non-empty string")
    endpoint = given.iam_endpoint or os.environ.get(f"{_SDK}IAM_ENDPOINT")
    endpoint = endpoint or endpoint_for(place.region, place.base_url)
    if endpoint is None:
        # The vendor's own is not guessed: the password would go where the caller has no account.
        raise CredentialsError("an IAM login beside a base_url of your own needs iam_endpoint")
    return IamToken(
        api.token_header,
        Login(
            endpoint=checked_url("iam_endpoint", endpoint),
            user=str(given.iam_user),
            password=str(given.iam_password),
            domain=str(given.iam_domain),
            scope=_scope(given, place),
        ),
    )


def _scope(given: Given, place: Place) -> dict[str, Any]:
    if given.project_id is not None:
        return {"project": {"id": given.project_id}}
    project = given.project or place.region
    if project is not None:
        return {"project": {"name": project}}
    if given.domain_id is not None:
        return {"domain": {"id": given.domain_id}}
    return {"domain": {"name": given.iam_domain}}


def _usable(name: str, value: Any) -> None:
    fits = isinstance(value, str) and value and value.isascii() and value.isprintable()
    if not fits or " " in value:
        raise CredentialsError(f"{name} must be a non-empty string of printable ASCII")


def _found(api: Api, given: Given) -> Given:
    environment = os.environ
    if api.token_header and api.token_header.lower() == _IAM_HEADER and environment.get(_TOKEN):
        return replace(given, token=environment[_TOKEN])
    if api.signed:
        found = _from_environment(given) or _from_file(given)
        if found:
            return found
    if not api.signed:
        raise CredentialsError(f"{api.name} needs a token: pass token")
    file = _file() or "~/.huaweicloud/credentials"
    raise CredentialsError(
        f"{api.name} needs credentials: pass token, ak and sk, or iam_user, iam_password and "
        f"iam_domain. None were passed, nor found in {_TOKEN}, in {_SDK}AK and {_SDK}SK, "
        f"or in the file {file}"
    )


def _from_environment(given: Given) -> Given | None:
    names = ("ak", "sk", "security_token", "project_id", "domain_id")
    found = {name: os.environ.get(f"{_SDK}{name.upper()}") or None for name in names}
    if not found["ak"] and not found["sk"]:
        return None
    if not found["ak"] or not found["sk"]:
        raise CredentialsError(f"of {_SDK}AK and {_SDK}SK only one is set")
    return _completed(given, found)


def _from_file(given: Given) -> Given | None:
    path = _file()
    if path is None or not path.is_file():
        return None
    profile = configparser.ConfigParser(interpolation=None)
    try:
        profile.read_string(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, configparser.Error):
        readable = False  # why is not said: the parser's words show the line
    else:
        readable = True
    if not readable:
        raise CredentialsError(f"the credentials file {path} cannot be read")
    for section in ("basic", "global"):
        if profile.has_section(section):
            found = {name: profile.get(section, name, fallback=None) for name in _MEMBERS}
            if found["ak"] and found["sk"]:
                return _completed(given, found)
    raise CredentialsError(f"the credentials file {path} has no ak and sk in [basic] or [global]")


_MEMBERS = ("ak", "sk", "security_token", "project_id", "domain_id", "iam_endpoint")


def _completed(given: Given, found: dict[str, str | None]) -> Given:
    """What was found, but not in place of what was passed."""
    return replace(
        given, **{name: value for name, value in found.items() if getattr(given, name) is None}
    )


def _file() -> Path | None:
    named = os.environ.get(f"{_SDK}CREDENTIALS_FILE")
    if named:
        return Path(named)
    try:
        return Path.home() / ".huaweicloud" / "credentials"
    except RuntimeError:
        return None
