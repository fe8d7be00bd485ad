"""Compare the contracts with what the vendor publishes now."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from openapi.contract import CONTRACTS, Contract, InvalidContractError, load_all
from scripts.drifting import known
from scripts.drifting.compare import differences
from scripts.drifting.packages import Package, WheelError, download

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract import Problem

SAME, DIFFERS, UNDECIDED = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _compared(options.contracts, options.packages, Path(folder))
    except (InvalidContractError, OSError, WheelError) as error:
        return _undecided(str(error))
    except KeyboardInterrupt:
        return _undecided("interrupted")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/drift",
        description="Compare the contracts with the vendor's newest SDK packages: operations, "
        "parameters, fields, types and regions. The packages are parsed and never run. A known "
        "difference is noted in the contract, as x-drift where it applies, with the reason.",
        epilog="Exit status: 0 no new difference, 1 new differences, 2 nothing could be compared, "
        "without a network for example.",
    )
    parser.add_argument(
        "--contracts",
        type=Path,
        default=CONTRACTS,
        metavar="FOLDER",
        help="the contracts, each a <name>.yaml (default: openapi)",
    )
    parser.add_argument(
        "--packages",
        type=Path,
        metavar="FOLDER",
        help="wheels downloaded earlier (default: the newest from the registry)",
    )
    return parser


def _compared(contracts: Path, packages: Path | None, folder: Path) -> int:
    by_service = _by_service(load_all(contracts, lambda error: _warn(f"left out: {error}")))
    names = [f"huaweicloudsdk{service}" for service in by_service]
    wheels = download(names, folder) if packages is None else _wheels(packages, names)
    problems: list[Problem] = []
    known_count = 0
    for of_service, wheel in zip(by_service.values(), wheels, strict=True):
        package = Package(wheel)
        for contract in of_service:
            new, reasons = known.sorted_out(contract, differences(contract, package))
            problems += new
            known_count += len(reasons)
            print(f"{contract.path.name}: compared with {package.name} {package.version}")
    for problem in problems:
        print(problem)
    count = len(problems)
    print(f"{count or 'No'} new difference{'s' * (count != 1)}, {known_count} known.")
    return DIFFERS if problems else SAME


def _by_service(contracts: dict[str, Contract]) -> dict[str, list[Contract]]:
    """Contracts by the vendor's name for the service."""
    services: dict[str, list[Contract]] = {}
    for contract in contracts.values():
        if contract.service:
            services.setdefault(contract.service, []).append(contract)
        else:
            _warn(f"left out: {contract.path.name}: its externalDocs link to no vendor page")
    if not services:
        raise WheelError("there is no contract to compare")
    return services


def _wheels(folder: Path, names: list[str]) -> Iterator[Path]:
    """The wheels of packages in a folder."""
    for name in names:
        wheels = sorted(folder.glob(f"{name}-*.whl"))
        if len(wheels) != 1:
            raise WheelError(f"{folder} must hold one {name}-*.whl, and holds {len(wheels)}")
        yield wheels[0]


def _warn(sentence: str) -> None:
    print(f"scripts/drift: {sentence}", file=sys.stderr)


def _undecided(sentence: str) -> int:
    _warn(sentence)
    return UNDECIDED


if __name__ == "__main__":
    sys.exit(main())
