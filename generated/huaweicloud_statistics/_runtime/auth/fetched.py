# Written by scripts/generate from openapi/client/runtime/auth/fetched.py. Edit that.
"""Providers of tokens that are fetched: once for everybody who waits, again when they expire."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from ..errors import CredentialsError, Error
from .credentials import TokenHeader
from .tokens import Token, checked_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..deadline import Deadline
    from .credentials import Credentials, Sender


class FetchedTokenProvider:
    """A token that is kept until it expires or is rejected, then fetched again."""

    renewable: bool = True

    def __init__(self, header: str) -> None:
        self._header = header
        self._token: Token | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        return ()

    @property
    def urls(self) -> tuple[str, ...]:
        return ()

    async def get(
        self, sender: Sender, deadline: Deadline, rejected: Credentials | None
    ) -> Credentials:
        stale = rejected.token if isinstance(rejected, TokenHeader) else None

        def cached() -> Token | None:
            token = self._token
            return token if token and token is not stale and token.fresh else None

        async def fetch(deadline: Deadline) -> Token:
            self._token = await self._fetch(sender, deadline)
            return self._token

        token = cached() or await sender.single_flight.get(cached, fetch, deadline)
        return TokenHeader(self._header, token)

    async def _fetch(self, sender: Sender, deadline: Deadline) -> Token:
        raise NotImplementedError


class TokenFunctionProvider(FetchedTokenProvider):
    """A token that the caller's function returns."""

    def __init__(self, header: str, function: Callable[[], Any]) -> None:
        super().__init__(header)
        self._function = function

    async def _fetch(self, sender: Sender, deadline: Deadline) -> Token:  # noqa: ARG002
        try:
            value = self._function()
            if inspect.isawaitable(value) and sender.is_async:
                value = await value
        except Error:
            raise
        except Exception as error:
            reason = type(error).__name__
            raise CredentialsError(f"the function passed as token failed: {reason}") from error
        if inspect.iscoroutine(value):
            value.close()
            raise CredentialsError("a token function that must be awaited is for AsyncClient")
        return Token(checked_token(value))
