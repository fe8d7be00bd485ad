"""What goes wrong, in the words of the API gateway or of the contract, in the caller's language."""

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
"""What to say where a contract has no example of an error; 400 covers the rest."""

_CHINESE = Path(__file__).with_name("chinese.yaml")


def gateway(status: int, code: str, message: str, request_id: str, **headers: str) -> Response:
    """An error in the words and the shape of the API gateway."""
    body = {"error_code": code, "error_msg": message, "request_id": request_id}
    return Response(
        status, body, {name.replace("_", "-"): value for name, value in headers.items()}
    )


def documented(operation: Operation, status: int, request_id: str, name: str = "") -> Response:
    """An error as the contract's example of that name shows it, or else its first example."""
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
    """An error in a form that the contract documents, where it documents one of its own."""
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
    """Whether errors as the gateway has them are valid."""
    body = {"error_code": "APIGW.0101", "error_msg": NO_API, "request_id": "0" * 32}
    return not documented.errors(body)


def in_chinese(response: Response) -> Response:
    """An error with its message in Chinese; what follows a colon are details and stays."""
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
    known = _messages()
    text = known.get(f"{status} {code}") or known.get(str(status)) or known["other"]
    _, colon, details = message.partition(": ")
    return f"{text}: {details}" if colon else str(text)


@cache
def _messages() -> dict[str, JSON]:
    messages: dict[str, JSON] = yaml.safe_load(_CHINESE.read_text(encoding="utf-8"))
    return messages
