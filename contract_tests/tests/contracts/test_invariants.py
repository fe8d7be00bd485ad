from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openapi.contract import Contract, InvalidContractError
from openapi.contract.extensions.invariants import violations

if TYPE_CHECKING:
    from openapi.contract import JSON

SCHEMAS = {
    "Tree": {
        "type": "object",
        "properties": {
            "size": {"type": "integer"},
            "share": {"type": "number"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        },
        "additionalProperties": {"$ref": "#/components/schemas/Even"},
        "x-invariants": [
            {
                "rule": "!has(self.children) || self.children.map(c, c.size).sum() == self.size",
                "message": "sizes add up",
                "basis": "inferred",
            }
        ],
    },
    "Even": {
        "oneOf": [
            {
                "type": "integer",
                "x-invariants": [{"rule": "self % 2 == 0", "message": "even", "basis": "inferred"}],
            },
            {"type": "string"},
        ]
    },
}
SPEC = Contract(Path("tree.yaml"), {"openapi": "3.1.1", "components": {"schemas": SCHEMAS}})
TREE = {"$ref": "#/components/schemas/Tree"}


def violated(body: JSON, schema: JSON = TREE) -> list[tuple[str, str]]:
    return [
        (violation.pointer, violation.invariant.place)
        for violation in violations(SPEC, schema, body)
    ]


RULE = "tree.yaml#/components/schemas/Tree/x-invariants/0"
EVEN = "tree.yaml#/components/schemas/Even/oneOf/0/x-invariants/0"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"size": 3, "children": [{"size": 1}, {"size": 2}]}, []),
        ({"size": 3.0, "children": [{"size": 1}, {"size": 2.0}]}, []),
        ({"size": 3, "children": [{"size": 1}]}, [("", RULE)]),
        (
            {"size": 1, "children": [{"size": 1, "children": [{"size": 2}]}]},
            [("/children/0", RULE)],
        ),
        ({"size": 0, "a/b": 3}, [("/a~1b", EVEN)]),
        ({"size": 0, "a": 4, "b": "odd"}, []),
    ],
)
def test_rules_follow_the_schema(body: JSON, expected: list[tuple[str, str]]) -> None:
    """A rule applies to every instance of its schema, through references, lists and branches."""
    assert violated(body) == expected


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("self.nothing == 1", "cannot be evaluated"),
        ("self.size", "gives 1, not a boolean"),
    ],
)
def test_faulty_rules(rule: str, problem: str) -> None:
    """A rule that cannot be evaluated is an error in the contract, reported with its place."""
    schema = {"x-invariants": [{"rule": rule, "message": "m", "basis": "inferred"}]}

    with pytest.raises(InvalidContractError, match=rf"tree.yaml#/x-invariants/0: .*{problem}"):
        violated({"size": 1}, schema)


def test_numbers_stay_numbers() -> None:
    """An integral value of type number is a CEL double, so that rules can mix numbers."""
    schema = {
        "properties": {"share": {"type": "number"}},
        "x-invariants": [{"rule": "self.share + 0.5 > 1.0", "message": "m", "basis": "inferred"}],
    }

    assert [violated({"share": share}, schema) for share in (1, 1.5)] == [[], []]
