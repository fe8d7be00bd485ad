"""Size limits, and rejections of oversized or malformed requests as the gateway has them."""

from __future__ import annotations

import uuid

from contract_tests.reference_server.errors import gateway
from contract_tests.reference_server.message import JSON_TYPE, Response

TARGET_LIMIT = 8 << 10
"""Bytes of path and query, at most."""
HEAD_LIMIT = 64 << 10
"""Bytes of request line and headers, at most."""
BODY_LIMIT = 1 << 20
"""Bytes of a request body, at most."""


def target_too_long() -> Response:
    """The request target exceeds its limit."""
    return _refusal(414, "APIGW.0201", f"The request URI is over {TARGET_LIMIT} bytes.")


def headers_too_large() -> Response:
    """The headers exceed their limit; 494 is the status of the gateway."""
    return _refusal(494, "APIGW.0201", f"The request headers are over {HEAD_LIMIT} bytes.")


def body_too_large() -> Response:
    """The body exceeds its limit."""
    return _refusal(413, "APIGW.0201", f"The request body is over {BODY_LIMIT} bytes.")


def not_http() -> Response:
    """The message is not valid HTTP."""
    return _refusal(400, "APIGW.0607", "Bad request: the message is not valid HTTP.")


def crashed() -> Response:
    """The handler raised an exception."""
    return _refusal(500, "APIGW.0601", "Internal server error.", connection="keep-alive")


def _refusal(status: int, code: str, message: str, connection: str = "close") -> Response:
    request_id = uuid.uuid4().hex
    headers = {"X-Request-Id": request_id, "Content-Type": JSON_TYPE, "Connection": connection}
    return Response(status, gateway(status, code, message, request_id).body, headers)
