"""The models of schemas that the generator would merge, rename or reject by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openapi.client.generator import parsed
from openapi.client.package import describe
from openapi.contract import Contract, InvalidContractError

if TYPE_CHECKING:
    from openapi.contract import JSON

TAGS = {"type": "object", "additionalProperties": {"type": "string"}}
BASE = {"type": "object", "required": ["tags"], "properties": {"tags": TAGS}}
TO_BASE = {"$ref": "#/components/schemas/Base"}


def contract(schema: JSON, **schemas: JSON) -> Contract:
    """A contract whose only response has a schema."""
    content = {"application/json": {"schema": schema}}
    responses = {"200": {"description": "Found.", "content": content}}
    document = {
        "openapi": "3.1.1",
        "info": {"title": "Made", "version": "1"},
        "paths": {"/v1": {"get": {"operationId": "Get", "responses": responses}}},
        "components": {"schemas": schemas},
    }
    return Contract(Path("made.yaml"), document)


def members(made: Contract) -> dict[str, set[str]]:
    """The properties of each model."""
    return {
        str(model.class_info.name): {
            prop.python_name
            for prop in [*(model.required_properties or ()), *(model.optional_properties or ())]
        }
        for model in parsed(made, Path("made")).openapi.models
    }


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_properties_beside_a_single_reference(keyword: str) -> None:
    """A schema that extends another one has the properties of both."""
    volume = {keyword: [TO_BASE], "type": "object", "properties": {"size": {"type": "integer"}}}

    models = members(contract({"$ref": "#/components/schemas/Volume"}, Volume=volume, Base=BASE))

    assert {"Base": {"tags"}, "BaseTags": set(), "Volume": {"tags", "size"}} == models


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_description_beside_a_single_reference(keyword: str) -> None:
    """A schema that only describes another one is the other one."""
    alias = {keyword: [TO_BASE], "description": "The base."}

    models = members(contract({"$ref": "#/components/schemas/Alias"}, Alias=alias, Base=BASE))

    assert {"Alias": {"tags"}, "Base": {"tags"}} == {
        name: models[name] for name in ("Alias", "Base")
    }


def test_titles_may_be_equal() -> None:
    """Classes are named by schemas, not by titles, which may be equal."""
    named = {
        name: {"title": "Model", "type": "object", "properties": {name: {"type": "string"}}}
        for name in ("First", "Second")
    }

    models = members(contract({"$ref": "#/components/schemas/First"}, **named))

    assert {"First": {"first"}, "Second": {"second"}} == models


def test_properties_with_one_name_in_python() -> None:
    """Two properties with the same name in Python are an error at the second."""
    schema = {"type": "object", "properties": {"+1": {"type": "integer"}, "-1": {}}}

    with pytest.raises(InvalidContractError) as caught:
        describe(contract(schema))

    (problem,) = caught.value.problems
    assert problem.pointer.endswith("/schema/properties/-1")
    assert "-1 is field_1 in Python, as is +1; drop one of them" == problem.words


def test_parameters_with_one_name_in_python() -> None:
    """Two parameters in one location with the same name in Python are an error at the second."""
    made = contract({})
    made.document["paths"]["/v1"]["get"]["parameters"] = [
        {"name": name, "in": location, "schema": {"type": "string"}}
        for name, location in (("Sent", "query"), ("Sent", "header"), ("Sent<", "query"))
    ]

    with pytest.raises(InvalidContractError) as caught:
        describe(made)

    (problem,) = caught.value.problems
    assert "/paths/~1v1/get/parameters/2" == problem.pointer
    assert "Sent< is sent in Python, as is Sent; drop one of them" == problem.words


def test_untyped_headers_are_texts() -> None:
    """A header parameter without a type takes a string."""
    made = contract({})
    header = {"name": "X-Zone", "in": "header", "required": True, "schema": {"minLength": 3}}
    made.document["paths"]["/v1"]["get"]["parameters"] = [header]

    ((argument,),) = [method.arguments for method in describe(made).methods]

    assert ("x_zone", "str") == (argument.name, argument.annotation)
