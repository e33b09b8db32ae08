"""The app: every route beside the runs API, and what stands before all of them."""

from typing import Any

from fastapi import Depends, FastAPI, Response
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, StreamingResponse
from starlette.middleware.cors import CORSMiddleware

from bareme.graphs.schemas import SCHEMAS, wire_schema
from bareme.server.archives import ImportedSession, export_archive, import_archive
from bareme.server.copies import get_copy, get_transcript
from bareme.server.copy_detail import CopyDetail
from bareme.server.decisions import decide
from bareme.server.documents import delete_document, get_content, get_document, post_document
from bareme.server.door import Door
from bareme.server.edited_file import read_edited_file
from bareme.server.erasure import delete_session, erasing_what_expires
from bareme.server.exports import export
from bareme.server.fill import fill_school_file
from bareme.server.health import get_health, get_ready
from bareme.server.history import History, get_history
from bareme.server.identity import require_caller
from bareme.server.long_exports import get_file, make_export
from bareme.server.me import get_me
from bareme.server.metrics import get_metrics
from bareme.server.mock_exam_sheet import print_evaluation
from bareme.server.models import get_models
from bareme.server.origins import allowed_origins
from bareme.server.pages import get_page
from bareme.server.problems import answer_with_problems, problems_of
from bareme.server.progress import SessionProgress, get_progress
from bareme.server.question import PendingQuestion, get_question
from bareme.server.review import get_review
from bareme.server.reviewers import get_reviewers, invite, withdraw
from bareme.server.session_list import list_sessions
from bareme.server.session_review import SessionReview
from bareme.server.sign_in import sign_in, sign_out
from bareme.server.statistics import Figures, get_statistics
from bareme.server.unmarkable import RefuseUnmarkable
from bareme.server.upload import FORM
from bareme.server.web_app import get_app, get_asset
from bareme.server.worksheet import OPTIONAL_FORM
from bareme.settings import get_settings

