# Written by scripts/generate from openapi/client/runtime/auth/metadata.py. Edit that.
"""The temporary access key of an ECS that has an agency, from its metadata service."""

from __future__ import annotations

import json
import os
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..call.background import in_thread
from ..errors import CredentialsError
from ..network.address import checked_url
from ..network.certificates import ssl_context
from .fetched import FetchedProvider, issued
from .values import AccessKey, sendable

if TYPE_CHECKING:
    from ..call.deadline import Deadline
    from .credentials import Issued, Sender
    from .fetched import Present

VARIABLE = "HUAWEICLOUD_SDK_METADATA"
"""May be `off`, or another URL of the service."""
_ADDRESS = "http://169.254.169.254"
_LIMIT = 1.0
"""Timeout in seconds for the whole exchange."""
_SESSION = "/meta-data/latest/api/token"
_KEY = "/openstack/latest/securitykey"
_OK = 200
_LARGEST = 64 * 1024


def address() -> str | None:
    """The URL of the service; None if it is disabled.

    Raises:
        ArgumentError: The variable is neither `off` nor a URL.
    """
    setting = os.environ.get(VARIABLE, "").strip()
    if setting.lower() in {"off", "false", "no", "0"}:
        return None
    return checked_url(VARIABLE, setting) if setting else _ADDRESS


class MetadataProvider(FetchedProvider):
    """Fetches a key at the first call and before it expires, without a proxy, within a second."""

    def __init__(self, present: Present, url: str, otherwise: str) -> None:
        super().__init__(present)
        self._url = url
        self._otherwise = otherwise
        """The message about the other sources, which have no credentials."""

    async def _fetch(self, sender: Sender, deadline: Deadline) -> Issued:
        since = time.monotonic()
        work = in_thread(lambda: _fetched(self._url))
        if await sender.background.wait(work, deadline.within(_LIMIT)):
            key = work.result()
        else:
            key = _no_response()
        if isinstance(key, str):
            raise CredentialsError(
                f"{self._otherwise}; and an ECS's metadata service at {self._url} {key}"
            )
        life = None if key.expires_at is None else key.expires_at - time.time()
        return issued(key, life, since)


def _fetched(url: str) -> AccessKey | str:
    """The key, or the reason why there is none."""
    from http.client import HTTPException  # noqa: PLC0415  # few need it

    try:
        status, content = _exchange(url, "GET", _KEY, _session(url))
        if status != _OK:
            return f"has no key ({status}): configure an agency for this ECS"
        return _key(content)
    except TimeoutError:
        return _no_response()
    except (OSError, HTTPException) as error:
        return f"cannot be reached: {getattr(error, 'strerror', None) or type(error).__name__}"
    except (KeyError, TypeError, ValueError, RecursionError, CredentialsError):
        return "returned an invalid key"


def _no_response() -> str:
    return f"did not respond in {_LIMIT:g} s"


def _session(url: str) -> dict[str, str]:
    """Headers with a session token, if the service offers one."""
    status, content = _exchange(url, "PUT", _SESSION, {"X-Metadata-Token-Ttl-Seconds": "21600"})
    if status == _OK:
        return {"X-Metadata-Token": sendable("token", content.decode().strip())}
    return {}


def _exchange(url: str, method: str, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    from http.client import HTTPConnection, HTTPSConnection  # noqa: PLC0415  # as above

    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "https":
        context = ssl_context(None)
        connection: HTTPConnection = HTTPSConnection(host, port, timeout=_LIMIT, context=context)
    else:
        connection = HTTPConnection(host, port, timeout=_LIMIT)
    with closing(connection):
        connection.request(method, parts.path + path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read(_LARGEST)


def _key(content: bytes) -> AccessKey:
    credential: dict[str, Any] = json.loads(content)["credential"]
    return AccessKey(
        credential["access"],
        credential["secret"],
        credential["securitytoken"],
        credential["expires_at"],
    )
