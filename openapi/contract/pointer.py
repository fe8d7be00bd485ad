"""JSON pointers (RFC 6901)."""

from __future__ import annotations


def pointer_to(*path: str | int) -> str:
    """The pointer with some steps."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def steps(pointer: str) -> list[str]:
    """The steps of a pointer."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
