# Written by scripts/generate from openapi/client/runtime/auth/chain.py. Edit that.
"""The credential chain: the credentials passed to a client, or else the first ones found."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import ArgumentError, CredentialsError
from ..network.address import checked_url
from . import found_credentials, metadata
from .clock import Clock
from .credentials import Issued, Signature, StaticProvider, TokenHeader
from .found_credentials import FileProvider, scope_headers
from .functions import FunctionProvider
from .iam import IamLogin, IamProvider, endpoint_for, filled, scope_of, vendor_domain
from .values import AccessKey, Token, text

if TYPE_CHECKING:
    from ..api import Api
    from .credentials import CredentialsProvider, PresentedCredentials, Value

CredentialsLike: TypeAlias = AccessKey | Token | IamLogin | Callable[[], AccessKey | Token]
"""What a synchronous client takes as `credentials`."""
AsyncCredentialsLike: TypeAlias = (
    CredentialsLike | Callable[[], AccessKey | Token | Awaitable[AccessKey | Token]]
)

_IAM_HEADER = "x-auth-token"
_IAM_ENDPOINT = "HUAWEICLOUD_SDK_IAM_ENDPOINT"
_KINDS = {
    "credentials": ("credentials",),
    "token": ("token",),
    "ak, sk": ("ak", "sk", "security_token"),
    "iam_user, iam_password, iam_domain": (
        *("iam_user", "iam_password", "iam_domain", "iam_endpoint"),
    ),
}


@dataclass(frozen=True, repr=False)
class CredentialArguments:
    """The credentials and their scope, as passed to a client."""

    credentials: Any = None
    token: Any = None
    ak: Any = None
    sk: Any = None
    security_token: Any = None
    iam_user: Any = None
    iam_password: Any = None
    iam_domain: Any = None
    iam_endpoint: Any = None
    project: Any = None
    project_id: Any = None
    domain_id: Any = None

    @property
    def kinds(self) -> list[str]:
        """The kinds of credentials that were passed, each as the names of its arguments."""
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
        ArgumentError: The arguments cannot be combined, or the API does not support them.
        CredentialsError: Credentials are missing or invalid.
    """
    for name in ("project", "project_id", "domain_id"):
        if getattr(arguments, name) is not None:
            text(name, getattr(arguments, name))
    kinds = arguments.kinds
    if len(kinds) > 1:
        raise ArgumentError(f"pass only one of: {'; '.join(kinds)}")
    if kinds:
        return _passed(_Presenter(api, arguments), arguments, region, base_url)
    if not api.credentials_required:
        return StaticProvider()
    return _discovered(_Presenter(api, arguments), base_url)


class _Presenter:
    """Presents credentials in the form that an API accepts."""

    def __init__(self, api: Api, arguments: CredentialArguments) -> None:
        self.api = api
        self._clock = Clock()
        self._scope = scope_headers(arguments.project_id, arguments.domain_id)

    def __call__(self, issued: Issued, scope: dict[str, str] | None = None) -> PresentedCredentials:
        value = issued.value
        if isinstance(value, Token):
            return TokenHeader(issued, value, self.token_header)
        if not self.api.signed:
            raise ArgumentError(f"{self.api.name} does not support AK/SK signing")
        return Signature(issued, value, self._scope or scope or {}, self._clock)

    def static(self, value: Value) -> StaticProvider:
        """A provider of fixed credentials."""
        return StaticProvider(self(Issued(value)), secrets=value.secrets)

    @property
    def token_header(self) -> str:
        """The header for tokens.

        Raises:
            ArgumentError: The API does not accept tokens.
        """
        if self.api.token_header is None:
            raise ArgumentError(f"{self.api.name} does not support tokens")
        return self.api.token_header

    @property
    def takes_iam_tokens(self) -> bool:
        return self.api.token_header is not None and self.token_header.lower() == _IAM_HEADER


