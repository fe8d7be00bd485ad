"""Error responses of the API gateway or the contract, in the language of the caller."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from contract_tests.reference_server.message import Response

if TYPE_CHECKING:
    from openapi.contract import JSON, Operation
    from openapi.contract import Response as Documented

NO_API = "The API does not exist or has not been published in the environment."
_FALLBACK = {
    404: ("APIGW.0101", NO_API),
    429: ("APIGW.0308", "The throttling threshold has been reached."),
    500: ("APIGW.0601", "Internal server error."),
}
"""Errors for which a contract has no example, by status; others are a bad request."""

_CHINESE = Path(__file__).with_name("chinese.yaml")


def gateway(status: int, code: str, message: str, request_id: str, **headers: str) -> Response:
    """An error of the API gateway."""
    body = {"error_code": code, "error_msg": message, "request_id": request_id}
    return Response(
        status, body, {name.replace("_", "-"): value for name, value in headers.items()}
    )


def documented(operation: Operation, status: int, request_id: str, name: str = "") -> Response:
    """An error by the contract's example of that name, or by its first example."""
    response = operation.response(status)
    examples = response.examples if response else {}
    if not examples:
        code, message = _FALLBACK.get(status, ("APIGW.0602", "Bad request."))
        return gateway(status, code, message, request_id)
    body = examples.get(name, next(iter(examples.values())))
    if isinstance(body, dict) and "request_id" in body:
        body = {**body, "request_id": request_id}
    return Response(status, body)


def fitted(operation: Operation, response: Response) -> Response:
    """The error in the documented form, if the contract documents another than the gateway's."""
    documented = operation.response(response.status)
    if response.status < 400 or not documented or not documented.media_types:
        return response
    return (
        response
        if _fits(documented)
        else Response(response.status, documented.sample, response.headers)
    )


@cache
def _fits(documented: Documented) -> bool:
    """Whether errors of the gateway are valid."""
    body = {"error_code": "APIGW.0101", "error_msg": NO_API, "request_id": "0" * 32}
    return not documented.errors(body)


def in_chinese(response: Response) -> Response:
    """The error with its message in Chinese; details after a colon are kept."""
    if response.status < 400 or not isinstance(response.body, dict):
        return response
    body = response.body
    if "error_msg" in body:
        code = str(body.get("error_code", ""))
        message = _chinese(response.status, code, str(body["error_msg"]))
        body = {**body, "error_msg": message}
    elif isinstance(body.get("error"), dict) and "message" in body["error"]:
        message = _chinese(response.status, "", str(body["error"]["message"]))
        body = {**body, "error": {**body["error"], "message": message}}
    return Response(response.status, body, response.headers, response.delay)


def _chinese(status: int, code: str, message: str) -> str:
    messages = _messages()
    text = messages.get(f"{status} {code}") or messages.get(str(status)) or messages["other"]
    _, colon, details = message.partition(": ")
    return f"{text}: {details}" if colon else str(text)


@cache
def _messages() -> dict[str, JSON]:
    messages: dict[str, JSON] = yaml.safe_load(_CHINESE.read_text(encoding="utf-8"))
    return messages
