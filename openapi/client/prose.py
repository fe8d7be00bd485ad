"""The docstrings of the generated methods, from the prose of the contract."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from openapi.client.runtime.errors import (
    ArgumentError,
    ConnectionFailed,
    ContractError,
    CredentialsError,
    DeadlineExceeded,
    ServerError,
    StatusError,
    WaitFailed,
    WaitTimeout,
    error_type,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.client.facade import Parameter
    from openapi.contract import Contract
    from openapi.contract import Operation as Written
    from openapi.contract.waiter import Waiter

WIDTH = 84


def of_call(contract: Contract, written: Written, parameters: list[Parameter]) -> str:
    """What a method that calls an operation says of it."""
    node = written.node
    summary = node.get("summary") or f"Call {written.id}"
    sections = [summary.strip().rstrip(".") + ".", _wrapped(node.get("description") or "")]
    if node.get("deprecated"):
        sections.append("Deprecated: the vendor may take it away.")
    responses = {str(status): contract.resolve(one) for status, one in node["responses"].items()}
    sections += [
        _section("Args", [*_arguments(parameters), *_limits(parameters)]),
        _section("Returns", _returned(responses)),
        _section("Raises", [_item(name, text) for name, text in _raised(responses)]),
    ]
    page = node.get("externalDocs") or contract.document.get("externalDocs")
    if page:
        sections.append(f"Vendor page: {page['url']}")
    return "\n\n".join(section for section in sections if section)


def of_waiting(waiting: Waiter, parameters: list[Parameter]) -> str:
    """What a method that waits says of it."""
    pending, *others = (
        ", ".join(some) for some in (waiting.pending, waiting.succeeded, waiting.failed)
    )
    summary = "Wait until it is over, looking again after ever longer pauses."
    rule = (
        f"It is over when nothing is {pending} and everything is {' or '.join(others)}; any other "
        "status may mean anything, so it is waited out. Errors that may pass are borne."
    )
    arguments = [
        *_arguments(parameters),
        _item("timeout", "Seconds to wait at most."),
        _item("interval", "Seconds before the second look; the pauses grow to 15."),
        _item("on_progress", "Called with each result."),
        _item("fail_fast", f"Raise as soon as anything is {others[1]}."),
    ]
    raised = [
        _item(kind.__name__, f"{kind.__doc__} It has the last result as `last`.")
        for kind in (WaitTimeout, WaitFailed)
    ]
    raised.append(_item("Error", "As a single call raises, if it will not pass."))
    sections = [
        _section("Args", arguments),
        _section("Returns", ["The last result, failures included."]),
        _section("Raises", raised),
    ]
    return "\n\n".join([summary, _wrapped(rule), *sections])


def _arguments(parameters: list[Parameter]) -> list[str]:
    return [_item(one.name, one.description) for one in parameters if one.description]


def _limits(parameters: list[Parameter]) -> list[str]:
    taken = {one.name for one in parameters}
    limits = {
        "timeout": "Seconds this call may take, in place of the client's.",
        "retries": "How often it may be tried again, in place of the client's.",
    }
    return [_item(name, text) for name, text in limits.items() if name not in taken]


def _returned(responses: dict[str, Any]) -> list[str]:
    successes = [one["description"] for status, one in responses.items() if status[0] == "2"]
    return [textwrap.fill(" ".join(text.split()), WIDTH - 4) for text in successes if text.strip()]


def _raised(responses: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for kind in (
        ArgumentError,
        CredentialsError,
        ConnectionFailed,
        DeadlineExceeded,
        ContractError,
    ):
        yield kind.__name__, kind.__doc__ or ""
    for status, response in responses.items():
        if status[0] in "45":
            ranged = ServerError if status[0] == "5" else StatusError
            error = error_type(int(status)) if status.isdigit() else ranged
            yield error.__name__, f"{status}. {response['description']}"
    yield "StatusError", "Any other status."


def _section(title: str, lines: list[str]) -> str:
    return (
        "\n".join([f"{title}:", *(textwrap.indent(one, "    ") for one in lines)]) if lines else ""
    )


def _item(name: str, text: str) -> str:
    return textwrap.fill(f"{name}: {' '.join(text.split())}", WIDTH - 4, subsequent_indent="    ")


def _wrapped(text: str) -> str:
    # Line by line, so that lists stay lists.
    return "\n".join(textwrap.fill(line, WIDTH) for line in text.strip().splitlines())
