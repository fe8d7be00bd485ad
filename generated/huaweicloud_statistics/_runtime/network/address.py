# Written by scripts/generate from openapi/client/runtime/network/address.py. Edit that.
"""Validation of URLs, and loopback addresses."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from .._httpx import httpx
from ..errors import ArgumentError

_ORDINARY = re.compile(
    r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[\w.~-]+)*/?", re.ASCII
)
"""Ordinary URLs, which are validated without loading httpx."""


def checked_url(name: str, url: Any) -> str:
    """A URL that paths can be appended to.

    Raises:
        ArgumentError: It is invalid; the message does not show it, as it may contain a password.
    """
    if not _is_valid(url):
        raise ArgumentError(f"{name} must be a URL such as https://example.com or http://[::1]:80")
    if any(mark in url for mark in "@?#"):
        raise ArgumentError(f"{name} must have no user, query or fragment")
    return str.__str__(url).rstrip("/")


def _is_valid(url: Any) -> bool:
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
        if not _ORDINARY.fullmatch(url):
            httpx.URL(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            return False
    except (ValueError, httpx.InvalidURL):
        return False
    return url.isascii() and url.isprintable() and " " not in url


def is_loopback(host: str | None) -> bool:
    """Whether a host, as written in a URL, is a loopback address or localhost."""
    name = (host or "").strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
