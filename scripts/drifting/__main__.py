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
from scripts.drifting.packages import Package, PackageError, download

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract import Problem

SAME, DIFFERS, UNDECIDED = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _compared(options.contracts, options.packages, Path(folder))
    except (InvalidContractError, OSError, PackageError) as error:
        return _undecided(str(error))
    except KeyboardInterrupt:
        return _undecided("interrupted")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/drift",
        description="Compare the contracts with what the vendor publishes now, its newest SDK "
        "packages: operations, parameters, fields, types and regions. The packages are read and "
        "never run. A difference that is known is in the contract, as x-drift at its place, with "
        "the reason.",
        epilog="Exit status: 0 no difference that is not known, 1 there are some, 2 nothing could "
        "be compared, for want of a network for example.",
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
        help="wheels that were downloaded before (default: the newest of the registry)",
    )
    return parser


def _compared(contracts: Path, packages: Path | None, folder: Path) -> int:
    by_service = _by_service(load_all(contracts, lambda error: _tell(f"left out: {error}")))
    names = [f"huaweicloudsdk{service}" for service in by_service]
    wheels = download(names, folder) if packages is None else _kept(packages, names)
    found: list[Problem] = []
    remarks = 0
    for several, wheel in zip(by_service.values(), wheels, strict=True):
        package = Package(wheel)
        for contract in several:
            new, reasons = known.sorted_out(contract, differences(contract, package))
            found += new
            remarks += len(reasons)
            print(f"{contract.path.name}: compared with {package.name} {package.version}")
    for problem in found:
        print(problem)
    print(f"{len(found) or 'No'} new difference{'s' * (len(found) != 1)}, {remarks} known.")
    return DIFFERS if found else SAME


def _by_service(contracts: dict[str, Contract]) -> dict[str, list[Contract]]:
    """Contracts by the vendor's name of the service."""
    services: dict[str, list[Contract]] = {}
    for contract in contracts.values():
        if contract.service:
            services.setdefault(contract.service, []).append(contract)
        else:
            _tell(f"left out: {contract.path.name}: its externalDocs name no page of the vendor's")
    if not services:
        raise PackageError("there is no contract to compare")
    return services


def _kept(folder: Path, names: list[str]) -> Iterator[Path]:
    """The wheels of packages in a folder."""
    for name in names:
        found = sorted(folder.glob(f"{name}-*.whl"))
        if len(found) != 1:
            raise PackageError(f"{folder} must hold one {name}-*.whl, and holds {len(found)}")
        yield found[0]


def _tell(sentence: str) -> None:
    print(f"scripts/drift: {sentence}", file=sys.stderr)


def _undecided(sentence: str) -> int:
    _tell(sentence)
    return UNDECIDED


if __name__ == "__main__":
    sys.exit(main())
