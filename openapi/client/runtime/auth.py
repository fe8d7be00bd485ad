"""How a request shows who sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._httpx import httpx
from .errors import CredentialsError

if TYPE_CHECKING:
    from collections.abc import Generator


class TokenAuth(httpx.Auth):
    """A token in a header of its own, set on each request so that no client's headers hold it."""

    def __init__(self, header: str, token: str) -> None:
        # What is refused here would be echoed by an error of the HTTP library.
        if not isinstance(token, str) or not token or not token.isascii():
            raise CredentialsError("the token must be a non-empty string of ASCII characters")
        if not token.isprintable() or " " in token:
            raise CredentialsError("the token must not contain a space, line break or the like")
        self._header = header
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers[self._header] = self._token
        yield request
