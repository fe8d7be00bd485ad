"""From a target and the options to the run that they ask for."""

from __future__ import annotations

import difflib
import json
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

from contract_tests.conformance.clauses import CLAUSES
from contract_tests.conformance.errors import TargetError
from contract_tests.conformance.options import RATE
from contract_tests.conformance.redaction import Redactor
from contract_tests.conformance.requests.reproduction.curl import Curl
from contract_tests.conformance.requests.transport.budget import Budget
from contract_tests.conformance.requests.transport.guard import guard_of
from contract_tests.conformance.requests.transport.service import Service
from contract_tests.conformance.running.accepted import read_accepted
from contract_tests.conformance.running.run import Run
from contract_tests.conformance.running.schedule import CEILING
from contract_tests.conformance.target import load_targets
from openapi.contract import CONTRACTS, load_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.conformance.options import RunOptions
    from contract_tests.conformance.target import Target
    from openapi.contract import Contract, InvalidContractError


def load_run(
    target: Path,
    options: RunOptions,
    folder: Path = CONTRACTS,
    complain: Callable[[str], object] = lambda _: None,
) -> Run:
    """What a target and the options ask for.

    Args:
        target: Its file.
        options: How to go about it.
        folder: Where the contracts are.
        complain: Told of a contract that cannot be used, where others can.

    Raises:
        InvalidContractError: A contract cannot be used.
        TargetError: The target cannot be used.
    """
    started = time.monotonic()

    def leave_out(error: InvalidContractError) -> None:
        for sentence in str(error).splitlines():
            complain(f"left out: {sentence}")

    contracts = load_all(folder, leave_out)
    if options.api is not None and options.api not in contracts:
        raise TargetError(f"--api {options.api}: the APIs are {', '.join(contracts)}")
    _refuse_unknown(options)
    targets = load_targets(target, contracts, options.api, options.base_url)
    is_live = any(target.is_live for target in targets.values())
    budget = _budget(options, started, is_live=is_live)
    redact = Redactor(public=partial(_public, contracts, targets))
    guard = guard_of(contracts.values(), (one.base_url for one in targets.values()))
    services = {
        name: Service(
            contracts[name],
            one,
            budget,
            guard,
            options.unsafe_methods or not one.is_live,
            options.timeout,
            redact,
        )
        for name, one in targets.items()
    }
    for service in services.values():
        # Now, since certificates that are none are told before anything is asked.
        _ = service.connections
    operations = [one.id for contract in contracts.values() for one in contract.operations]
    accepted = read_accepted(options.accept, CLAUSES, operations) if options.accept else ()
    return Run(services, options, budget, target, accepted)


def _refuse_unknown(options: RunOptions) -> None:
    """Refuse names of clauses that no clause has."""
    for option, names in (("clause", options.clause), ("exclude", options.exclude)):
        for name in names:
            if name not in CLAUSES:
                close = difflib.get_close_matches(name, CLAUSES, n=1)
                hint = f"did you mean {close[0]}?" if close else "--list names the clauses"
                raise TargetError(f"--{option} {name}: no clause has this name; {hint}")


def _public(contracts: dict[str, Contract], targets: dict[str, Target]) -> str:
    """What may be shown, even where a secret holds it."""
    return "\n".join(
        [
            *(json.dumps(one.document, ensure_ascii=False) for one in contracts.values()),
            *(one.base_url for one in targets.values()),
            # What a report says of where secrets come from.
            *(line for one in targets.values() for line in Curl(one, one.origins, str).setup),
            *(origin.whole for one in targets.values() for origin in one.origins.values()),
            *(
                value
                for target in targets.values()
                for known in target.known.values()
                for ids in known
                for value in ids.path.values()
            ),
        ]
    )


def _budget(options: RunOptions, started: float, *, is_live: bool) -> Budget:
    rate = options.rate or (RATE if is_live else None)
    # What is not given is planned after the first requests.
    requests = sys.maxsize if options.max_requests is None else options.max_requests
    return Budget(requests, options.deadline or CEILING, rate, started=started)
