"""Addresses, judged."""

from __future__ import annotations

from urllib.parse import urlsplit

from ._httpx import httpx
from .errors import ArgumentError


def checked_url(name: str, url: str) -> str:
    """An address that paths can be put behind.

    Raises:
        ArgumentError: It is none; the message does not show it, it may hold a password.
    """
    if not _usable(url):
        raise ArgumentError(f"{name} must be a URL such as https://example.com or http://[::1]:80")
    if any(mark in url for mark in "@?#"):
        raise ArgumentError(f"{name} must have no user, query or fragment")
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
