"""Loads contracts from files, and rejects invalid ones."""

from __future__ import annotations

import keyword
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from openapi.contract import structure
from openapi.contract.document import Contract
from openapi.contract.problem import InvalidContractError, Problem
from openapi.contract.reading import yaml_reader

if TYPE_CHECKING:
    from collections.abc import Callable

CONTRACTS = Path(__file__).resolve().parents[2]


def load(path: Path) -> Contract:
    """Load a contract.

    Raises:
        InvalidContractError: The file cannot be read, or has structural errors; lists all of them.
    """
    contract = Contract(path, _document(path))
    if problems := structure.problems(contract):
        raise InvalidContractError(*problems)
    return contract


def load_all(
    folder: Path = CONTRACTS, left_out: Callable[[InvalidContractError], object] | None = None
) -> dict[str, Contract]:
    """Every ``<name>.yaml`` of a folder, by name.

    With ``left_out``, a contract that cannot be used, or whose calls cannot be generated, is
    skipped, and ``left_out`` is called with the error.

    Raises:
        InvalidContractError: As `load`; or no contract is left; or two operations have the same id.
    """
    contracts: dict[str, Contract] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            contract = load(path)
            _check_ids(contract, contracts)
            if left_out and (problems := structure.uncallable(contract)):
                raise InvalidContractError(*problems)  # noqa: TRY301 (as what load raises)
            contracts[path.stem] = contract
        except InvalidContractError as error:
            if left_out is None:
                raise
            left_out(error)
    if not contracts:
        raise InvalidContractError(Problem(folder, "", "there is no contract (*.yaml) to use"))
    return contracts


def _check_ids(contract: Contract, others: dict[str, Contract]) -> None:
    owners = {
        operation.id: other.path.name for other in others.values() for operation in other.operations
    }
    if taken := [
        contract.problem(f"{operation.pointer}/operationId", words)
        for operation in contract.operations
        if operation.id in owners
        for words in [
            f"operationId {operation.id} is already in {owners[operation.id]}; give it another"
        ]
    ]:
        raise InvalidContractError(*taken)


def _document(path: Path) -> dict[str, object]:
    name = path.stem
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        words = f"{name!r} is not a Python identifier, as the client's package needs; rename it"
        raise InvalidContractError(Problem(path, "", words))
    try:
        document = yaml_reader.parse(path.read_bytes())
    except OSError as error:
        raise InvalidContractError(Problem(path, "", str(error.strerror))) from None
    except yaml.YAMLError as error:
        raise InvalidContractError(_not_yaml(path, error)) from None
    except RecursionError:
        raise InvalidContractError(Problem(path, "", "nested too deeply; flatten it")) from None
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.1."):
        words = "not an OpenAPI 3.1 document; convert it, and write openapi: 3.1.1"
        raise InvalidContractError(Problem(path, "", words))
    return document


def _not_yaml(path: Path, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    words = f"not YAML that JSON can hold: {getattr(error, 'problem', None) or error}"
    return Problem(path, "", " ".join(words.split()), mark.line + 1 if mark else None)
