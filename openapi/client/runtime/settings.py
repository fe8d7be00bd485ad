"""What a client needs to know before it can call, from the arguments of ``connect()``."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ._httpx import httpx
from .auth import TokenAuth
from .errors import ArgumentError, CredentialsError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_TIMEOUT = 30.0


@dataclass(frozen=True)
class Api:
    """What the spec says of the API as a whole."""

    name: str
    regions: Mapping[str, str]
    token_header: str | None
    """Where the token goes; None if the API takes none."""
    token_required: bool
    user_agent: str


@dataclass(frozen=True)
class Settings:
    """The arguments, judged."""

    api: Api
    base_url: str
    auth: TokenAuth | None = field(repr=False)
    timeout: float


def settings(
    api: Api, *, region: str | None, base_url: str | None, token: str | None, timeout: float
) -> Settings:
    """Judge the arguments of ``connect()``.

    Raises:
        ArgumentError: An argument breaks its rule.
        CredentialsError: The token is missing or unusable.
    """
    if (region is None) == (base_url is None):
        raise ArgumentError(f"pass either region or base_url; {_regions(api)}")
    url = _regional(api, region) if base_url is None else _checked(base_url)
    return Settings(api, url, _auth(api, token), _seconds(timeout))


def _regions(api: Api) -> str:
    if not api.regions:
        return f"the spec of {api.name} names no regions"
    return f"the regions of {api.name} are {', '.join(api.regions)}"


def _regional(api: Api, region: str | None) -> str:
    if isinstance(region, str) and region in api.regions:
        return api.regions[region]
    close = get_close_matches(str(region), api.regions, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    raise ArgumentError(f"unknown region {region!r}; {hint}{_regions(api)}; or pass base_url")


def _checked(url: str) -> str:
    # The value is not echoed: it may hold a password.
    if not _usable(url):
        raise ArgumentError("base_url must be a URL such as https://example.com or http://[::1]:80")
    if any(mark in url for mark in "@?#"):
        raise ArgumentError("base_url must have no user, query or fragment")
    return url.rstrip("/")


def _usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        httpx.URL(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            return False
    except (AttributeError, TypeError, ValueError, httpx.InvalidURL):
        return False
    return url.isascii() and url.isprintable() and " " not in url


def _auth(api: Api, token: str | None) -> TokenAuth | None:
    if api.token_header is None:
        if token is not None:
            raise ArgumentError(f"{api.name} takes no token")
        return None
    if token is None:
        if not api.token_required:
            return None
        raise CredentialsError(f"{api.name} needs a token: pass token=…")
    return TokenAuth(api.token_header, token)


def _seconds(timeout: float) -> float:
    number = isinstance(timeout, int | float) and not isinstance(timeout, bool)
    if not number or not math.isfinite(timeout) or timeout <= 0:
        raise ArgumentError(f"timeout must be a positive number of seconds; got {timeout!r}")
    return float(timeout)