def _passed(
    present: _Presenter, arguments: CredentialArguments, region: str | None, base_url: str
) -> CredentialsProvider:
    credentials = arguments.credentials
    if isinstance(credentials, AccessKey | Token):
        return present.static(credentials)
    if isinstance(credentials, IamLogin):
        return _iam(present, credentials, arguments, region, base_url)
    if callable(credentials):
        return FunctionProvider(present, "credentials", credentials)
    if credentials is not None:
        raise ArgumentError(
            "credentials must be a function, an AccessKey, a Token or an IamLogin; got "
            f"{type(credentials).__name__}"
        )
    if arguments.token is not None:
        return _token(present, arguments.token)
    if "ak, sk" in arguments.kinds:
        return _key(present, arguments)
    return _iam(present, _login(arguments), arguments, region, base_url)


def _token(present: _Presenter, token: Any) -> CredentialsProvider:
    if present.token_header and callable(token):
        return FunctionProvider(present, "token", token)
    return present.static(token if isinstance(token, Token) else Token(token))


def _key(present: _Presenter, arguments: CredentialArguments) -> CredentialsProvider:
    for name in ("ak", "sk"):
        if getattr(arguments, name) is None:
            raise CredentialsError(f"{name} must be passed as well")
    return present.static(AccessKey(arguments.ak, arguments.sk, arguments.security_token))


def _login(arguments: CredentialArguments) -> IamLogin:
    for name in ("iam_user", "iam_password", "iam_domain"):
        filled(name, getattr(arguments, name))
    endpoint = arguments.iam_endpoint
    return IamLogin(
        *(arguments.iam_user, arguments.iam_password, arguments.iam_domain),
        endpoint=None if endpoint is None else checked_url("iam_endpoint", endpoint),
    )


def _iam(
    present: _Presenter,
    login: IamLogin,
    arguments: CredentialArguments,
    region: str | None,
    base_url: str,
) -> CredentialsProvider:
    if not present.takes_iam_tokens:
        raise ArgumentError(f"{present.api.name} does not support IAM tokens")
    endpoint = login.endpoint or os.environ.get(_IAM_ENDPOINT) or endpoint_for(region, base_url)
    if endpoint is None:
        # Never guess the vendor's endpoint: the caller's password must not be sent there.
        raise CredentialsError("iam_endpoint is required when base_url is not a Huawei Cloud host")
    scope_arguments = {
        "project_id": arguments.project_id,
        "project": arguments.project or region,
        "domain_id": arguments.domain_id,
    }
    scope = login.scope or scope_of(scope_arguments) or {"domain": {"name": login.domain}}
    return IamProvider(present, login, checked_url(_IAM_ENDPOINT, endpoint), scope)


def _discovered(present: _Presenter, base_url: str) -> CredentialsProvider:
    """The first credentials found, in the places where the vendor's tools look."""
    if present.takes_iam_tokens and (token := found_credentials.token_from_environment()):
        return present.static(token.value)
    if not present.api.signed:
        raise CredentialsError(f"{present.api.name} needs a token: pass token")
    if key := found_credentials.key_from_environment():
        return StaticProvider(present(Issued(key.value), key.scope), secrets=key.value.secrets)
    path = found_credentials.file_path()
    if path:
        return FileProvider(present, path)
    address = metadata.address() if vendor_domain(base_url) else None
    if address:
        return metadata.MetadataProvider(present, address, _missing(present.api))
    raise CredentialsError(_missing(present.api))


def _missing(api: Api) -> str:
    keys = " or ".join(
        f"{prefix}{ak} and {prefix}{sk}" for prefix, (ak, sk) in found_credentials.KEYS.items()
    )
    return (
        f"{api.name} needs credentials: pass credentials, token, ak and sk, or iam_user, "
        f"iam_password and iam_domain. None were passed, nor found in "
        f"{found_credentials.TOKEN}, in {keys}, or in the file ~/.huaweicloud/credentials"
    )
