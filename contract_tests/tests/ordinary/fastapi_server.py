"""A server for the statistics of script orders, written with FastAPI in the usual way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Header, HTTPException, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from contract_tests.tests.ordinary.flask_server import CHINESE, ENGLISH

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import Response

Order = Annotated[str, Path(min_length=1, max_length=64, pattern="^[A-Za-z0-9_-]+$")]
Token = Annotated[str | None, Header()]


def application(tokens: dict[str, bool], orders: dict[str, Any]) -> FastAPI:
    """The server.

    Args:
        tokens: The valid tokens, and whether they have the permission.
        orders: The statistics by ``execute_uuid``.
    """
    app = FastAPI()

    @app.middleware("http")
    async def refuse_encoded_slashes(
        request: Request, proceed: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        # Starlette decodes them before it routes.
        is_encoded = b"%2f" in request.scope["raw_path"].lower()
        return failed(request, 404) if is_encoded else await proceed(request)

    @app.exception_handler(StarletteHTTPException)
    async def handle(request: Request, error: StarletteHTTPException) -> Response:
        return failed(request, error.status_code, error.headers)

    @app.exception_handler(RequestValidationError)
    async def refuse(request: Request, _: RequestValidationError) -> Response:
        return failed(request, 400)

    @app.get("/v1/job/script/orders/{execute_uuid}/statistics")
    def statistics(execute_uuid: Order, x_auth_token: Token = None) -> Any:
        permitted = tokens.get(x_auth_token or "")
        if permitted is None:
            raise HTTPException(401)
        if not permitted:
            raise HTTPException(403)
        if execute_uuid not in orders:
            raise HTTPException(404)
        return orders[execute_uuid]

    return app


def failed(request: Request, status: int, headers: Any = None) -> JSONResponse:
    """An error, in the requested language."""
    messages = CHINESE if request.headers.get("X-Language") == "zh-cn" else ENGLISH
    body = {"error_code": f"COC.{status}", "error_msg": messages.get(status, "Failed.")}
    return JSONResponse(body, status, headers)
