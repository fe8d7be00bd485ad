"""Creates a run from a target and options."""

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
    """Load a run.

    Args:
        target: The file of the target.
        options: The options of the run.
        folder: The folder of the contracts.
        complain: Called with a message for each invalid contract, if others are valid.

    Raises:
        InvalidContractError: No contract is valid.
        TargetError: The target or an option is invalid.
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
    guard = guard_of(contracts.values(), (api.base_url for api in targets.values()))
    services = {
        name: Service(
            contracts[name],
            api,
            budget,
            guard,
            options.unsafe_methods or not api.is_live,
            options.timeout,
            redact,
        )
        for name, api in targets.items()
    }
    for service in services.values():
        # Eagerly, so that invalid certificates are reported before any request.
        _ = service.connections
    operations = [
        operation.id for contract in contracts.values() for operation in contract.operations
    ]
    accepted = read_accepted(options.accept, CLAUSES, operations) if options.accept else ()
    return Run(services, options, budget, target, accepted)


def _refuse_unknown(options: RunOptions) -> None:
    """Reject unknown clause names."""
    for option, names in (("clause", options.clause), ("exclude", options.exclude)):
        for name in names:
            if name not in CLAUSES:
                close = difflib.get_close_matches(name, CLAUSES, n=1)
                hint = f"did you mean {close[0]}?" if close else "--list names the clauses"
                raise TargetError(f"--{option} {name}: no clause has this name; {hint}")


def _public(contracts: dict[str, Contract], targets: dict[str, Target]) -> str:
    """Text that may be shown even where a secret contains it."""
    return "\n".join(
        [
            *(json.dumps(contract.document, ensure_ascii=False) for contract in contracts.values()),
            *(target.base_url for target in targets.values()),
            # How reports refer to secrets.
            *(
                line
                for target in targets.values()
                for line in Curl(target, target.origins, str).setup
            ),
            *(origin.whole for target in targets.values() for origin in target.origins.values()),
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
    # Limits that are not given are set after the first requests.
    requests = sys.maxsize if options.max_requests is None else options.max_requests
    return Budget(requests, options.deadline or CEILING, rate, started=started)
