"""The report in Markdown, for the job summary of a CI server."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from contract_tests.conformance.report.escaping import for_markdown, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openapi.contract import JSON

_MOST = 20
"""Causes that are shown, and places and clauses of each."""
_LARGEST = 512 << 10
"""Bytes of all causes; a host drops a job summary of more than 1 MiB."""
_LONG = 300


def markdown(report: JSON) -> Iterator[str]:
    """The lines: the verdict, remarks, and each cause with its clauses."""
    causes = [cause for cause in report["causes"] if not cause["accepted"]]
    yield from (f"## {for_markdown(report['verdict'])}", "")
    for name, url in report["servers"].items():
        yield f"- {for_markdown(name)} at {_code(url)}"
    for remark in report["remarks"]:
        yield f"- {for_markdown(remark)}"
    if report["setup"]:
        yield from ("", "The curl lines need, in the same shell:", "")
        yield from _block("\n".join(report["setup"]))
    shown = size = 0
    for cause in causes[:_MOST]:
        lines = list(_cause(cause))
        size += len("\n".join(lines).encode())
        if size > _LARGEST:
            break
        yield from lines
        shown += 1
    if shown < len(causes):
        yield from ("", f"And {len(causes) - shown} other causes.")
    yield ""


def _cause(cause: JSON) -> Iterator[str]:
    expected, received = cause["expected"], textwrap.shorten(cause["received"], _LONG)
    title = f"Cause {cause['number']}: expected {expected}, received {received}"
    yield from ("", f"### {for_markdown(title)}", "")
    if cause["why"]:
        yield f"- because {for_markdown(cause['why'])}"
    if cause["advice"]:
        yield f"- change: {for_markdown(cause['advice'])}"
    places = (" ".join(filter(None, place.values())) for place in cause["places"])
    yield from _listed("contract", map(_code, places))
    failed = (f"{_code(each['clause'])} on {_code(each['operation'])}" for each in cause["failed"])
    yield from _listed("failed", failed)
    yield ""
    yield from _block(cause["request"])
    yield ""
    yield from _block(textwrap.shorten(cause["response"], _LONG, placeholder=" …"))


def _listed(name: str, items: Iterable[str]) -> Iterator[str]:
    listed = list(items)
    yield from (f"- {name}: {item}" for item in listed[:_MOST])
    if len(listed) > _MOST:
        yield f"- {name}: and {len(listed) - _MOST} more"


def _code(text: str) -> str:
    fence = _fence(text, 1)
    return f"{fence} {visible(text)} {fence}" if "`" in text else f"`{visible(text)}`"


def _block(text: str) -> Iterator[str]:
    fence = _fence(text, 3)
    yield from (fence, *map(visible, text.split("\n")), fence)


def _fence(text: str, least: int) -> str:
    """A run of backticks longer than any in the text."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    return "`" * max(least, longest + 1)
