"""JSON: valid bodies are parsed and serialized without loss; anything else is an error."""

from __future__ import annotations

import json
import tracemalloc
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from huaweicloud_statistics import ContractError
from huaweicloud_statistics._runtime.body import strict_json
from huaweicloud_statistics._runtime.body.response import KEPT, Response
from huaweicloud_statistics._runtime.body.strict_json import loads
from huaweicloud_statistics._runtime.body.violation import violated
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
    """Values that a schema of these contracts allows."""
    if "$ref" in schema:
        return bodies(document, document["components"]["schemas"][schema["$ref"].split("/")[-1]])
    if schema["type"] == "string":
        return st.text(min_size=schema["minLength"])
    if schema["type"] == "integer":
        return st.integers(schema.get("minimum", 0), schema.get("maximum", 2**31 - 1)).flatmap(
            lambda value: st.sampled_from([value, Written(value)])
        )
    if schema["type"] == "array":
        return st.lists(bodies(document, schema["items"]), max_size=4)
    properties = schema["properties"]
    known = {name: bodies(document, member) for name, member in properties.items()}
    others = st.dictionaries(st.text().filter(lambda name: name not in properties), ANYTHING)
    return st.tuples(others, st.fixed_dictionaries(known)).map(lambda both: {**both[0], **both[1]})


class Written(float):
    """An integer as written by a server that knows only floating-point numbers."""

    def __init__(self, value: int) -> None:
        self._text = f"{value}.0"

    def __repr__(self) -> str:
        return self._text


def exactly(text: str) -> Any:
    """JSON whose numbers keep their text."""
    return json.loads(text, parse_float=_exact, parse_int=Decimal)


def _exact(text: str) -> Decimal:
    # Beyond integers, binary floating point is as exact as JSON promises.
    exact = Decimal(text)
    return exact if exact == exact.to_integral_value() else Decimal(float(text))


def text_of(body: Any) -> str:
    """A body as JSON, with the given texts of numbers."""
    if isinstance(body, Written):
        return repr(body)
    if isinstance(body, dict):
        return f"{{{','.join(f'{json.dumps(k)}:{text_of(v)}' for k, v in body.items())}}}"
    if isinstance(body, list):
        return f"[{','.join(map(text_of, body))}]"
    return json.dumps(body)


MANY = 50_001
"""More values than the reduced limit."""


@pytest.mark.parametrize("operation", OPERATIONS)
def test_body_survives_the_client(operation: str) -> None:
    """A parsed and serialized body has the same values, unknown members included."""
    name, node = OPERATIONS[operation]
    document = load_all()[name].document
    schema = node["responses"]["200"]["content"]["application/json"]["schema"]
    module = vars(import_module(f"huaweicloud_statistics.{name}._client"))
    endpoint = next(
        value for value in module.values() if isinstance(value, Endpoint) and value.id == operation
    )

    @settings(max_examples=15, deadline=None, database=None, derandomize=True)
    @given(bodies(document, schema))
    def survives(body: Any) -> None:
        text = text_of(body)
        response = Response(operation, 200, Headers(), text.encode())
        again = json.dumps(endpoint.result(response).to_dict())
        assert exactly(text) == exactly(again)

    survives()


def test_numbers_are_not_rounded() -> None:
    """A number is an int if it is integral, and otherwise the nearest float."""
    integers = {
        "0": 0,
        "-0.0": 0,
        "1.0": 1,
        "9007199254740993.0": 9007199254740993,
        "123456789012345678901234567890e0": 123456789012345678901234567890,
        "1e22": 10**22,
    }
    others = {"25e-1": 2.5, "0.1": 0.1, "1e-400": 0.0}
    for text, expected in {**integers, **others}.items():
        parsed = loads(text.encode())
        assert parsed == expected
        assert isinstance(parsed, int) == (text in integers), text


NOT_JSON = [
    *(b"1e400", b"-1e999999999", b"1e99999999999999999999", b"1" + b"0" * 309 + b".5"),
    *(b"NaN", b"Infinity", b"-Infinity", b"1" * 310, b'{"a": 1, "a": 1}'),
    *(b'[{"b": {"a": 1, "a": 2}}]', b"", b" ", b"{", b"[1] 2", b"'a'", b"01", b"[1,]", b"[,1]"),
    *(b"+1", b".1", b"1.", b"1e", b"0x1", b"-", b"- 1", b"[1 2]", b'{"a" 1}', b"{1: 1}"),
    *(b'"\t"', b'"\x00"', b'"\\x"', b'"\\u12"', b'"a', b"\xe9", b'"\xff"', b'"\xed\xa0\x80"'),
    *(b"[1]\x00", b"\xc2\xa0[]", b"\x0c[]", b"/**/[]", b"True", b"nul", b"[" * 100_000),
    *(b"\xef\xbb\xbf{}", '"a"'.encode("utf-16"), "[1]".encode("utf-16-le")),
    b'{"a":' * 100_000,
]


def test_what_is_not_json_is_refused() -> None:
    """NaN, infinities, duplicate names and lenient syntax are rejected."""
    for content in NOT_JSON:
        response = Response("A", 200, Headers(), content)
        with pytest.raises(ContractError):
            response.json()
        assert response.raw().json is None, content[:20]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b" \r\n\t[ ] ", []),
        (b'{"": {"a": [null, true, false]}}', {"": {"a": [None, True, False]}}),
        (b'"\\u0000\\ud834\\udd1e\\/\x7f\xe2\x80\xa8"', "\0\U0001d11e/\x7f\u2028"),
        (b"[-0, -1, 0e1, 0e+1, 1E-2]", [0, -1, 0, 0, 0.01]),
        (b"0e99999999999999999999", 0),
        (b"1e-99999999999999999999", 0.0),
        (b"1" * 309, int("1" * 309)),
        (b"0." + b"1" * 100_000, 0.1111111111111111),
        (b'"' + b"," * 1_100_000 + b'"', "," * 1_100_000),
        (b'["' + b'\\"[' * 400_000 + b'"]', ['"[' * 400_000]),
        (b"[" + b"0," * 999_900 + b"0]", [0] * 999_901),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_json_is_read(content: bytes, expected: Any) -> None:
    """All forms that RFC 8259 allows are parsed."""
    assert Response("A", 200, Headers(), content).json() == expected


@pytest.mark.parametrize(
    "content",
    [
        *(b"[" + b"[]," * 25_001 + b"[]]", b"[" + b"0," * MANY + b"0]", b"[" * MANY),
        *(b'{"a":' * MANY, b'{"a":0,' * 25_001, b'",' * MANY, b'"' * MANY, b"1" * MANY),
        *(b"1e" + b"9" * MANY, b" " * MANY),
    ],
    ids=lambda content: repr(content[:8]),
)
def test_heavy_json_is_refused_in_time(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """A body with too many values is rejected before it takes much memory."""
    monkeypatch.setattr(strict_json, "_MOST_VALUES", MANY - 1)
    tracemalloc.start()
    try:
        with pytest.raises((ValueError, RecursionError)):
            loads(content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * len(content)


def test_error_of_a_large_body_is_small() -> None:
    """An error keeps only the beginning of a large body or value."""
    text = "a" * KEPT
    content = json.dumps({"data": text, text: 1}).encode()
    response = Response("A", 200, Headers(), content)

    error = response.contract_error(violated(text, "object", "data", text), loads(content))

    assert (error.body, error.content) == (None, content[:KEPT])
    assert error.pointer.startswith("/data/aaa")
    assert len(str(error)) < 1_000