app = FastAPI(
    title="Barème",
    docs_url=None,
    redoc_url=None,
    dependencies=[Depends(require_caller)],
    lifespan=erasing_what_expires,
    responses=problems_of(400, 401, 403, 404, 422, 429, 503),  # any route may answer these, by itself or by the door
)
answer_with_problems(app)
# The one added last comes first.
app.add_middleware(RefuseUnmarkable)
app.add_middleware(Door)
app.add_middleware(
    CORSMiddleware,
    allow_origins=allowed_origins(get_settings()),
    allow_methods=["*"],
    allow_headers=["*"],
    allow_credentials=True,
    allow_private_network=get_settings().studio,
    expose_headers=["content-disposition", "content-location", "etag", "location", "retry-after", "x-pagination-next"],
)
# Not an APIRouter: langgraph-api cannot serve an included one.
app.add_api_route("/health", get_health)
app.add_api_route("/ready", get_ready, responses=problems_of(503))
# The platform has figures of its own at /metrics, and comes first there.
app.add_api_route("/metrics/bareme", get_metrics, response_class=PlainTextResponse, responses=problems_of(401, 403))
app.add_api_route("/models", get_models, responses=problems_of(401))
session = "/sessions/{session_id}"
app.add_api_route("/sessions", list_sessions, responses=problems_of(401, 422))
app.add_api_route(f"{session}/progress", get_progress, response_model=SessionProgress, responses=problems_of(401, 404))
app.add_api_route(f"{session}/question", get_question, response_model=PendingQuestion, responses=problems_of(401, 404))
app.add_api_route(
    f"{session}/review", get_review, response_model=SessionReview, responses=problems_of(401, 404, 409, 422)
)
graded = problems_of(401, 404, 409)
app.add_api_route(f"{session}/statistics", get_statistics, response_model=Figures, responses=graded)
app.add_api_route(f"{session}/history", get_history, response_model=History, responses=problems_of(401, 404, 422))
app.add_api_route(
    f"{session}/copies/{{copy_id}}", get_copy, response_model=CopyDetail, responses=problems_of(401, 404, 409)
)
app.add_api_route(
    f"{session}/copies/{{copy_id}}/attempts/{{label}}", get_transcript, responses=problems_of(401, 403, 404, 409, 422)
)
app.add_api_route(
    "/sessions/{session_id}",
    delete_session,
    methods=["DELETE"],
    status_code=204,
    responses=problems_of(401, 404, 409, 503),
)
app.add_api_route(
    f"{session}/archive",
    export_archive,
    response_class=FileResponse,
    responses={
        200: {"content": {"application/zip": {}}, "description": "The file."},
        **problems_of(401, 404, 409, 422),
    },
)
app.add_api_route(
    "/sessions/import",
    import_archive,
    methods=["POST"],
    status_code=201,
    response_model=ImportedSession,
    responses=problems_of(401, 403, 408, 409, 413, 422, 429, 503),
    openapi_extra=FORM,
)
app.add_api_route(
    "/mock-exams/sheet",
    print_evaluation,
    methods=["POST"],
    response_class=Response,
    responses={
        200: {"content": {"application/pdf": {}}, "description": "The PDF."},
        **problems_of(401, 413, 422),
    },
)
app.add_api_route("/sign-in", sign_in, methods=["POST"], responses=problems_of(401, 422, 503))
app.add_api_route("/sign-out", sign_out, methods=["POST"], status_code=204)
app.add_api_route("/me", get_me, methods=["GET"], responses=problems_of(401))
reviewers = "/sessions/{session_id}/reviewers"
app.add_api_route(reviewers, get_reviewers, methods=["GET"], responses=problems_of(401, 404))
app.add_api_route(reviewers, invite, methods=["POST"], responses=problems_of(401, 404, 422))
app.add_api_route(reviewers, withdraw, methods=["DELETE"], status_code=204, responses=problems_of(401, 404))
app.add_api_route("/sessions/{session_id}/decisions", decide, methods=["POST"], responses=problems_of(409))
app.add_api_route(
    f"{session}/edited-file",
    read_edited_file,
    methods=["POST"],
    responses=problems_of(401, 404, 409, 413, 422),
    openapi_extra=FORM,
)
app.add_api_route(
    f"{session}/exports/{{fmt}}", export, methods=["GET"], response_class=Response, responses=problems_of(409)
)
app.add_api_route(
    f"{session}/exports/{{fmt}}",
    make_export,
    methods=["POST"],
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "`progress` events, then `file` or `problem`."},
        **problems_of(409, 413),
    },
    openapi_extra=OPTIONAL_FORM,
)
app.add_api_route(f"{session}/files/{{file_id}}", get_file, methods=["GET"], response_class=FileResponse)
app.add_api_route(
    f"{session}/fill",
    fill_school_file,
    methods=["POST"],
    responses=problems_of(401, 404, 408, 409, 413, 422),
    openapi_extra=FORM,
)

app.add_api_route(
    "/documents",
    post_document,
    methods=["POST"],
    status_code=201,
    responses=problems_of(401, 403, 408, 409, 413, 422, 429, 503),
    openapi_extra=FORM,
)
app.add_api_route("/documents/{document_id}", get_document, methods=["GET"], responses=problems_of(401, 404, 422))
app.add_api_route(
    "/documents/{document_id}",
    delete_document,
    methods=["DELETE"],
    status_code=204,
    responses=problems_of(401, 404, 409, 503),
)
app.add_api_route(
    "/documents/{document_id}/content",
    get_content,
    methods=["GET"],
    response_class=FileResponse,
    responses=problems_of(401, 404, 422),
)
app.add_api_route(
    "/documents/{document_id}/pages/{index}",
    get_page,
    methods=["GET"],
    response_class=Response,
    responses={
        200: {"content": {"image/png": {}, "image/jpeg": {}}, "description": "The picture."},
        **problems_of(401, 404, 422),
    },
)
# Every screen of the app has an address of its own, and the same page.
for screen in ("/app", "/app/", "/app/new", f"/app{session}", f"/app{session}/{{screen}}"):
    app.add_api_route(screen, get_app, response_class=HTMLResponse, include_in_schema=False)
app.add_api_route("/app/assets/{asset}", get_asset, response_class=FileResponse, include_in_schema=False)


@app.get("/schemas")
async def get_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schemas of both graphs by name: input, context, interrupts, answers, events and output."""
    return {name: wire_schema(name) for name in SCHEMAS}
