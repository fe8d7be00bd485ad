"""A release's statements about itself are consistent."""

from __future__ import annotations

import re
import tomllib

import huaweicloud_statistics
import yaml

from contract_tests.tests import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README, CHANGELOG = ((ROOT / name).read_text("utf-8") for name in ("README.md", "CHANGELOG.md"))


def test_version_is_the_same_everywhere() -> None:
    """The version of the distributions is the package's, the README's and the change log's."""
    version = PROJECT["version"]

    assert huaweicloud_statistics.__version__ == version
    assert f"Version {version} is for Python" in README
    assert re.search(rf"^## {re.escape(version)} - \d{{4}}-\d\d-\d\d$", CHANGELOG, re.MULTILINE)


def test_pythons_are_the_same_everywhere() -> None:
    """The tested versions are those declared, from the oldest supported one."""
    declared = [
        classifier.rpartition(" ")[2]
        for classifier in PROJECT["classifiers"]
        if ":: 3." in classifier
    ]
    tested = f"Python {declared[0]} to {declared[-1]}"

    assert PROJECT["requires-python"] == f">={declared[0]}"
    assert tested in README
    assert tested in CHANGELOG


def test_missing_live_cloud_is_documented() -> None:
    """README and change log say that no live cloud was available."""
    assert "No live cloud was at hand" in README
    assert "No live cloud was at hand" in CHANGELOG


def test_every_contract_was_released() -> None:
    """Each contract has a released copy, whose version is not higher."""
    for path in (ROOT / "openapi").glob("*.yaml"):
        current, released = (
            yaml.safe_load(contract.read_text("utf-8"))["info"]["version"]
            for contract in (path, path.parent / "released" / path.name)
        )
        assert [*map(int, released.split("."))] <= [*map(int, current.split("."))], path.name
