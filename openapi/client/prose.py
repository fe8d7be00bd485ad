"""The docstrings of a generated package, from the prose of its contract."""

from __future__ import annotations

import inspect
import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

from openapi.client.runtime.errors import (
    APIConnectionError,
    APITimeoutError,
    ArgumentError,
    ContractError,
    CredentialsError,
    ServerError,
    StatusError,
    WaitFailedError,
    WaitTimeoutError,
    error_type,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.client.facade import Operation, Parameter
    from openapi.contract import Contract
    from openapi.contract import Operation as Written
    from openapi.contract.waiter import Waiter

WIDTH = 72
_LIST_ITEM = re.compile(r"\s*([-*+]|\d+\.)\s|\s{4}")
_OPTIONS = {
    "timeout": "Seconds the call may take, retries included; None for the client's.",
    "max_retries": "Retries after transient failures, 0 or more; None for the client's.",
}


def of_package(contract: Contract, operations: list[Operation]) -> str:
    """What the package of an API says of itself, with an example."""
    info = contract.document["info"]
    summary = f": {info['summary']}" if info.get("summary") else ""
    sections = [_wrapped(info["title"] + summary)]
    sections += [
        "Example:\n" + textwrap.indent(_example(contract, one), "    ") for one in operations[:1]
    ]
    return "\n\n".join(sections)


def _example(contract: Contract, operation: Operation) -> str:
    name = contract.name
    where = next((f'region="{one}"' for one in contract.regions), 'base_url="https://…"')
    given = [one.example for one in operation.positional]
    given += [f"{one.name}={one.example}" for one in operation.keywords if one.required]
    called = f"client.{operation.name}({', '.join(given)})"
    if len(called) > WIDTH - 12:
        lines = "".join(f"        {one},\n" for one in given)
        called = f"client.{operation.name}(\n{lines}    )"
    return f"""\
from huaweicloud_statistics import {name}

with {name}.Client({where}, token=token) as client:
    result = {called}"""


def of_call(written: Written, parameters: list[Parameter]) -> str:
    """What a method that calls an operation says of it."""
    node, contract = written.node, written.contract
    sections = [_summary(written), _wrapped(node.get("description") or "")]
    if node.get("deprecated"):
        sections.append("Deprecated: the vendor may take it away.")
    responses = {status: one.node for status, one in written.responses.items()}
    sections += [
        _section("Args", [*_arguments(parameters), *_options(parameters)]),
        _section("Returns", _returned(responses)),
        _section("Raises", [_item(name, text) for name, text in _raised(responses)]),
    ]
    page = node.get("externalDocs") or contract.document.get("externalDocs")
    if page:
        sections.append(f"Vendor page: {page['url']}")
    return "\n\n".join(section for section in sections if section)


def of_raw_call(written: Written, method: str, parameters: list[Parameter]) -> str:
    """What the same method of a raw client says."""
    rule = (
        f"As `{method}`, but the response is returned as it is: its body is not validated, no "
        "status is raised, and none is retried."
    )
    kinds = (ArgumentError, CredentialsError, APIConnectionError, APITimeoutError)
    sections = [
        _section("Args", [*_arguments(parameters), *_options(parameters)]),
        _section("Raises", [_item(kind.__name__, _said(kind)) for kind in kinds]),
    ]
    return "\n\n".join([_summary(written), _wrapped(rule), *sections])


def of_waiting(waiting: Waiter, method: str, parameters: list[Parameter]) -> str:
    """What a method that waits says of it."""
    pending, succeeded, failed = (
        " or ".join(some) for some in (waiting.pending, waiting.succeeded, waiting.failed)
    )
    rule = (
        f"Polls `{method}`, after ever longer pauses of up to 15 seconds, until nothing is "
        f"{pending} and everything is {succeeded}, {failed}. A status that is not known counts "
        "as pending. Transient failures are retried."
    )
    arguments = [
        *_arguments(parameters),
        _item("timeout", "Seconds to wait at most."),
        _item("interval", "Seconds before the second poll."),
        _item("on_progress", "Called with each result."),
        _item("fail_fast", f"Raise as soon as anything is {failed}."),
    ]
    raised = [
        _item(kind.__name__, f"{_said(kind)} Its `last` is the last result.")
        for kind in (WaitTimeoutError, WaitFailedError)
    ]
    raised.append(_item("Error", f"Whatever else `{method}` raises, unless it is transient."))
    sections = [
        _section("Args", arguments),
        _section("Returns", ["The last result, whether things succeeded or failed."]),
        _section("Raises", raised),
    ]
    return "\n\n".join(["Wait until all is finished.", _wrapped(rule), *sections])


def _summary(written: Written) -> str:
    summary = written.node.get("summary") or f"Call {written.id}"
    return _wrapped(str(summary).strip().rstrip(".") + ".")


def _arguments(parameters: list[Parameter]) -> list[str]:
    told = ((one.name, " ".join(filter(None, [one.about, one.rule]))) for one in parameters)
    return [_item(name, text) for name, text in told if text]


def _options(parameters: list[Parameter]) -> list[str]:
    taken = {one.name for one in parameters}
    return [_item(name, text) for name, text in _OPTIONS.items() if name not in taken]


def _returned(responses: dict[str, Any]) -> list[str]:
    successes = [one["description"] for status, one in responses.items() if status[0] == "2"]
    return [textwrap.fill(first(text), WIDTH - 4) for text in successes if text.strip()]


def _raised(responses: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for kind in (
        ArgumentError,
        CredentialsError,
        APIConnectionError,
        APITimeoutError,
        ContractError,
    ):
        yield kind.__name__, _said(kind)
    for status, response in responses.items():
        if status[0] in "45":
            ranged = ServerError if status[0] == "5" else StatusError
            error = error_type(int(status)) if status.isdigit() else ranged
            yield error.__name__, f"{status}. {first(response['description'])}"
    yield "StatusError", "Any other status."


def first(text: str) -> str:
    """The first paragraph of a description: what callers need; why it is so comes after it."""
    return " ".join(text.strip().partition("\n\n")[0].split())


def rule_of(schema: dict[str, Any]) -> str:
    """What a plain value may be, in one sentence; empty where its type says it all."""
    rules = [*_length(schema), *_range(schema)]
    if "pattern" in schema:
        rules.append(f"matches {schema['pattern']}")
    text = ", ".join(rules)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _length(schema: dict[str, Any]) -> Iterator[str]:
    yield from _bounds(schema.get("minLength"), schema.get("maxLength"), " characters")


def _range(schema: dict[str, Any]) -> Iterator[str]:
    yield from _bounds(schema.get("minimum"), schema.get("maximum"), "")


def _bounds(least: Any, most: Any, unit: str) -> Iterator[str]:
    if least is not None and most is not None:
        yield f"{least} to {most}{unit}"
    elif least is not None:
        yield f"at least {least}{unit}"
    elif most is not None:
        yield f"at most {most}{unit}"


def _said(kind: type[Exception]) -> str:
    return first(inspect.getdoc(kind) or "")


def literal(value: Any) -> str:
    """A value as Python, in the quotes that most write."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _section(title: str, lines: list[str]) -> str:
    return (
        "\n".join([f"{title}:", *(textwrap.indent(one, "    ") for one in lines)]) if lines else ""
    )


def _item(name: str, text: str) -> str:
    return textwrap.fill(
        f"{name}: {' '.join(text.split())}",
        WIDTH - 4,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _wrapped(text: str) -> str:
    return "\n\n".join(_paragraph(one) for one in re.split(r"\n\s*\n", text.strip()))


def _paragraph(text: str) -> str:
    lines = text.splitlines()
    if not any(_LIST_ITEM.match(line) for line in lines):
        lines = [" ".join(lines)]
    return "\n".join(textwrap.fill(line, WIDTH) for line in lines)
