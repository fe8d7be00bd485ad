# Written by scripts/generate from openapi/client/runtime/settings.py. Edit that.
"""A client's settings, from the arguments of its constructor."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from .auth.chain import CredentialArguments, provider
from .auth.values import text
from .call.deadline import checked_seconds
from .call.retries import checked_max_retries
from .call.throttle import checked_rate
from .errors import ArgumentError
from .network.address import checked_url
from .network.proxies import proxy_for
from .redaction.secret import Secret

if TYPE_CHECKING:
    from .api import Api
    from .auth.credentials import CredentialsProvider
    from .http.options import HttpOptions

DEFAULT_TIMEOUT = 30.0
_APP_ID = re.compile(r"[\w.-]{1,40}(/[\w.-]{1,20})?", re.ASCII)


@dataclass(frozen=True)
class Settings:
    """The validated arguments, with defaults applied."""

    api: Api
    base_url: str
    credentials: CredentialsProvider = field(repr=False)
    timeout: float
    max_retries: int
    rate: float | None
    user_agent: str
    http: HttpOptions
    proxy_secrets: tuple[Secret[str], ...] = ()

    @property
    def secrets(self) -> tuple[Secret[str], ...]:
        """What must be redacted, besides the credentials themselves."""
        return (*self.credentials.secrets, *self.proxy_secrets)

    @property
    def urls(self) -> tuple[str, ...]:
        """All URLs that are called, the API's first."""
        return (self.base_url, *self.credentials.urls)


def resolve_settings(  # noqa: PLR0913
    api: Api,
    *,
    region: str | None,
    base_url: str | None,
    timeout: float,
    max_retries: int,
    rate: float | None,
    app_id: str | None,
    http: HttpOptions,
    **credentials: Any,
) -> Settings:
    """Check the arguments of a client.

    Raises:
        ArgumentError: An argument is invalid.
        CredentialsError: Credentials are missing or invalid.
    """
    if (region is None) == (base_url is None):
        raise ArgumentError(f"pass either region or base_url; {_regions(api)}")
    if region is None:
        url = checked_url("base_url", base_url)
    else:
        region = text("region", region)
        url = _regional(api, region)
    provided = provider(api, CredentialArguments(**credentials), region, url)
    return Settings(
        api=api,
        base_url=url,
        credentials=provided,
        timeout=checked_seconds("timeout", timeout),
        max_retries=checked_max_retries(max_retries),
        rate=checked_rate(rate),
        user_agent=_user_agent(api, app_id),
        http=http,
        proxy_secrets=() if http.are_foreign else _proxy_secrets(http, (url, *provided.urls)),
    )


def _proxy_secrets(http: HttpOptions, urls: tuple[str, ...]) -> tuple[Secret[str], ...]:
    proxies = filter(None, (proxy_for(url, http.proxy.reveal()) for url in urls))
    return tuple(Secret(proxy.auth.reveal()[1]) for proxy in proxies if proxy.auth)


def _regions(api: Api) -> str:
    if not api.regions:
        return f"the contract of {api.name} names no regions"
    return f"the regions of {api.name} are {', '.join(api.regions)}"


def _regional(api: Api, region: str) -> str:
    # The vendor's SDK allows several, with the others as fallbacks; use the first.
    name = re.sub(r"\W", "_", f"HUAWEICLOUD_SDK_REGION_{api.name}_{region}").upper()
    override = os.environ.get(name, "").partition(",")[0].strip()
    if override:
        return checked_url(name, override if "://" in override else f"https://{override}")
    if region in api.regions:
        return api.regions[region]
    raise ArgumentError(
        f"region {region!r} is unknown; {_hint(api, region)}{_regions(api)}; or pass base_url"
    )


def _hint(api: Api, region: str) -> str:
    """A suggestion for a misspelled region, in the same part of the world, for data residency."""
    name = region.lower().replace("_", "-").strip()
    near = [known for known in api.regions if known[:3] == name[:3]]
    close = get_close_matches(name, near, n=1)
    return f"did you mean {close[0]!r}? " if close else ""


def _user_agent(api: Api, app_id: str | None) -> str:
    if app_id is None:
        return api.user_agent
    if not isinstance(app_id, str) or not _APP_ID.fullmatch(app_id):
        raise ArgumentError("app_id must be a name such as fleet-report or fleet-report/1.2")
    return f"{api.user_agent} {text('app_id', app_id)}"
