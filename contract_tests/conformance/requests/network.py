"""The way to a server: certificates and proxies, the target's own before the environment's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import urllib3
from urllib3 import exceptions

from contract_tests.conformance.errors import TargetError
from contract_tests.conformance.requests.wire import POOLS
from openapi.contract.address import is_loopback

if TYPE_CHECKING:
    from contract_tests.conformance.target import Target

IN_FLIGHT = 8
"""Requests at a time, at most."""


def pools(target: Target, url: str) -> urllib3.PoolManager:
    """Connections to a server, kept alive.

    Raises:
        TargetError: The proxy is of a kind that cannot be used.
    """
    authorities = target.ca_bundle or os.environ.get("REQUESTS_CA_BUNDLE") or certifi.where()
    kind = "ca_cert_dir" if Path(authorities).is_dir() else "ca_certs"
    certificate, key = target.client_certificate
    settings: dict[str, Any] = {
        "maxsize": IN_FLIGHT,
        kind: authorities,
        "cert_file": certificate,
        "key_file": key,
    }
    manager = _manager(proxy_of(target, url), settings)
    manager.pool_classes_by_scheme = POOLS
    return manager


def proxy_of(target: Target, url: str) -> str | None:
    """The proxy's address; of the environment's, none is for this machine."""
    return target.proxy or _proxy_of_environment(url)


def _manager(proxy: str | None, settings: dict[str, Any]) -> urllib3.PoolManager:
    if not proxy:
        return urllib3.PoolManager(**settings)
    user = urlsplit(proxy)
    if user.username is not None:
        basic = f"{unquote(user.username)}:{unquote(user.password or '')}"
        settings["proxy_headers"] = urllib3.make_headers(proxy_basic_auth=basic)
    try:
        return urllib3.ProxyManager(proxy, **settings)
    except exceptions.LocationValueError as error:
        raise TargetError(f"the proxy cannot be used: {error}") from None


def _proxy_of_environment(url: str) -> str | None:
    """What HTTP_PROXY, HTTPS_PROXY and NO_PROXY say."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy
