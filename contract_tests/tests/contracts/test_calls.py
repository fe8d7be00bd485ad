"""Calls: a successful request, from the contract's examples or from generated values."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import DATA
from openapi.contract import Contract, Operation, load
from openapi.contract.calls.near_misses import near_misses

if TYPE_CHECKING:
    from openapi.contract import JSON

ALARMS = {operation.id: operation for operation in load(DATA / "alarms.yaml").operations}


def operation(*parameters: JSON, path: str = "/v1/{id}", **members: JSON) -> Operation:
    """The operation of a contract without examples."""
    node = {"operationId": "Get", "parameters": parameters, "responses": {"200": {}}, **members}
    document = {"openapi": "3.1.1", "paths": {path: {"get": node}}}
    return Contract(Path("made.yaml"), document).operations[0]


def body(schema: JSON) -> JSON:
    return {"content": {"application/json": {"schema": schema}}}


def query(name: str, schema: JSON, **more: JSON) -> JSON:
    return {"name": name, "in": "query", "required": True, "schema": schema, **more}


def test_examples_make_the_call() -> None:
    """Required values come from examples; arrays are joined by commas if not exploded."""
    call = ALARMS["ListAlarmRules"].call

    assert "/v1/alarm-rules?zone=z1&levels=major,minor" == call.target
    assert ({}, None, 200) == (call.fields, call.content, call.status)
    assert 1 == call.response["count"]


def test_a_write() -> None:
    """A body has its media type and no read-only properties."""
    call = ALARMS["CreateAlarmRule"].call

    assert b'{"name": "cpu", "level": "major", "threshold": 0.9}' == call.content
    assert {"Content-Type": "application/json"} == call.fields
    assert (201, "a1") == (call.status, call.response["id"])
    assert (204, None) == (
        ALARMS["DeleteAlarmRule"].call.status,
        ALARMS["DeleteAlarmRule"].call.response,
    )


def test_replaced() -> None:
    """Other values are merged, header names case-insensitively, and None removes a value."""
    call = ALARMS["ListAlarmRules"].call.replaced(headers={"X-Language": "en-us"})
    call = call.replaced(query={"zone": "z 2", "limit": 5}, headers={"x-language": "zh-cn"})

    assert "/v1/alarm-rules?zone=z%202&levels=major,minor&limit=5" == call.target
    assert {"X-Language": "zh-cn"} == call.fields
    assert (
        "/v1/alarm-rules?levels=major,minor&limit=5" == call.replaced(query={"zone": None}).target
    )


@pytest.mark.parametrize(
    ("schema", "texts"),
    [
        ({"type": ["string", "null"], "enum": [None, "a"]}, ["a"]),
        ({"type": "string", "minLength": 2, "pattern": "^[a-z]+$"}, ["aa"]),
        ({"type": "string", "pattern": "project_id", "minLength": 12}, None),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, ["0", "0"]),
        ({"type": "string", "format": "date"}, ["2000-01-01"]),
        ({"type": "integer", "examples": ["x", 7]}, ["7"]),
    ],
)
def test_generated_values(schema: JSON, texts: list[str] | None) -> None:
    """Without a valid example, the simplest valid value is generated, always the same."""
    get = operation(query("x", schema))
    (parameter,) = get.located("query")
    written = parameter.write(get.call.query["x"])

    assert [] == parameter.errors(*written)
    assert texts in (None, written)
    assert get.call == operation(query("x", schema)).call.replaced(operation=get)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (True, {}),
        ({"description": "Anything."}, {}),
        ({"format": "date"}, "2000-01-01"),
        ({"type": "object", "properties": {"any": {}}, "required": ["any"]}, {"any": {}}),
        ({"type": "array", "items": True, "minItems": 1}, [{}]),
        ({"allOf": [{"description": "A name."}, {"type": "string", "example": "cpu"}]}, "cpu"),
        ({"not": {"type": "object"}}, None),
    ],
)
def test_untyped_values_are_plain(schema: JSON, value: JSON) -> None:
    """Where any type is allowed, the generated value is an object, or a text of its format."""
    responses = {"200": {"description": "Done.", **body(schema)}}
    response = operation(responses=responses).call.response

    assert value in (None, response)


@pytest.mark.parametrize("schema", [{}, {"type": "string"}, {"description": "A text."}])
def test_generated_texts_are_plain(schema: JSON) -> None:
    """A generated text has no characters that need quoting."""
    text = operation(query("x", schema)).call.query["x"]

    assert re.fullmatch(r"[\w.-]+", text, re.ASCII)


def test_body_is_assembled_from_examples() -> None:
    """A generated body has the properties with examples, and others only if required."""
    schema = {
        "properties": {
            "name": {"type": "string", "examples": ["cpu"]},
            "level": {"type": "integer", "minimum": 1},
            "note": {"type": "string"},
        },
        "required": ["level"],
    }

    get = operation(requestBody={"required": True, **body(schema)})

    assert {"name": "cpu", "level": 1} == get.call.body


def test_response_satisfies_the_invariants() -> None:
    """An example that violates an invariant is not used."""
    rule = {"rule": "self.size() > 0", "message": "not empty", "basis": "inferred"}
    schema = {"type": "array", "items": {"type": "integer"}, "x-invariants": [rule]}
    content = body(schema)
    content["content"]["application/json"]["examples"] = {"a": {"value": []}, "b": {"value": [1]}}

    assert [1] == operation(responses={"200": content}).call.response


@pytest.mark.parametrize(
    ("parameter", "texts", "value"),
    [
        (query("x", {"type": "array", "items": {"type": "integer"}}), ("1", "2"), [1, 2]),
        (query("x", {"type": "array"}, explode=False), ("a,b",), ["a", "b"]),
        (query("x", {"type": ["integer", "null"]}), ("1",), 1),
        (query("x", {"type": "string"}), ("1", "2"), "1, 2"),
        (query("x", {"enum": [1, 2]}), ("2",), 2),
    ],
)
def test_texts_are_read_as_they_are_written(
    parameter: JSON, texts: tuple[str, ...], value: JSON
) -> None:
    """A parsed value has the type that its schema declares."""
    (read,) = operation(parameter).located("query")

    assert value == read.read(*texts)
    assert [] == read.errors(*texts)


def test_near_misses_of_a_list() -> None:
    """A missing required parameter, a wrong type or an exceeded bound violates the contract."""
    misses = {miss.words: miss for miss in near_misses(ALARMS["ListAlarmRules"].call)}

    for words in (
        "without the query parameter zone",
        "the query parameter zone longer than its maxLength",
        "the query parameter levels of more than maxItems",
        "the query parameter levels, item 0 with an undocumented value",
        "the query parameter limit of another type than integer",
        "the query parameter limit above its maximum",
        "the header parameter X-Language with an undocumented value",
    ):
        assert words in misses
    assert misses["without the query parameter zone"].required
    assert not misses["the query parameter limit above its maximum"].required
    assert "limit=101" in misses["the query parameter limit above its maximum"].call.target


def test_near_misses_of_a_body() -> None:
    """A near miss omits the body or a required property, or changes the type of a property."""
    call = ALARMS["SearchAlarmRules"].call
    misses = {miss.words: miss for miss in near_misses(call)}

    assert misses["without a body"].call.content is None
    assert {"labels": {"team": "core"}} == misses["the body without /name"].call.body
    assert 7 == misses["the body, /name of another type than string"].call.body["name"]
    assert not misses["the body, /labels of another type than object"].required
    declared = ALARMS["SearchAlarmRules"].request_body
    assert declared
    assert all(declared.errors(miss.call.body) for miss in misses.values())
