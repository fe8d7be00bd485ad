"""The docstrings of a generated package, from the descriptions in its contract."""

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

    from openapi.client.arguments import MethodArgument
    from openapi.client.methods import ApiPackage, Method
    from openapi.contract import Operation, Response
    from openapi.contract.extensions.waiter import Waiter

WIDTH = 72
_LIST_ITEM = re.compile(r"\s*([-*+]|\d+\.)\s|\s{4}")
_EXAMPLE_WIDTH = WIDTH - 12
_UNSENT = (ArgumentError, CredentialsError, APIConnectionError, APITimeoutError)
"""Raised where there is no response."""
_OPTIONS = {
    "timeout": "Seconds the call may take, more than 0, retries included; None for the client's.",
    "max_retries": "Retries after transient failures, 0 or more; None for the client's.",
}


def root_docstring(summary: str, packages: list[ApiPackage]) -> str:
    """The docstring of the whole package."""
    names = ", ".join(f"`{package.contract.name}`" for package in packages)
    about = f"Each API is a package: {names}. Everything that their clients raise is an `Error`."
    return "\n\n".join([_wrapped(f"{summary}."), _wrapped(about), *_examples(packages[0])])


def package_docstring(package: ApiPackage) -> str:
    """The docstring of the package of an API, with an example."""
    info = package.contract.document["info"]
    summary = f": {info['summary'].rstrip('.')}" if info.get("summary") else ""
    return "\n\n".join([_wrapped(info["title"] + summary + "."), *_examples(package)])


def _examples(package: ApiPackage) -> list[str]:
    return [
        f"Example:\n{textwrap.indent(_example(package, method), '    ')}"
        for method in package.methods[:1]
    ]


def _example(package: ApiPackage, method: Method) -> str:
    contract = package.contract
    where = next((f'region="{region}"' for region in contract.regions), 'base_url="https://…"')
    examples = [argument.example for argument in method.positional]
    examples += [
        f"{argument.name}={argument.example}" for argument in method.keywords if argument.required
    ]
    called = f"client.{method.name}({', '.join(examples)})"
    if len(called) > _EXAMPLE_WIDTH:
        lines = "".join(f"        {example},\n" for example in examples)
        called = f"client.{method.name}(\n{lines}    )"
    return f"""\
from huaweicloud_statistics import {contract.name}

with {contract.name}.Client({where}, token=token) as client:
    result = {called}"""


def call_docstring(method: Method) -> str:
    """The docstring of a method that calls an operation."""
    operation, node = method.operation, method.operation.node
    sections = [_summary(operation), _wrapped(node.get("description") or "")]
    if node.get("deprecated"):
        sections.append("Deprecated: the vendor may remove it.")
    sections += [
        _section("Args", [*_arguments(method.arguments), *_options(method)]),
        _section("Returns", _returned(operation.responses)),
        _section("Raises", [_item(name, text) for name, text in _raised(operation.responses)]),
    ]
    page = node.get("externalDocs") or operation.contract.document.get("externalDocs")
    if page:
        sections.append(f"Vendor page: {page['url']}")
    return "\n\n".join(section for section in sections if section)


def raw_call_docstring(method: Method, client: str) -> str:
    """The docstring of the same method of a raw client."""
    rule = (
        f"As `{client}.{method.name}`, but the response is returned as received: its body is not "
        "validated, and an error status is neither raised nor retried."
    )
    raised = [_item(kind.__name__, _description(kind)) for kind in _UNSENT]
    sections = [
        _section("Args", [*_arguments(method.arguments), *_options(method)]),
        _section("Raises", raised),
    ]
    return "\n\n".join([_summary(method.operation), _wrapped(rule), *sections])


