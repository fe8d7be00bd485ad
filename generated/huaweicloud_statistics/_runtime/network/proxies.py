# Written by scripts/generate from openapi/client/runtime/network/proxies.py. Edit that.
"""The proxy for a URL: the argument, or the environment's with NO_PROXY as curl reads it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote, urlsplit

from ..errors import APIConnectionError, ArgumentError
from ..redaction.secret import Secret
from .address import is_loopback

if TYPE_CHECKING:
    from urllib.parse import SplitResult

IPAddress: TypeAlias = IPv4Address | IPv6Address

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_SHAPE = "a URL such as http://proxy.example.com:3128; its scheme http, https, socks5 or socks5h"
_WITH_PORT = re.compile(r"(?P<name>\[[^]]*\]|[^:]*):(?P<port>\d+)")


@dataclass(frozen=True)
class Proxy:
    """A proxy, and the source of the setting."""

    source: str
    """An argument, an environment variable, or the system's settings."""
    scheme: str
    host: str
    """A name, or an address without brackets."""
    port: int
    auth: Secret[tuple[str, str]] | None = None
    """User and password."""

    @property
    def url(self) -> str:
        """Its URL, without user and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    def __str__(self) -> str:
        return f"the proxy {self.url} ({self.source})"


def proxy_for(url: str, passed: str | None) -> Proxy | None:
    """The proxy for a URL; None to connect directly.

    Loopback addresses and hosts in NO_PROXY do not use the environment's proxy. If no such variable
    is set, the operating system's settings apply.

    Raises:
        ArgumentError: The argument is not a string.
        APIConnectionError: The proxy's URL is invalid; the message does not show it.
    """
    if passed is not None:
        return _named("proxy", passed)
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host):
        return None
    variables = _variables()
    if not variables:
        from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415  # slow to load

        setting = None if proxy_bypass(host) else getproxies().get(parts.scheme)
        return _named("the system's settings", setting) if setting else None
    variable = variables.get(parts.scheme) or variables.get("all")
    if variable is None or _is_excepted(parts, *variables.get("no", ())[1:]):
        return None
    return _named(*variable)


def _variables() -> dict[str, tuple[str, str]]:
    """The variables that are set, by scheme; empty ones are ignored, as in curl."""
    variables: dict[str, tuple[str, str]] = {}
    for key in ("http", "https", "all", "no"):
        names = [f"{key}_proxy", f"{key}_proxy".upper()]
        if key == "http" and "REQUEST_METHOD" in os.environ:
            names.pop()  # in CGI, it has the value of the request's header Proxy
        for name in names:
            value = os.environ.get(name, "").strip()
            if value:
                variables.setdefault(key, (name, value))
    return variables


def _named(source: str, url: Any) -> Proxy:
    if not isinstance(url, str):
        raise ArgumentError(f"{source} must be {_SHAPE}; got {type(url).__name__}")
    proxy = _parsed(source, url if "://" in url else f"http://{url}")
    if proxy is None:
        failure = APIConnectionError(f"{source} must be {_SHAPE}")
        failure.retryable = False
        raise failure
    return proxy


def _parsed(source: str, url: str) -> Proxy | None:
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, _ascii(parts.hostname or ""), parts.port
    except ValueError:
        return None
    fits = scheme in _PORTS and host.isprintable() and " " not in host
    if not fits or not host or port == 0 or parts.query or parts.fragment:
        return None
    auth = unquote(parts.username or ""), unquote(parts.password or "")
    return Proxy(source, scheme, host, port or _PORTS[scheme], Secret(auth) if any(auth) else None)


def _is_excepted(url: SplitResult, exceptions: str = "") -> bool:
    """Whether NO_PROXY, a list separated by commas or blanks, matches a URL.

    The rules are curl's, and more: an entry may have a port, and an asterisk may be one of several
    entries or stand for subdomains.
    """
    host, port = _normal(url.hostname or ""), url.port or _PORTS[url.scheme]
    return any(_matches(entry, host, port) for entry in exceptions.replace(",", " ").split())


def _matches(entry: str, host: str, port: int) -> bool:
    with_port = _WITH_PORT.fullmatch(entry)
    if with_port:
        entry = with_port["name"]
        if int(with_port["port"]) != port:
            return False
    if entry == "*":
        return True
    address = _address(host)
    if address:
        return _covers(entry, address)
    name = _normal(entry.removeprefix("*").removeprefix("."))
    # An asterisk does not match the domain itself; a leading dot does.
    whole = host if entry.startswith("*") else f".{host}"
    return bool(name) and whole.endswith(f".{name}")


def _covers(entry: str, address: IPAddress) -> bool:
    """Whether an address or network of NO_PROXY contains an address."""
    base, slash, bits = entry.partition("/")
    try:
        network = ip_network(f"{_bare(base)}{slash}{bits}", strict=False)
    except ValueError:
        return False
    return address in network


def _address(host: str) -> IPAddress | None:
    try:
        address = ip_address(_bare(host))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _bare(address: str) -> str:
    return address.strip("[]").partition("%")[0]


def _normal(name: str) -> str:
    """A host name in normal form."""
    try:
        return _ascii(name).lower().removesuffix(".")
    except UnicodeError:
        return ""  # invalid


def _ascii(name: str) -> str:
    return name if name.isascii() else name.encode("idna").decode("ascii")
