from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.judging.containment import ABSENT, Missing, missing

if TYPE_CHECKING:
    from openapi.contract import JSON


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({}, {"a": 1}),
        ({"a": {"b": [1]}}, {"a": {"b": [2, 1], "c": None}}),
        ([1, 1], [1, 2, 1]),
        # The first element matches both, the second only one: a greedy match fails.
        ([{}, {"a": 1}], [{"a": 1}, {"b": 2}]),
        (1, 1.0),
        (None, None),
    ],
)
def test_contained(expected: JSON, actual: JSON) -> None:
    """Objects contain their members, arrays distinct elements in any order."""
    assert missing(expected, actual) is None


@pytest.mark.parametrize(
    ("expected", "actual", "lack"),
    [
        ({"a": 1}, {}, Missing("/a", 1, ABSENT)),
        ({"a": {"b/c": 1}}, {"a": {"b/c": 2}}, Missing("/a/b~1c", 1, 2)),
        ([1, 1], [1], Missing("", [1, 1], [1])),
        ({"a": {}}, {"a": 1}, Missing("/a", {}, 1)),
        (1, True, Missing("", 1, True)),
        ("1", 1, Missing("", "1", 1)),
    ],
)
def test_not_contained(expected: JSON, actual: JSON, lack: Missing) -> None:
    """The first difference is reported with its place and the actual value."""
    assert lack == missing(expected, actual)
