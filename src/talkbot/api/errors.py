"""Problems as JSON, in the shape that OpenAI clients read: one line, no path, no key."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from talkbot.errors import Busy, EmptyLibrary, ModelError, TalkbotError

_log = logging.getLogger("talkbot")


class Problem(BaseModel):
    """What went wrong, in one line for a person."""

    message: str
    type: str = Field(description="The kind of problem, for programs")
    code: int = Field(description="The HTTP status")


class ErrorBody(BaseModel):
    error: Problem


_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    413: "invalid_request_error",
    422: "invalid_request_error",
    429: "rate_limit_error",
    502: "model_error",
    503: "unavailable_error",
}


def problem(status: int, message: str) -> dict[str, dict[str, str | int]]:
    """The body of an error."""
    kind = _TYPES.get(status, "server_error")
    return {"error": {"message": message, "type": kind, "code": status}}


def refused(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(problem(status, message), status, headers)


def told(error: TalkbotError) -> tuple[int, str]:
    """Status and line for an error of talkbot's own, whose message may name folders."""
    if isinstance(error, EmptyLibrary):
        return 503, "There are no talks here yet."
    if isinstance(error, Busy):
        return 503, "The talks are being written. Please try again in a moment."
    if isinstance(error, ModelError):
        return 502, "The chat model cannot be reached. Please try again later."
    _log.error("%s: %s", type(error).__name__, error)
    return 503, "The talks cannot be read. The server's log says why."


def handle_errors(app: FastAPI) -> None:
    """Every way to fail ends in the same shape."""

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        line = str(error.detail)
        if line == HTTPStatus(error.status_code).phrase:
            line = {
                404: "There is nothing at this address: see /api/openapi.json.",
                405: "This address does not take that method: see /api/openapi.json.",
            }.get(error.status_code, f"{line}.")
        return refused(error.status_code, line, dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return refused(422, "The body is not JSON.")
        where = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
        return refused(422, f"{where[:100]}: {first['msg']}.")

    @app.exception_handler(TalkbotError)
    async def own(_: Request, error: TalkbotError) -> JSONResponse:
        return refused(*told(error))

    @app.exception_handler(Exception)
    async def fault(_: Request, __: Exception) -> JSONResponse:
        return refused(500, "Something went wrong. The server's log says what.")
