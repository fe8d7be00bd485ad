"""JSON: any body that a schema allows comes through the client without loss, nothing else does."""

from __future__ import annotations

import json
from decimal import Decimal
from importlib import import_module
from typing import Any, Self

import pytest
from huaweicloud_statistics._runtime.body.response import Response
from huaweicloud_statistics._runtime.body.strict_json import loads
from huaweicloud_statistics._runtime.endpoint import Endpoint
from huaweicloud_statistics._runtime.http.headers import Headers
from hypothesis import given, settings
from hypothesis import strategies as st

from openapi.contract import load_all

OPERATIONS = {
    operation.id: (name, item[method])
    for name, contract in load_all().items()
    for operation in contract.operations
    for item, method in [(contract.document["paths"][operation.path], operation.method.lower())]
}
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(), some, max_size=3),
    max_leaves=6,
)


def bodies(document: Any, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Everything a schema of these contracts allows."""
    if "$ref" in schema:
        return bodies(document, document["components"]["schemas"][schema["$ref"].split("/")[-1]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if isinstance(schema.get("type"), list):
        return st.one_of([bodies(document, {**schema, "type": kind}) for kind in schema["type"]])
    if schema.get("type") not in {"array", "object"}:
        return scalars(schema)
    if schema["type"] == "array":
        return st.lists(bodies(document, schema["items"]), max_size=4)
    properties = schema.get("properties", {})
    members = {name: bodies(document, member) for name, member in properties.items()}
    optional = {
        name: members.pop(name) for name in sorted(properties.keys() - schema.get("required", ()))
    }
    known = st.fixed_dictionaries(members, optional=optional)
    others = st.dictionaries(st.text().filter(lambda name: name not in properties), ANYTHING)
    return st.tuples(others, known).map(lambda both: {**both[0], **both[1]})


def scalars(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Of those, the ones without members."""
    limit = {"int32": 2**31}.get(schema.get("format", ""), 2**63)
    low, high = schema.get("minimum"), schema.get("maximum")
    strategies: dict[str | None, st.SearchStrategy[Any]] = {
        None: ANYTHING,
        "null": st.none(),
        "boolean": st.booleans(),
        "string": st.text(min_size=schema.get("minLength", 0), max_size=schema.get("maxLength")),
        "number": st.floats(low, high, allow_nan=False, allow_infinity=False),
        "integer": st.integers(
            -limit if low is None else low, limit - 1 if high is None else high
        ).flatmap(written),
    }
    return strategies[schema.get("type")]


class Written(float):
    """An integer as a server may write it that knows only floating point numbers."""

    def __new__(cls, value: int) -> Self:
        return super().__new__(cls, value)

    def __init__(self, value: int) -> None:
        self._text = f"{value}.0"

    def __repr__(self) -> str:
        return self._text


def written(value: int) -> st.SearchStrategy[Any]:
    """An integer, in either way."""
    return st.sampled_from([value, Written(value)])


def exactly(text: str) -> Any:
    """JSON with numbers as they stand there."""
    return json.loads(text, parse_float=_exact, parse_int=Decimal)


def _exact(text: str) -> Decimal:
    # Beyond integers, binary floating point is as exact as JSON promises.
    exact = Decimal(text)
    return exact if exact == exact.to_integral_value() else Decimal(float(text))


def text_of(body: Any) -> str:
    """A body as JSON, its numbers written as they wish."""
    if isinstance(body, Written):
        return repr(body)
    if isinstance(body, dict):
        return f"{{{','.join(f'{json.dumps(k)}:{text_of(v)}' for k, v in body.items())}}}"
    if isinstance(body, list):
        return f"[{','.join(map(text_of, body))}]"
    return json.dumps(body)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_body_survives_the_client(operation: str) -> None:
    """Parsed and serialised, a body is numerically what it was, unknown members included."""
    name, node = OPERATIONS[operation]
    document = load_all()[name].document
    schema = node["responses"]["200"]["content"]["application/json"]["schema"]
    module = vars(import_module(f"huaweicloud_statistics.{name}._client"))
    endpoint = next(
        value for value in module.values() if isinstance(value, Endpoint) and value.id == operation
    )

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(bodies(document, schema))
    def survives(body: Any) -> None:
        text = text_of(body)
        response = Response(operation, 200, Headers(), text.encode())
        again = json.dumps(endpoint.result(response).to_dict())
        assert exactly(text) == exactly(again)

    survives()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("-0.0", 0),
        ("1.0", 1),
        ("25e-1", 2.5),
        ("9007199254740993.0", 9007199254740993),
        ("123456789012345678901234567890e0", 123456789012345678901234567890),
        ("1e22", 10**22),
        ("0.1", 0.1),
        ("1e-400", 0.0),
    ],
)
def test_numbers_are_not_rounded(text: str, expected: float) -> None:
    """A number is an integer if it is one, and else as near as binary can be."""
    got = loads(text.encode())

    assert got == expected
    assert isinstance(got, int) == (expected == int(expected) and text != "1e-400")


@pytest.mark.parametrize(
    "text",
    [
        *("1e400", "-1e999999999", "1" + "0" * 309 + ".5", "NaN", "Infinity", "-Infinity"),
        *('{"a": 1, "a": 1}', '[{"b": {"a": 1, "a": 2}}]', "", " ", "{", "[1] 2", "'a'", "01"),
    ],
)
def test_what_is_not_json_is_refused(text: str) -> None:
    """Numbers without a value, names that appear twice and loose syntax are not JSON."""
    with pytest.raises(ValueError, match=r"\w"):
        loads(text.encode())
