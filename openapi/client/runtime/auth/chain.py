"""The credential chain: the credentials passed to a client, or the first that are found."""

from __future__ import annotations

import configparser
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ArgumentError, CredentialsError
from ..http.address import checked_url
from .credentials import AccessKey, Anonymous, StaticProvider, TokenHeader
from .fetched import TokenFunctionProvider
from .iam import IamProvider, Login, endpoint_for
from .tokens import Token, checked_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..api import Api
    from .credentials import CredentialsProvider

_TOKEN = "HUAWEICLOUD_AUTH_TOKEN"  # noqa: S105  # its name
_SDK = "HUAWEICLOUD_SDK_"
_IAM_HEADER = "x-auth-token"
_FROM_ENVIRONMENT = ("ak", "sk", "security_token", "project_id", "domain_id")
_FROM_FILE = (*_FROM_ENVIRONMENT, "iam_endpoint")


_KINDS = {
    "token": ("token",),
    "ak, sk": ("ak", "sk", "security_token"),
    "iam_user, iam_password, iam_domain": ("iam_user", "iam_password", "iam_domain"),
}


@dataclass(frozen=True)
class CredentialArguments:
    """What may say who calls, as passed to a client or found."""

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

    @property
    def kinds(self) -> list[str]:
        """Which kinds of credentials there are, each as the names of its arguments."""
        return [
            kind
            for kind, names in _KINDS.items()
            if any(getattr(self, name) is not None for name in names)
        ]


def provider(
    api: Api, arguments: CredentialArguments, region: str | None, base_url: str
) -> CredentialsProvider:
    """The provider of the credentials that were passed, or else found.

    Raises:
        ArgumentError: The arguments do not go together, or not with the API.
        CredentialsError: There are no credentials, or invalid ones.
    """
    kinds = arguments.kinds
    if len(kinds) > 1:
        raise ArgumentError(f"pass only one of: {'; '.join(kinds)}")
    if not kinds:
        if not api.credentials_required:
            return StaticProvider(Anonymous())
        arguments = _found(api, arguments)
    if arguments.token is not None:
        return _token(api, arguments.token)
    if "ak, sk" in arguments.kinds:
        return _key(api, arguments)
    return _iam(api, arguments, region, base_url)


def _token(api: Api, token: Any) -> CredentialsProvider:
    if api.token_header is None:
        raise ArgumentError(f"{api.name} does not support tokens")
    if callable(token):
        return TokenFunctionProvider(api.token_header, token)
    return StaticProvider(TokenHeader(api.token_header, Token(checked_token(token))))


def _key(api: Api, arguments: CredentialArguments) -> CredentialsProvider:
    if not api.signed:
        raise ArgumentError(f"{api.name} does not support AK/SK signing")
    for name in ("ak", "sk"):
        _check(name, getattr(arguments, name))
    if arguments.security_token is not None:
        _check("security_token", arguments.security_token)
    # As the vendor's SDK: one or the other, a project before a domain.
    scope = {"X-Project-Id": arguments.project_id} if arguments.project_id else {}
    if arguments.domain_id and not scope:
        scope = {"X-Domain-Id": arguments.domain_id}
    for value in scope.values():
        _check("project_id or domain_id", value)
    key = AccessKey(str(arguments.ak), str(arguments.sk), arguments.security_token, scope)
    return StaticProvider(key, key.secrets)


def _iam(
    api: Api, arguments: CredentialArguments, region: str | None, base_url: str
) -> CredentialsProvider:
    if api.token_header is None or api.token_header.lower() != _IAM_HEADER:
        raise ArgumentError(f"{api.name} does not support IAM tokens")
    for name in ("iam_user", "iam_password", "iam_domain"):
        value = getattr(arguments, name)
        if not isinstance(value, str) or not value:
            raise CredentialsError(f"{name} must be a non-empty string for an IAM login")
    endpoint = arguments.iam_endpoint or os.environ.get(f"{_SDK}IAM_ENDPOINT")
    endpoint = endpoint or endpoint_for(region, base_url)
    if endpoint is None:
        # The vendor's own is not guessed: the password would go where the caller has no account.
        raise CredentialsError("iam_endpoint is required when base_url is not a Huawei Cloud host")
    return IamProvider(
        api.token_header,
        Login(
            endpoint=checked_url("iam_endpoint", endpoint),
            user=str(arguments.iam_user),
            password=str(arguments.iam_password),
            domain=str(arguments.iam_domain),
            scope=_scope(arguments, region),
        ),
    )


def _scope(arguments: CredentialArguments, region: str | None) -> dict[str, Any]:
    if arguments.project_id is not None:
        return {"project": {"id": arguments.project_id}}
    project = arguments.project or region
    if project is not None:
        return {"project": {"name": project}}
    if arguments.domain_id is not None:
        return {"domain": {"id": arguments.domain_id}}
    return {"domain": {"name": arguments.iam_domain}}


def _check(name: str, value: Any) -> None:
    fits = isinstance(value, str) and value and value.isascii() and value.isprintable()
    if not fits or " " in value:
        raise CredentialsError(f"{name} must be a non-empty string of printable ASCII")


def _found(api: Api, arguments: CredentialArguments) -> CredentialArguments:
    token = os.environ.get(_TOKEN)
    if api.token_header and api.token_header.lower() == _IAM_HEADER and token:
        return replace(arguments, token=token)
    if not api.signed:
        raise CredentialsError(f"{api.name} needs a token: pass token")
    found = _from_environment(arguments) or _from_file(arguments)
    if found:
        return found
    raise CredentialsError(
        f"{api.name} needs credentials: pass token, ak and sk, or iam_user, iam_password and "
        f"iam_domain. None were passed, nor found in {_TOKEN}, in {_SDK}AK and {_SDK}SK, "
        f"or in the file {_file() or '~/.huaweicloud/credentials'}"
    )


def _from_environment(arguments: CredentialArguments) -> CredentialArguments | None:
    found = {name: os.environ.get(f"{_SDK}{name.upper()}") or None for name in _FROM_ENVIRONMENT}
    if not found["ak"] and not found["sk"]:
        return None
    if not found["ak"] or not found["sk"]:
        raise CredentialsError(f"of {_SDK}AK and {_SDK}SK only one is set")
    return _completed(arguments, found)


def _from_file(arguments: CredentialArguments) -> CredentialArguments | None:
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
            found = {name: profile.get(section, name, fallback=None) for name in _FROM_FILE}
            if found["ak"] and found["sk"]:
                return _completed(arguments, found)
    raise CredentialsError(f"the credentials file {path} has no ak and sk in [basic] or [global]")


def _completed(arguments: CredentialArguments, found: dict[str, str | None]) -> CredentialArguments:
    """What was found, but not in place of what was passed."""
    return replace(
        arguments,
        **{name: value for name, value in found.items() if getattr(arguments, name) is None},
    )


def _file() -> Path | None:
    named = os.environ.get(f"{_SDK}CREDENTIALS_FILE")
    if named:
        return Path(named)
    try:
        return Path.home() / ".huaweicloud" / "credentials"
    except RuntimeError:
        return None
