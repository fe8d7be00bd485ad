"""Structural errors: reported with file, line, JSON pointer and what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import DATA
from contract_tests.tests.editing import GONE, edited
from openapi.contract import JSON, Contract, InvalidContractError, load
from openapi.contract.structure import problems

if TYPE_CHECKING:
    from pathlib import Path

GOOD = load(DATA / "alarms.yaml").document
LIST = "/paths/~1v1~1alarm-rules/get"
CREATE = "/paths/~1v1~1alarm-rules/post"
DELETE = "/paths/~1v1~1alarm-rules~1{rule_id}/delete"
RULE = "/components/schemas/AlarmRule"
NAME = f"{RULE}/properties/name"
STATES = f"{LIST}/parameters/1"

# A pointer, the value to write there, the reported pointer, and a part of the message.
REFUSED: list[tuple[str, JSON, str, str]] = [
    ("/info/version", 1.0, "/info/version", 'not of type "string"'),
    ("/paths", GONE, "", "add paths"),
    (f"{LIST}/responses", GONE, LIST, "document the response to success"),
    (f"{LIST}/operationId", GONE, LIST, "vendor's name"),
    (f"{CREATE}/operationId", "ListAlarmRules", f"{CREATE}/operationId", "give it another"),
    ("/paths/~1v2", {"$ref": "#/paths/~1v1~1alarm-rules"}, "/paths/~1v2", "cannot be referenced"),
    ("/paths/~1v1~1alarm-rules~1{id}", {}, "/paths/~1v1~1alarm-rules~1{id}", "merge it with"),
    ("/paths/~1a~1{b}~1{b}", {}, "/paths/~1a~1{b}~1{b}", "once, as {name}"),
    ("/paths/~1a?x={x}", {}, "/paths/~1a?x={x}", "without ?"),
    ("/paths/~1a#b", {}, "/paths/~1a#b", "without ?"),
    ("/paths/~1a~1..", {}, "/paths/~1a~1..", "dot segments"),
    ("/paths/~1a~1{b}{c}", {}, "/paths/~1a~1{b}{c}", "between two parameters"),
    (f"{LIST}/x-waiter", "wait", f"{LIST}/x-waiter", "write it as"),
    (f"{LIST}/parameters/0/schema", True, f"{LIST}/parameters/0", "give it a schema"),
    (f"{LIST}/parameters/0/in", "cookie", f"{LIST}/parameters/0", "pass it in path, query"),
    (f"{LIST}/parameters/0/style", "deepObject", f"{LIST}/parameters/0", "drop style"),
    (f"{LIST}/parameters/0/schema", {"type": "object"}, f"{LIST}/parameters/0", "make it a string"),
    (f"{DELETE}/parameters/0/name", "id", f"{DELETE}/parameters/0", "name it in the path"),
    (f"{DELETE}/parameters/0/schema", {"type": "boolean"}, f"{DELETE}/parameters/0", "no standard"),
    (f"{STATES}/schema/items", {"type": "array"}, STATES, "make it a string; array"),
    (f"{LIST}/security", [{"other": []}], f"{LIST}/security/0", "describe other under"),
    ("/security", [{"token": [], "signature": []}], LIST, "its security cannot be met"),
    (f"{DELETE}/security", [{"signature": []}], DELETE, "accept a token, as ListAlarmRules"),
    ("/servers/0/x-region", 7, "/servers/0", "a string"),
    ("/servers/0/url", "/v1", "/servers/0/url", "https://host"),
    (
        f"{CREATE}/requestBody/content",
        {"multipart/form-data": {"schema": {}}},
        f"{CREATE}/requestBody",
        "application/json",
    ),
    (
        f"{LIST}/responses/200",
        {"description": "x", "content": {"text/csv": {}}},
        f"{LIST}/responses/200",
        "application/json or without a body",
    ),
    (
        f"{LIST}/responses/200/$ref",
        "#/components/responses/No",
        f"{LIST}/responses/200",
        "does not resolve",
    ),
    (
        "/components/responses/Error",
        {"$ref": "#/components/responses/Error"},
        f"{LIST}/responses/400",
        "leads back to itself",
    ),
    (f"{NAME}", {"$ref": "other.yaml#/Name"}, NAME, "copy the target"),
    (NAME, {"$ref": f"#{RULE}/properties/id"}, NAME, "move what it names to components/schemas"),
    (f"{RULE}/properties", {"x": {"$ref": "#/components/parameters/Language"}}, f"{RULE}/", "move"),
    (f"{NAME}/pattern", r"\p{Han}", f"{NAME}/pattern", "write a general category"),
    (f"{NAME}/type", "text", f"{NAME}/type", "text"),
    (f"{NAME}/exclusiveMaximum", True, f"{NAME}/exclusiveMaximum", "write the bound itself"),
    (f"{NAME}/nullable", True, f"{NAME}/nullable", "type: [T, 'null']"),
    (f"{RULE}/$defs", {}, f"{RULE}/$defs", "components/schemas"),
    (f"{RULE}/requird", ["id"], f"{RULE}/requird", "requird is not a keyword; write required"),
    (f"{RULE}/minItem", 1, f"{RULE}/minItem", "write minItems"),
    (f"{RULE}/if", {}, f"{RULE}/if", "drop if"),
    (f"{RULE}/$anchor", "rule", f"{RULE}/$anchor", "refer to schemas as"),
    (f"{LIST}/paramters", [], f"{LIST}/paramters", "write parameters"),
    ("/servers/0/URL", "x", "/servers/0/URL", "write url"),
    ("/host", "x", "/host", "move it to where it belongs"),
    ("/paths/v1", {}, "/paths/v1", "begin the path with /"),
    (f"{DELETE}/responses", {"2xx": {"description": "x"}}, f"{DELETE}/responses/2xx", "4XX"),
    (f"{LIST}/responses/600", {"description": "x"}, f"{LIST}/responses/600", "status as 404"),
    ("/components/parameters/Language/name", "Host", "/components/parameters/Language", "drop it"),
    (f"{RULE}/allOf", [{"$ref": f"#{RULE}"}], RULE, "refers to itself"),
    (f"{NAME}/x-invariants", [{"rule": "true"}], f"{NAME}/x-invariants/0", "message and basis"),
    (f"{NAME}/x-invariants", None, f"{NAME}/x-invariants", "a list of rules"),
]
ACCEPTED: list[tuple[str, JSON]] = [
    (f"{LIST}/security", []),
    (f"{LIST}/security", [{}, {"token": []}]),
    (f"{CREATE}/responses/202", {"description": "Later."}),
    (f"{DELETE}/responses/204/content", {"application/json": {"schema": {"type": "object"}}}),
    (f"{DELETE}/parameters", []),
    (f"{LIST}/parameters/0/name", "class"),
    (f"{RULE}/properties/self", {"type": "string"}),
    (f"{RULE}/properties/名", {"type": ["string", "null"]}),
    (f"{RULE}/properties/next", {"$ref": f"#{RULE}"}),
    (f"{RULE}/properties/any", True),
    ("/paths/~1a~1{b}:stop", {}),
    ("/paths/~1a~1{b}...{c}", {}),
    ("/paths/x-note", "Of no concern."),
    (f"{NAME}/default", "cpu"),
    (f"{NAME}/contentSchema", {"type": "object"}),
    (f"{CREATE}/requestBody/content/application~1xml", {}),
]


def contract(tmp_path: Path, pointer: str, value: JSON) -> Contract:
    """The valid contract with another value at a pointer, with a line per member."""
    path = tmp_path / "alarms.yaml"
    document = edited(GOOD, (pointer, value))
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return Contract(path, document)


@pytest.mark.parametrize(("pointer", "value", "place", "words"), REFUSED)
def test_refused(tmp_path: Path, pointer: str, value: JSON, place: str, words: str) -> None:
    """Each error is reported with its JSON pointer, its line and what to do."""
    path = contract(tmp_path, pointer, value).path

    with pytest.raises(InvalidContractError) as caught:
        load(path)

    first = caught.value.problems[0]
    assert first.pointer.startswith(place)
    assert any(words in problem.words for problem in caught.value.problems), str(caught.value)
    assert f"{path}:{first.line}: " in str(caught.value)
    last = first.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    line = path.read_text(encoding="utf-8").splitlines()[(first.line or 0) - 1]
    assert last.isdecimal() or f'"{last}"' in line or not last


@pytest.mark.parametrize(("pointer", "value"), ACCEPTED)
def test_accepted(tmp_path: Path, pointer: str, value: JSON) -> None:
    """Constructs of the vendor's documents are accepted, and calls can be generated."""
    assert [] == problems(contract(tmp_path, pointer, value), thorough=True)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("openapi: 3.1.1\npaths: {}\npaths: {}", 3, "the key 'paths' twice"),
        ("openapi: 3.1.1\n? [a]\n: 1", 2, "a key that is not a string"),
        ("openapi: 3.1.1\ninfo: [", 3, "not YAML"),
        ("openapi: 3.2.0", 1, "not an OpenAPI 3.1 document"),
        ("openapi: 3.1.1\ninfo: {title: a, version: '1'}", 1, "add paths"),
        ("openapi: 3.1.1\nx-a: !!set {a}", 2, "tag:yaml.org,2002:set"),
        ("openapi: 3.1.1\nx-a: &a\n  b: *a", 2, "recursive"),
        ("openapi: 3.1.1\nx-a: " + "[" * 400 + "]" * 400, 1, "nested too deeply"),
    ],
)
def test_no_contract(tmp_path: Path, text: str, line: int, words: str) -> None:
    """An invalid document is rejected with the line."""
    path = tmp_path / "x.yaml"
    path.write_text(text)

    with pytest.raises(InvalidContractError) as caught:
        load(path)

    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert words in str(caught.value)


def test_yaml_is_read_as_json_schema(tmp_path: Path) -> None:
    """Statuses need no quotes, and dates, `on` and `no` are strings."""
    path = tmp_path / "alarms.yaml"
    text = (DATA / "alarms.yaml").read_text(encoding="utf-8")
    text = text.replace("'204'", "204").replace("enum: [minor, major]", "enum: [on, 2020-01-01]")
    path.write_text(text.replace("examples: [major]}", "examples: [on]}"), encoding="utf-8")

    document = load(path).document

    assert ["on", "2020-01-01"] == document["components"]["schemas"]["Level"]["enum"]
    assert "204" in document["paths"]["/v1/alarm-rules/{rule_id}"]["delete"]["responses"]
