"""Keeps secrets out of what is shown, should a server have echoed one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.conformance.requests.curl import REDACTED

if TYPE_CHECKING:
    from collections.abc import Iterable


class Redactor:
    """Replaces the secrets of one target."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Know what is secret."""
        self._secrets = sorted(secrets, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return text
