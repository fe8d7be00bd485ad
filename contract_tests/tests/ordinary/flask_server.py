"""A server for the statistics of script orders, written with Flask in the usual way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request

if TYPE_CHECKING:
    from werkzeug.exceptions import HTTPException

ORDER = re.compile("[A-Za-z0-9_-]{1,64}")
CHINESE = {400: "参数无效。", 401: "认证信息错误。", 403: "没有权限。", 404: "工单不存在。"}
ENGLISH = {
    400: "Invalid parameter values.",
    401: "Incorrect IAM authentication information.",
    403: "Not authorized.",
    404: "The ticket is not found.",
}


def application(tokens: dict[str, bool], orders: dict[str, Any]) -> Flask:
    """The server.

    Args:
        tokens: The valid tokens, and whether they have the permission.
        orders: The statistics by ``execute_uuid``.
    """
    app = Flask(__name__)

    @app.before_request
    def refuse_encoded_slashes() -> Response | None:
        # Werkzeug decodes them before it routes.
        path, _, _ = request.environ["RAW_URI"].partition("?")
        return failed(404) if "%2f" in path.lower() else None

    @app.errorhandler(Exception)
    def handle(error: HTTPException) -> Response:
        response = failed(error.code or 500)
        response.headers.update(
            {name: value for name, value in error.get_headers() if name == "Allow"}
        )
        return response

    @app.get("/v1/job/script/orders/<execute_uuid>/statistics")
    def statistics(execute_uuid: str) -> Response:
        permitted = tokens.get(request.headers.get("X-Auth-Token", ""))
        if permitted is None:
            return failed(401)
        if not permitted:
            return failed(403)
        if not ORDER.fullmatch(execute_uuid):
            return failed(400)
        return jsonify(orders[execute_uuid]) if execute_uuid in orders else failed(404)

    return app


def failed(status: int) -> Response:
    """An error, in the requested language."""
    messages = CHINESE if request.headers.get("X-Language") == "zh-cn" else ENGLISH
    response = jsonify(error_code=f"COC.{status}", error_msg=messages.get(status, "Failed."))
    response.status_code = status
    return response
