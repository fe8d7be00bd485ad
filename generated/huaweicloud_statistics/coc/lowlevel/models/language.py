# Written by scripts/generate from openapi/coc.yaml. Edit that.
from typing import Literal

Language = Literal["en-us", "zh-cn"]

LANGUAGE_VALUES: set[Language] = {
    "en-us",
    "zh-cn",
}


def check_language(value: str) -> Language:
    if value in LANGUAGE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LANGUAGE_VALUES!r}")
