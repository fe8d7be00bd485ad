"""Certificates and proxies; those of the target take precedence over the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import urllib3
from urllib3.util.ssl_ import create_urllib3_context

from contract_tests.conformance.errors import TargetError
from contract_tests.conformance.requests.transport.wire import POOLS
from contract_tests.conformance.target.source import ADDRESS, is_address
from openapi.contract.address import is_loopback

if TYPE_CHECKING:
    import ssl

    from contract_tests.conformance.target import Target

IN_FLIGHT = 8
"""Concurrent requests, at most."""
VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""Environment variables for CA certificates, in order of precedence."""


def pools(target: Target, url: str) -> urllib3.PoolManager:
    """Kept-alive connections to a server.

    Raises:
        TargetError: The proxy is not supported, or the certificates are invalid.
    """
    proxy = proxy_of(target, url)
    settings: dict[str, Any] = {"maxsize": IN_FLIGHT}
    if any(address and address.startswith("https:") for address in (url, proxy)):
        settings["ssl_context"] = _tls(target)
    manager = _manager(proxy, settings)
    manager.pool_classes_by_scheme = POOLS
    return manager


def _tls(target: Target) -> ssl.SSLContext:
    variable = next((name for name in VARIABLES if os.environ.get(name)), None)
    certificate, key = target.client_certificate
    source, path = "certifi", certifi.where()
    if target.ca_bundle:
        source, path = "ca_bundle", target.ca_bundle
    elif variable:
        source, path = variable, os.environ[variable]
    try:
        context = create_urllib3_context()
        if source == "SSL_CERT_DIR" or Path(path).is_dir():
            context.load_verify_locations(capath=path)
        else:
            context.load_verify_locations(path)
        if certificate:
            context.load_cert_chain(certificate, key, password="")
    except OSError as error:
        reason = getattr(error, "reason", None) or error.strerror or error
        raise TargetError(f"{source}: {error.filename or path}: {reason}") from None
    return context


def proxy_of(target: Target, url: str) -> str | None:
    """The address of the proxy; those of the environment are not used for localhost."""
    return target.proxy or _proxy_of_environment(url)


def _manager(proxy: str | None, settings: dict[str, Any]) -> urllib3.PoolManager:
    if not proxy:
        return urllib3.PoolManager(**settings)
    user = urlsplit(proxy)
    if user.username is not None:
        basic = f"{unquote(user.username)}:{unquote(user.password or '')}"
        settings["proxy_headers"] = urllib3.make_headers(proxy_basic_auth=basic)
    return urllib3.ProxyManager(proxy, proxy_ssl_context=settings.get("ssl_context"), **settings)


def _proxy_of_environment(url: str) -> str | None:
    """The proxy by HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if proxy and "://" not in proxy:
        proxy = f"http://{proxy}"
    if proxy and not is_address(proxy):
        # The address is not shown, as it may contain a password.
        raise TargetError(f"the proxy that the environment names for {parts.scheme} {ADDRESS}")
    return proxy
