# Written by scripts/generate from openapi/client/runtime/auth/fetched.py. Edit that.
"""Credentials that are fetched: once for all waiting callers, and again before they expire."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, TypeAlias

from ..errors import Error
from .credentials import CredentialsProvider, Issued, PresentedCredentials
from .single_flight import SingleFlight

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call.deadline import Deadline
    from .credentials import Credentials, Sender, Value
    from .single_flight import Fetch

    Present: TypeAlias = Callable[[Issued], PresentedCredentials]

LOG = logging.getLogger("huaweicloud_statistics")

# Credentials are renewed before they expire, by this share of their lifetime, at most so many
# seconds.
_MARGIN, _LONGEST_MARGIN = 0.05, 600.0
# While the old ones are still valid: seconds to wait for a renewal, and until it is retried.
_PATIENCE, _PAUSE = 5.0, 10.0


def issued(value: Value, life: float | None, since: float) -> Issued:
    """Credentials with a lifetime in seconds, from a time on the monotonic clock."""
    if life is None:
        return Issued(value)
    margin = min(max(life, 0.0) * _MARGIN, _LONGEST_MARGIN)
    return Issued(value, since + life - margin, since + life)


class Store:
    """Caches fetched credentials while they are valid; several clients may share it."""

    def __init__(self) -> None:
        self._issued: Issued | None = None
        self._flight: SingleFlight[Issued] = SingleFlight()

    def kept(self, rejected: Issued | None) -> Issued | None:
        """The cached credentials, unless others should be fetched."""
        kept = self._issued
        return kept if kept and kept is not rejected and kept.is_fresh else None

    async def fetched(
        self, fetch: Fetch[Issued], sender: Sender, deadline: Deadline, rejected: Issued | None
    ) -> Issued:
        """Fetched credentials, or those that another caller fetched in the meantime."""
        old = self._issued
        serves = old if old and old is not rejected and old.is_valid else None

        async def fetch_and_keep(deadline: Deadline) -> Issued:
            self._issued = await fetch(deadline)
            return self._issued

        try:
            return await self._flight.get(
                lambda: self.kept(rejected),
                fetch_and_keep,
                sender.background,
                deadline.within(_PATIENCE) if serves else deadline,
            )
        except Error as error:
            if not serves:
                raise
            LOG.warning("credentials that expire soon could not be renewed: %s", error)
        serves.renew_at = time.monotonic() + _PAUSE
        return serves


class FetchedProvider(CredentialsProvider):
    """Provides credentials that are fetched."""

    def __init__(self, present: Present, store: Store | None = None) -> None:
        self._present = present
        self._store = store or Store()
        self._presented: PresentedCredentials | None = None

    async def get(
        self, sender: Sender, deadline: Deadline, rejected: Credentials | None
    ) -> Credentials:
        unwanted = rejected.issued if rejected else None
        current = self._store.kept(unwanted)
        if current is None:

            async def fetch(deadline: Deadline) -> Issued:
                return await self._fetch(sender, deadline)

            current = await self._store.fetched(fetch, sender, deadline, unwanted)
        if self._presented is None or self._presented.issued is not current:
            self._presented = self._present(current)
        return self._presented

    async def _fetch(self, sender: Sender, deadline: Deadline) -> Issued:
        raise NotImplementedError
