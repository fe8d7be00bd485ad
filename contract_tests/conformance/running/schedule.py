"""How many requests a run may make, and for how long, by how fast the server responds."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import TYPE_CHECKING

from contract_tests.conformance.errors import UndecidableError

if TYPE_CHECKING:
    from contract_tests.conformance.running.run import Run

CEILING = 900.0
"""Seconds; a run that may take longer is one that somebody asked for."""
SHORTEST = 50.0
"""Seconds any run may take."""
_MARGIN = 1.5
"""So much more than expected is allowed, in requests; twice that in time."""
_REQUESTS, _REQUESTS_WHEN_LIVE = 270, 225
"""Of one operation."""
_OF_KNOWN, MOST_KNOWN, _OF_OTHERS = 22, 10, 8
"""Requests for a known id; after so many of them, fewer."""
_TURNS = 70
"""How often the check of one operation waits for responses before it goes on."""
_JUDGING = 0.015
"""Seconds to make and to judge one request."""


@dataclass(frozen=True)
class Schedule:
    """What a run will take, as far as anybody can tell, and what it may take at most."""

    expected: int
    """Requests."""
    requests: int
    seconds: float
    """Expected."""
    limit: float
    """Seconds."""


def schedule(
    expected: int,
    operations: int,
    response: float,
    rate: float | None,
    in_flight: int,
) -> Schedule:
    """Plan a run.

    Args:
        expected: Requests, as `requests_of` expects them.
        operations: How many are checked.
        response: Seconds until the server responds.
        rate: Requests per second, ``None`` for no limit.
        in_flight: Requests at a time.
    """
    pace = max(response / in_flight, 1 / rate if rate else 0.0, _JUDGING)
    turns = operations * _TURNS * response if in_flight > 1 else 0.0
    seconds = expected * pace + turns
    limit = min(max(SHORTEST, 2 * _MARGIN * seconds), CEILING)
    return Schedule(expected, ceil(_MARGIN * expected), seconds, limit)


def requests_of(known: int, *, is_live: bool) -> int:
    """How many requests are expected for an operation with so many known ids."""
    first = min(known, MOST_KNOWN)
    own = _REQUESTS_WHEN_LIVE if is_live else _REQUESTS
    return own + _OF_KNOWN * first + _OF_OTHERS * (known - first)


def begin(run: Run) -> str:
    """Set the limits of a run that nobody has set, and say in words what it will take.

    Raises:
        UndecidableError: It would take longer than anybody may expect.
    """
    budget, options = run.budget, run.options
    planned = plan(run)
    if options.max_requests is None:
        budget.requests = budget.spent + planned.requests
    if options.deadline is None:
        # What narrows a run makes it shorter, nobody knows by how much.
        if planned.seconds > CEILING and not (options.clause or options.exclude):
            raise UndecidableError(
                f"{planned.expected} requests will take about {_minutes(planned.seconds)}, and "
                f"without --deadline SECONDS a run takes {_minutes(CEILING)} at most"
            )
        budget.seconds = budget.elapsed + planned.limit
    return run.cost


def plan(run: Run) -> Schedule:
    """The schedule of a run whose first requests have been made."""
    operations = [one for one in run.reading if one.contract.name not in run.undecided]
    expected = sum(
        requests_of(
            len(run.service(operation).known(operation)),
            is_live=run.service(operation).target.is_live,
        )
        for operation in operations
    )
    times = [
        read.response.seconds
        for reads in run.first_reads.values()
        for read in reads
        if read.has_response
    ]
    most = run.options.max_requests
    return schedule(
        expected if most is None else min(expected, most),
        len(operations),
        median(times) if times else 0.0,
        run.budget.rate,
        run.in_flight,
    )


def _minutes(seconds: float) -> str:
    return f"{ceil(seconds / 60)} minutes"
