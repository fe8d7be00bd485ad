"""An invalid contract is left out, and the others are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import DATA
from openapi.contract import InvalidContractError, load_all

if TYPE_CHECKING:
    from pathlib import Path

UNCALLABLE = "{type: string, pattern: '^a$', minLength: 2}"


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """A valid contract among several invalid ones."""
    good = (DATA / "lint_good.yaml").read_text(encoding="utf-8")
    (tmp_path / "good.yaml").write_text(good)
    (tmp_path / "again.yaml").write_text("{")
    (tmp_path / "other.yaml").write_text(good)
    needless = good.replace("{type: string, pattern: '^[a-z]+$'}", UNCALLABLE)
    (tmp_path / "value.yaml").write_text(needless.replace("CountVehicles", "CountCars"))
    return tmp_path


def test_the_rest_is_loaded(folder: Path) -> None:
    """Each contract that is left out is reported with its file, its line and what to do."""
    errors: list[str] = []

    contracts = load_all(folder, lambda error: errors.append(str(error)))

    assert ["good"] == list(contracts)
    again, other, value = errors
    assert again.startswith(f"{folder / 'again.yaml'}:2: not YAML")
    assert f"{folder / 'other.yaml'}:20: " in other
    assert "operationId CountVehicles is already in good.yaml" in other
    assert f"{folder / 'value.yaml'}:29: " in value
    assert "give it an example that is valid under its schema" in value


def test_without_a_listener_nothing_is_left_out(folder: Path) -> None:
    """Without a callback, the first invalid contract raises an error."""
    with pytest.raises(InvalidContractError, match=r"again\.yaml:2: "):
        load_all(folder)


def test_nothing_left(tmp_path: Path) -> None:
    """A folder without a valid contract is an error."""
    (tmp_path / "a.yaml").write_text("[]")

    with pytest.raises(InvalidContractError, match="there is no contract"):
        load_all(tmp_path, lambda _: None)
