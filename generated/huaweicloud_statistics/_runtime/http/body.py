# Written by scripts/generate from openapi/client/runtime/http/body.py. Edit that.
"""A response body, decompressed as it is received, up to a size limit."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .headers import Headers

LARGEST_BODY = 16 * 1024 * 1024
ACCEPTED = "gzip, deflate"
"""The value of Accept-Encoding."""
_AUTO = 32 + zlib.MAX_WBITS
_CODINGS = {"gzip", "x-gzip", "deflate"}


class Body:
    """A response body, as far as it was received."""

    def __init__(self, headers: Headers) -> None:
        self.fault: str | None = None
        """Why it is incomplete."""
        self._received = BytesIO()
        self._left = LARGEST_BODY
        named = headers.get("Content-Encoding", "").lower().split(",")
        self._codings = [name.strip() for name in named if name.strip() not in {"", "identity"}]
        if self._codings:
            self._inflate = zlib.decompressobj(_AUTO)
        self._is_first = True

    def receive(self, chunk: bytes) -> bool:
        """Add a chunk; returns whether to continue."""
        if not self._codings:
            self._add(chunk)
        elif len(self._codings) > 1 or self._codings[0] not in _CODINGS:
            self.fault = f"an undecodable body: Content-Encoding {', '.join(self._codings)!r}"
        else:
            self._receive_deflated(chunk)
        return self.fault is None

    def end(self) -> None:
        """Check the end of the compressed data."""
        if not self._is_first and not self._inflate.eof and not self.fault:
            self.fault = "an undecodable body: its compressed data ends too early"

    @property
    def content(self) -> bytes:
        return self._received.getvalue()

    def _add(self, part: bytes) -> None:
        self._left -= len(part)
        if self._left < 0:
            self.fault = f"more than {LARGEST_BODY} bytes"
        else:
            self._received.write(part)

    def _receive_deflated(self, chunk: bytes) -> None:
        try:
            while chunk and self.fault is None:
                self._add(self._inflated(chunk))
                chunk = self._inflate.unused_data
                if chunk:
                    self._inflate = zlib.decompressobj(_AUTO)  # gzip may have several members
        except zlib.error as error:
            self.fault = f"an undecodable body: {error}"

    def _inflated(self, chunk: bytes) -> bytes:
        try:
            data = self._inflate.decompress(chunk, self._left + 1)
        except zlib.error:
            if not self._is_first or self._codings != ["deflate"]:
                raise
            # Some servers omit the zlib header that the standard requires.
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            data = self._inflate.decompress(chunk, self._left + 1)
        self._is_first = False
        return data