def waiting_docstring(method: Method, waiter: Waiter) -> str:
    """The docstring of a method that waits."""
    pending, failed = _alternatives(waiter.pending), _alternatives(waiter.failed)
    final = _alternatives([*waiter.succeeded, *waiter.failed])
    rule = (
        f"Polls `{method.name}`, at increasing intervals of up to 15 seconds, until nothing is "
        f"{pending} and everything is {final}. An unknown status counts as pending. Transient "
        "failures are retried."
    )
    arguments = [
        *_arguments(method.arguments),
        _item("timeout", "Seconds to wait at most, more than 0."),
        _item("interval", "Seconds before the second poll, more than 0."),
        _item("on_progress", "Called with each result."),
        _item("fail_fast", f"Raise as soon as anything is {failed}."),
        _item(
            "grace",
            "Seconds, 0 or more, in which a 404 or a total of 0 does not end the wait, as what was "
            "just created may be unknown or empty.",
        ),
    ]
    raised = [
        _item(kind.__name__, f"{_description(kind)} Its `last` is the last result.")
        for kind in (WaitTimeoutError, WaitFailedError)
    ]
    raised.append(_item("Error", f"Any other error of `{method.name}` that is not transient."))
    sections = [
        _section("Args", arguments),
        _section("Returns", ["The last result, whether things succeeded or failed."]),
        _section("Raises", raised),
    ]
    return "\n\n".join(["Wait until everything is finished.", _wrapped(rule), *sections])


def _alternatives(names: list[str]) -> str:
    *others, last = names or ["failed"]
    return f"{', '.join(others)} or {last}" if others else last


def _summary(operation: Operation) -> str:
    summary = operation.node.get("summary") or f"Call {operation.id}"
    return _wrapped(str(summary).strip().rstrip(".") + ".")


def _arguments(arguments: list[MethodArgument]) -> list[str]:
    described = (
        (argument.name, " ".join(filter(None, [argument.about, argument.rule])))
        for argument in arguments
    )
    return [_item(name, text) for name, text in described if text]


def _options(method: Method) -> list[str]:
    return [_item(name, _OPTIONS[name]) for name in method.options]


def _returned(responses: dict[str, Response]) -> list[str]:
    texts = [
        first_paragraph(response.node["description"])
        for response in _with_status(responses, "2").values()
    ]
    return [textwrap.fill(text, WIDTH - 4) for text in texts if text]


def _raised(responses: dict[str, Response]) -> Iterator[tuple[str, str]]:
    for kind in (*_UNSENT, ContractError):
        yield kind.__name__, _description(kind)
    for status, response in _with_status(responses, "45").items():
        ranged = ServerError if status[0] == "5" else StatusError
        error = error_type(int(status)) if status.isdigit() else ranged
        yield error.__name__, f"{status}. {first_paragraph(response.node['description'])}"
    yield "StatusError", "Any other status."


def _with_status(responses: dict[str, Response], digits: str) -> dict[str, Response]:
    return {status: response for status, response in responses.items() if status[0] in digits}


def first_paragraph(text: str) -> str:
    """The first paragraph of a description: what callers need; the rationale comes after it."""
    return " ".join(text.strip().partition("\n\n")[0].split())


def rule(schema: dict[str, Any]) -> str:
    """The constraints on a plain value, in one sentence; empty if there are none."""
    rules = [
        *_bounds(schema.get("minLength"), schema.get("maxLength"), " characters"),
        *_bounds(schema.get("minimum"), schema.get("maximum"), ""),
        *(f"matches {pattern}" for pattern in [schema.get("pattern")] if pattern),
    ]
    text = ", ".join(rules)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _bounds(least: Any, most: Any, unit: str) -> Iterator[str]:
    if least is not None and most is not None:
        yield f"{least} to {most}{unit}"
    elif least is not None:
        yield f"at least {least}{unit}"
    elif most is not None:
        yield f"at most {most}{unit}"


def _description(kind: type[Exception]) -> str:
    return first_paragraph(inspect.getdoc(kind) or "")


def literal(value: Any) -> str:
    """A value as Python, with double quotes."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _section(title: str, lines: list[str]) -> str:
    indented = [textwrap.indent(line, "    ") for line in lines]
    return "\n".join([f"{title}:", *indented]) if lines else ""


def _item(name: str, text: str) -> str:
    return textwrap.fill(
        f"{name}: {' '.join(text.split())}",
        WIDTH - 4,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _wrapped(text: str) -> str:
    return "\n\n".join(_paragraph(paragraph) for paragraph in re.split(r"\n\s*\n", text.strip()))


def _paragraph(text: str) -> str:
    lines = text.splitlines()
    if not any(_LIST_ITEM.match(line) for line in lines):
        lines = [" ".join(lines)]
    return "\n".join(textwrap.fill(line, WIDTH) for line in lines)
