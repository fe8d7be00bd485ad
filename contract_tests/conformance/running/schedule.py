"""Plans the number of requests and the time of a run by the response time of the server."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import TYPE_CHECKING

from contract_tests.conformance.errors import UndecidableError

if TYPE_CHECKING:
    from contract_tests.conformance.running.run import Run

CEILING = 900.0
"""Seconds; a longer run needs --deadline."""
SHORTEST = 50.0
"""Seconds; the minimum time limit of a run."""
_MARGIN = 1.5
"""Safety factor for requests; doubled for time."""
_REQUESTS, _REQUESTS_WHEN_LIVE = 285, 240
"""Requests per operation."""
_OF_KNOWN, MOST_KNOWN, _OF_OTHERS = 22, 10, 8
"""Requests per known id, for the first MOST_KNOWN; requests per further id."""
_TURNS = 70
"""How often the check of an operation waits for all pending responses."""
_JUDGING = 0.015
"""Seconds to make and to judge one request."""


@dataclass(frozen=True)
class Schedule:
    """The expected cost of a run, and its limits."""

    expected: int
    """Expected requests."""
    requests: int
    """Limit of requests."""
    seconds: float
    """Expected time."""
    limit: float
    """Limit of time, in seconds."""


def schedule(
    expected: int,
    operations: int,
    response: float,
    rate: float | None,
    in_flight: int,
) -> Schedule:
    """Plan a run.

    Args:
        expected: Expected requests, see `requests_of`.
        operations: Number of operations to check.
        response: Response time in seconds.
        rate: Requests per second, ``None`` for no limit.
        in_flight: Concurrent requests.
    """
    pace = max(response / in_flight, 1 / rate if rate else 0.0, _JUDGING)
    turns = operations * _TURNS * response if in_flight > 1 else 0.0
    seconds = expected * pace + turns
    limit = min(max(SHORTEST, 2 * _MARGIN * seconds), CEILING)
    return Schedule(expected, ceil(_MARGIN * expected), seconds, limit)


def requests_of(known: int, *, is_live: bool) -> int:
    """The expected number of requests for an operation with `known` known ids."""
    first = min(known, MOST_KNOWN)
    own = _REQUESTS_WHEN_LIVE if is_live else _REQUESTS
    return own + _OF_KNOWN * first + _OF_OTHERS * (known - first)


def begin(run: Run) -> str:
    """Set the limits that no option sets; returns a sentence on the cost of the run.

    Raises:
        UndecidableError: The run would take longer than CEILING without --deadline.
    """
    budget, options = run.budget, run.options
    planned = plan(run)
    if options.max_requests is None:
        budget.requests = budget.spent + planned.requests
    if options.deadline is None:
        # Selected clauses make a run shorter by an unknown factor.
        if planned.seconds > CEILING and not (options.clause or options.exclude):
            raise UndecidableError(
                f"{planned.expected} requests will take about {_minutes(planned.seconds)}, and "
                f"without --deadline SECONDS a run takes {_minutes(CEILING)} at most"
            )
        budget.seconds = budget.elapsed + planned.limit
    return run.cost


def plan(run: Run) -> Schedule:
    """The schedule of a run whose first requests have been made."""
    operations = [
        operation for operation in run.reading if operation.contract.name not in run.undecided
    ]
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
