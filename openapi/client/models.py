"""The generator's models, where ours differ."""

from __future__ import annotations

from openapi.contract import InvalidContractError

# What they have, and what takes its place.
_CHANGES = (
    (
        "from collections.abc import Mapping\n",
        "from collections.abc import Mapping\nfrom copy import deepcopy\n",
    ),
    # A change to a dictionary is none to its model.
    ("        return field_dict\n", "        return deepcopy(field_dict)\n"),
)
_INDEXED = "    def __getitem__("
# Python would take what can be indexed for a sequence.
_NO_SEQUENCE = "    __iter__ = None\n\n"


def our_model(text: str) -> str:
    """The module of a model, changed.

    Raises:
        InvalidContractError: The generator's template is another than it was.
    """
    for old, new in _CHANGES:
        if text.count(old) != 1:
            raise InvalidContractError(f"a model of the generator's has no {old.strip()!r}")
        text = text.replace(old, new)
    return text.replace(_INDEXED, _NO_SEQUENCE + _INDEXED)
