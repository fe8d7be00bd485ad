"""Validators: clients and contracts agree with JSON Schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics._runtime.body import formats, patterns, validation, violation
from huaweicloud_statistics._runtime.body.strict_json import loads

from openapi.client.validators import Validators
from openapi.contract import Contract
from openapi.contract.structure.syntax import KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Callable

NAMED = {
    "Tree": {
        "type": "object",
        "required": ["value"],
        "properties": {
            "value": {"type": "integer"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        },
    },
    "a/b~c": {"type": "string"},
}
TREE = {"$ref": "#/components/schemas/Tree"}
SLASHED = {"$ref": "#/components/schemas/a~1b~0c"}
DEEP = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "integer"}}}}
FORMS = [{"type": "integer", "minimum": 5}, {"type": "integer", "maximum": 9}, DEEP]
CASES: list[tuple[Any, dict[str, str | None]]] = [
    (True, {"1": None}),
    (False, {"1": "", "null": ""}),
    ({}, {"{}": None}),
    ({"type": "integer"}, {"1": None, "1.0": None, "1.5": "", "true": "", '"1"': ""}),
    ({"type": "number"}, {"1": None, "1.5": None, "false": "", "null": ""}),
    ({"type": "boolean"}, {"true": None, "0": "", '"true"': ""}),
    ({"type": "null"}, {"null": None, "0": "", "false": ""}),
    ({"type": ["string", "null"]}, {"null": None, '""': None, "0": ""}),
    ({"maxLength": 2, "minLength": 2}, {'"🐲🐲"': None, '"a"': "", '"abc"': "", "1": None}),
    ({"maximum": 3, "minimum": 1.5}, {"3": None, "3.5": "", "1": "", '"x"': None, "true": None}),
    ({"exclusiveMaximum": 3, "exclusiveMinimum": 1}, {"2": None, "3": "", "1": "", "[9]": None}),
    ({"multipleOf": 0.01}, {"0.07": None, "4.35": None, "0.075": "", "1e300": None}),
    ({"multipleOf": 0.123456789}, {"1e308": "", "0": None, "1" + "0" * 305: "", '"a"': None}),
    ({"maxItems": 1, "minItems": 1}, {"[0]": None, "[]": "", "[1, 2]": "", "{}": None}),
    ({"maxProperties": 1, "minProperties": 1}, {'{"a": 0}': None, "{}": "", "[]": None}),
    (
        {"uniqueItems": True},
        {
            '[1, true, "1", null, [1], [true], {"a": 1}, {"a": true}, 0, false]': None,
            "[1, 2, 1.0]": "",
            '[{"a": 1, "b": 2}, {"b": 2, "a": 1}]': "",
            "[[1], [1]]": "",
            '[1, ",1"]': None,
            '"aa"': None,
        },
    ),
    ({"uniqueItems": False}, {"[1, 1]": None}),
    ({"enum": ["a", "b"]}, {'"a"': None, '"c"': "", '["a"]': "", "1": ""}),
    ({"enum": [1, None, [0]]}, {"1.0": None, "null": None, "true": "", "[false]": "", "[0]": None}),
    ({"type": "integer", "enum": [0, 1]}, {"1": None, "2": "", "true": ""}),
    ({"const": {"a": [1]}}, {'{"a": [1.0]}': None, '{"a": [true]}': "", "{}": ""}),
    ({"const": {}}, {"{}": None, "[]": "", "1": ""}),
    ({"not": {}}, {"1": ""}),
    ({"not": {"type": "integer"}}, {'"a"': None, "1": ""}),
    ({"allOf": [{"minimum": 1}, {"type": "integer"}]}, {"1": None, "0": "", "1.5": ""}),
    ({"anyOf": FORMS}, {"7": None, "3": None, '"a"': "", '{"a": [1, "x"]}': "/a/1"}),
    ({"oneOf": FORMS}, {"3": None, "7": "", '"a"': "", '{"a": [1, "x"]}': "/a/1"}),
    (
        {"type": "array", "items": {"type": "array", "items": {"maximum": 1}}},
        {"[[1], []]": None, "[[1], [0, 2]]": "/1/1", "[0]": "/0", "{}": ""},
    ),
    (
        {"type": "object", "required": ["a/b", "~"], "properties": {"a/b": {"minimum": 1}}},
        {'{"a/b": 1, "~": 0}': None, '{"a/b": 0, "~": 0}': "/a~1b", '{"a/b": 1}': "/~0"},
    ),
    (
        {"type": "object", "properties": {"a": False}, "additionalProperties": {"type": "string"}},
        {'{"b": "x"}': None, '{"a": 1}': "/a", '{"b": 1}': "/b", "{}": None},
    ),
    (
        {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
        {'{"a": 1}': None, '{"b/": 1}': "/b~1", "{}": None},
    ),
    (TREE, {'{"value": 1, "children": [{"value": 2}, {"value": "x"}]}': "/children/1/value"}),
    ({**TREE, "minProperties": 2}, {'{"value": 1}': "", '{"value": 1, "x": 1}': None}),
    (SLASHED, {'"x"': None, "1": ""}),
    ({"format": "int32"}, {"2147483647": None, "2147483648": "", "1e10": "", '"x"': None}),
    ({"format": "int32", "minimum": 0, "maximum": 2**40}, {"2147483648": "", "-1": "", "0": None}),
    ({"format": "int64"}, {"9223372036854775807": None, "9223372036854775808": ""}),
    (
        {"format": "uuid"},
        {
            '"2eb8aa08-AA98-11ea-b4aa-73b441d16380"': None,
            '"00000000-0000-0000-0000-000000000000"': None,
            '"2eb8aa08aa9811eab4aa73b441d16380"': "",
            '"{2eb8aa08-aa98-11ea-b4aa-73b441d16380}"': "",
            '"urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380"': "",
            '"2eb8-aa08-aa98-11ea-b4aa73b44-1d16380"': "",
            "12": None,
        },
    ),
    (
        {"format": "date"},
        {
            '"2020-02-29"': None,
            '"0000-02-29"': None,
            '"2021-02-29"': "",
            '"20200131"': "",
            '"2020-W05-5"': "",
            '"2020-1-1"': "",
            '"1963-06-1\\u09ea"': "",
            '"2020-01-31\\n"': "",
        },
    ),
    (
        {"format": "time"},
        {
            '"08:30:06.283185Z"': None,
            '"23:59:60z"': None,
            '"22:59:60-01:00"': None,
            '"22:59:60Z"': "",
            '"24:00:00Z"': "",
            '"08:30:06"': "",
            '"08:30Z"': "",
            '"08:30:06+24:00"': "",
        },
    ),
    (
        {"format": "date-time"},
        {
            '"1963-06-19t08:30:06.283185z"': None,
            '"1998-12-31T15:59:60.123-08:00"': None,
            '"1998-12-31T22:59:60Z"': "",
            '"1963-06-19 08:30:06Z"': "",
            '"1963-06-19T08:30:06"': "",
            '"19630619T083006Z"': "",
            '"2013-350T01:01:01Z"': "",
            '"1990-02-31T15:59:59Z"': "",
        },
    ),
    (
        {"format": "ipv4"},
        {'"127.0.0.1"': None, '"127.0.0.01"': "", '"1.2.3"': "", '"1.2.3.4 "': ""},
    ),
    ({"format": "ipv6"}, {'"::1"': None, '"::ffff:1.2.3.4"': None, '"fe80::1%a"': "", '":"': ""}),
    ({"format": "unknown"}, {'"x"': None}),
    ({"pattern": "b+"}, {'"abc"': None, '"ac"': "", "1": None}),
]


def validator(schema: Any) -> Callable[[Any], Any]:
    """The function that the generator writes for a schema."""
    document = {"components": {"schemas": NAMED}}
    validators = Validators(Contract(Path("x.yaml"), document))
    name = validators.add(schema, "value")
    found: dict[str, Any] = {"Any": Any}
    for module in (formats, patterns, validation, violation):
        found |= vars(module)
    exec(validators.source, found)  # noqa: S102  # as importing it would
    function: Callable[[Any], Any] = found[name]
    return function


@pytest.mark.parametrize(("schema", "texts"), CASES, ids=lambda value: str(value)[:40])
def test_validity(schema: Any, texts: dict[str, str | None]) -> None:
    """Client and contract reject the same values, the client with the expected pointer."""
    contract = Contract(Path("x.yaml"), {"components": {"schemas": NAMED}})
    validate = validator(schema)

    for text, pointer in texts.items():
        violation = validate(loads(text.encode()))
        assert (violation and violation.pointer) == pointer, text
        assert bool(contract.errors(schema, loads(text.encode()))) == (pointer is not None), text


def test_every_keyword_is_tried() -> None:
    """All keywords that a contract may have are tested above."""
    assert all(any(f"'{keyword}'" in str(schema) for schema, _ in CASES) for keyword in KEYWORDS)


@pytest.mark.parametrize(
    ("schema", "text", "words"),
    [
        ({"type": ["string", "null"]}, "1", "expected string or null; got 1"),
        (DEEP, '{"a": {}}', "/a: expected array; got {}"),
        ({"required": ["a"], "type": "object"}, "{}", "/a: required property is missing"),
        ({"enum": ["a", 1]}, '"b"', 'expected one of "a", 1; got "b"'),
        ({"const": None}, "[1]", "expected null; got an array of 1"),
        ({"pattern": "^a{2}$"}, '"b"', 'expected text that matches ^a{2}$; got "b"'),
        ({"pattern": "(a+)+{"}, '"b"', 'expected text that matches (a+)+{; got "b"'),
        ({"oneOf": FORMS}, "7", "expected exactly one matching form; got 2 for 7"),
        ({"anyOf": FORMS}, '"a"', 'expected one of several forms; got "a"'),
        ({"type": "object", "additionalProperties": False}, r'{"\ud800": 1}', r"/\ud800: expected"),
    ],
)
def test_words(schema: Any, text: str, words: str) -> None:
    """A violation has pointer, expectation and actual value, and is printable."""
    message = str(validator(schema)(loads(text.encode())))

    assert message.startswith(words)
    assert message.encode()
