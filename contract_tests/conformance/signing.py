"""SDK-HMAC-SHA256, the signature by which an access key pair (AK/SK) stands for a request.

As the vendor's API signing guide and SDK have it. The reference server has code of its own,
so that the two test each other.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

ALGORITHM = "SDK-HMAC-SHA256"
DATE_HEADER = "x-sdk-date"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"
"""Of UTC."""


def canonical_request(
    method: str, path: str, query: str, headers: Mapping[str, str], body_hash: str
) -> str:
    """What is signed: a request in its one canonical form.

    ``headers`` are those to sign, by name in lower case; ``path`` and ``query`` are as sent.
    """
    segments = [quote(unquote(segment), safe="~") for segment in path.split("/")]
    uri = "/".join(segments)
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return "\n".join(
        [
            method.upper(),
            uri if uri.endswith("/") else f"{uri}/",
            "&".join(f"{quote(key, safe='~')}={quote(value, safe='~')}" for key, value in pairs),
            "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers)),
            ";".join(sorted(headers)),
            body_hash,
        ]
    )


def signature(secret_key: str, date: str, canonical: str) -> str:
    """The signature of a canonical request, hexadecimal."""
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"{ALGORITHM}\n{date}\n{digest}"
    return hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()


def authorization(access_key: str, names: Mapping[str, str], value: str) -> str:
    """The ``Authorization`` header."""
    signed = ";".join(sorted(names))
    return f"{ALGORITHM} Access={access_key}, SignedHeaders={signed}, Signature={value}"
