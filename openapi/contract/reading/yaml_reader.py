"""YAML as in OpenAPI: JSON values, string keys, and no duplicate keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import yaml

if TYPE_CHECKING:
    from collections.abc import Hashable


_TAGS = frozenset(["bool", "float", "int", "map", "null", "seq", "str"])


class _Loader(yaml.CSafeLoader):
    """Parses scalars as YAML 1.2: `on` and `2020-01-01` are strings, `0777` is not octal."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012
    # Only what JSON has: no sets, dates or bytes.
    yaml_constructors: ClassVar[dict[str | None, Any]] = {
        tag: construct
        for tag, construct in yaml.CSafeLoader.yaml_constructors.items()
        if tag is None or tag.rpartition(":")[2] in _TAGS
    }

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        # So that an alias inside the node that it refers to is an error.
        self.deep_construct = True

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _refusal("a key that is not a string", key)
            if key.value in seen:
                raise _refusal(f"the key {key.value!r} twice in one object", key)
            seen.add(key.value)
            if key.tag != "tag:yaml.org,2002:merge":
                key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep=deep)


def _refusal(words: str, node: yaml.Node) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(problem=words, problem_mark=node.start_mark)


for tag, first, pattern in (
    ("null", "~nN\0", r"~|null|Null|NULL|"),
    ("bool", "tTfF", r"true|True|TRUE|false|False|FALSE"),
    ("int", "-+0123456789", r"[-+]?(0|[1-9][0-9]*)"),
    (
        "float",
        "-+.0123456789",
        r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+",
    ),
    ("merge", "<", "<<"),
):
    for letter in first:
        _Loader.yaml_implicit_resolvers.setdefault(letter.replace("\0", ""), []).append(
            (f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"))
        )


def parse(content: bytes) -> Any:
    """The value of a YAML document.

    Raises:
        yaml.YAMLError: It is not YAML, or has values that JSON does not have.
    """
    return yaml.load(content, Loader=_Loader)  # noqa: S506 (a safe loader)
