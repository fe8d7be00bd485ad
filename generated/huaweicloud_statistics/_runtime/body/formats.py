# Written by scripts/generate from openapi/client/runtime/body/formats.py. Edit that.
"""The values of `format` for strings."""

from __future__ import annotations

import re
from datetime import date
from ipaddress import AddressValueError, IPv4Address, IPv6Address

_DATE = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:[Zz]|([-+])([01][0-9]|2[0-3]):([0-5][0-9]))"
)
_UUID = re.compile("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_DAY = 24 * 60


def is_date(text: str) -> bool:
    """Whether a string is a full-date of RFC 3339."""
    match = _DATE.fullmatch(text)
    try:
        # The calendar repeats every 400 years, and Python has no year 0.
        return bool(match and date(2000 + int(match[1]) % 400, int(match[2]), int(match[3])))
    except ValueError:
        return False


def is_time(text: str) -> bool:
    """Whether a string is a full-time of RFC 3339; leap seconds end a day in UTC."""
    match = _TIME.fullmatch(text)
    if not match or match[3] != "60":
        return bool(match)
    offset = int(f"{match[4]}1") * (60 * int(match[5]) + int(match[6])) if match[4] else 0
    return (60 * int(match[1]) + int(match[2]) - offset) % _DAY == _DAY - 1


def is_date_time(text: str) -> bool:
    """Whether a string is a date-time of RFC 3339."""
    return text[10:11] in ("T", "t") and is_date(text[:10]) and is_time(text[11:])


def is_uuid(text: str) -> bool:
    """Whether a string is a UUID as in RFC 9562."""
    return bool(_UUID.fullmatch(text))


def is_ipv4(text: str) -> bool:
    """Whether a string is an IPv4 address."""
    try:
        return bool(IPv4Address(text))
    except AddressValueError:
        return False


def is_ipv6(text: str) -> bool:
    """Whether a string is an IPv6 address without a zone."""
    try:
        return IPv6Address(text).scope_id is None
    except AddressValueError:
        return False
