"""Every refusal and failure of the server as a problem document (RFC 9457), in the caller's language.

A route raises `Problem`, or lets an error of Barème pass; both become `application/problem+json`.
"""

from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from bareme.documents.refusals import refusal_message
from bareme.domain.points import Language
from bareme.errors import (
    BaremeError,
    BudgetReached,
    DocumentInUse,
    DocumentMissing,
    DocumentRefused,
    HomeInUse,
    InvalidInput,
    ModelFailure,
    NothingReadable,
    ProviderBusy,
    RefusalReason,
    RunStuck,
    SecretChanged,
    SessionInUse,
    SessionMissing,
    StoreUnusable,
    UncertainEncoding,
)
from bareme.graphs.validation import SESSION_LANGUAGE
from bareme.rosters.encoding_doubt import describe_readings
from bareme.server import problem_kinds as kinds
from bareme.server.accepted_language import accepted_language
from bareme.server.problem_kinds import ProblemKind
from bareme.translation import Message, translator
from bareme.validation import Fault, faults_in, join_faults

MEDIA_TYPE = "application/problem+json"


class ProblemDocument(BaseModel):
    """Why a request was refused or failed. Further members name what is concerned: `document`, `limit` and the like."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(
        description="The kind of problem, for programs. It never changes.", examples=["/problems/not-found"]
    )
    title: str = Field(description="The kind, for people.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong here and what to do about it, in the caller's language.")
    instance: str = Field(description="The path that was asked for.")


_SCHEMA = ProblemDocument.model_json_schema()


class Problem(Exception):
    """Raised by a route or the door: a request that is refused or failed.

    `members` are further members of the document. `language` is that of the session, for callers who accept any.
    """

    def __init__(
        self,
        status: int,
        kind: ProblemKind,
        message: Message,
        *,
        headers: dict[str, str] | None = None,
        language: str = SESSION_LANGUAGE,
        **members: Any,
    ) -> None:
        super().__init__(str(message))
        self.status = status
        self.kind = kind
        self.message = message
        self.headers = headers or {}
        self.language = language
        self.members = members

    def response(self, scope: Scope) -> Response:
        """Return the answer to the request of `scope`."""
        language = accepted_language(scope, default=self.language)
        t = translator(language)
        document = {
            **self.members,
            "type": self.kind.type,
            "title": t(self.kind.title),
            "status": self.status,
            "detail": t(self.message),
            "instance": scope["path"],
        }
        headers = {"content-language": language, "vary": "Accept-Language", "cache-control": "no-store", **self.headers}
        return JSONResponse(document, status_code=self.status, headers=headers, media_type=MEDIA_TYPE)


_ERRORS: dict[type[BaremeError], tuple[int, ProblemKind]] = {
    BaremeError: (500, kinds.FAULT),
    InvalidInput: (422, kinds.INVALID_INPUT),
    NothingReadable: (422, kinds.INVALID_INPUT),
    DocumentInUse: (409, kinds.DOCUMENT_IN_USE),
    DocumentMissing: (404, kinds.document_kind(RefusalReason.NOT_FOUND)),
    BudgetReached: (409, kinds.BUDGET_REACHED),
    SecretChanged: (503, kinds.UNAVAILABLE),
    HomeInUse: (503, kinds.STORE_UNUSABLE),
    RunStuck: (409, kinds.CONFLICT),
    SessionInUse: (409, kinds.SESSION_IN_USE),
    SessionMissing: (404, kinds.SESSION_MISSING),
    ModelFailure: (502, kinds.BAD_GATEWAY),
    ProviderBusy: (503, kinds.UNAVAILABLE),
    StoreUnusable: (503, kinds.STORE_UNUSABLE),
}


def problem_of(error: BaremeError, *, language: str = SESSION_LANGUAGE, **members: Any) -> Problem:
    """Return an error of Barème as a problem. The `language` is that of the session, as for `Problem`."""
    if isinstance(error, DocumentRefused):
        status = 413 if error.reason is RefusalReason.TOO_LARGE else 422
        kind = kinds.document_kind(error.reason)
        return Problem(
            status,
            kind,
            refusal_message(error.reason, error.setting),
            language=language,
            reason=error.reason.value,
            **members,
        )
    status, kind = next(_ERRORS[cls] for cls in type(error).__mro__ if cls in _ERRORS)
    return Problem(status, kind, error.message, language=language, **members)


def encoding_problem(error: UncertainEncoding, language: Language, **members: Any) -> Problem:
    """Return the refusal of a text that can be read in several ways, with the ways. It is in `language`."""
    reason = RefusalReason.UNCERTAIN_ENCODING
    message = Message("{detail}", detail=describe_readings(error, language))
    return Problem(422, kinds.document_kind(reason), message, language=language, reason=reason.value, **members)


def problems_of(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route's description: the problems that it answers."""
    return {
        status: {"description": str(kinds.kind_of_status(status).title), "content": {MEDIA_TYPE: {"schema": _SCHEMA}}}
        for status in statuses
    }


def answer_with_problems(app: FastAPI) -> None:
    """Have the app answer problem documents. They hold for the platform's own routes too, which the app serves."""
    app.add_exception_handler(Problem, _answer)
    app.add_exception_handler(BaremeError, _answer)
    app.add_exception_handler(RequestValidationError, _answer)
    app.add_exception_handler(HTTPException, _answer)
    app.add_exception_handler(ValueError, _answer_unreadable)
    app.add_exception_handler(Exception, _answer)


async def _answer(request: Request, error: Exception) -> Response:
    return _as_problem(error).response(request.scope)


async def _answer_unreadable(request: Request, error: Exception) -> Response:
    """Answer a ValueError: on a route of the platform a value that it cannot read, on one of ours a fault."""
    if isinstance(request.scope.get("route"), APIRoute):
        raise error
    return Problem(400, kinds.INVALID_INPUT, Message("{detail}", detail=str(error))).response(request.scope)


def _as_problem(error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case BaremeError():
            return problem_of(error)
        case RequestValidationError():
            return Problem(422, kinds.INVALID_INPUT, join_faults([*_faults(error, "body"), *_faults(error, "")]))
        case HTTPException():
            kind = kinds.kind_of_status(error.status_code)
            return Problem(error.status_code, kind, Message(error.detail), headers=dict(error.headers or {}))
        case _:  # its text may quote what was sent
            return Problem(500, kinds.FAULT, Message("the server has failed; its log says why"))


def _faults(error: RequestValidationError, part: Literal["body", ""]) -> list[Fault]:
    """Return what is wrong with the body, or with the rest of the request."""
    found = [fault for fault in error.errors() if (fault["loc"][0] == "body") == (part == "body")]
    return faults_in([{**fault, "loc": fault["loc"][1:]} for fault in found], error.body if part else None)
