"""HTTP routes beside the runs API: documents, their pages, and the JSON Schemas."""

from typing import Annotated, Any

from fastapi import Depends, FastAPI, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field
from starlette.middleware.cors import CORSMiddleware

from bareme.documents import LONGEST_MASK, get_store, read_mask, render_page
from bareme.domain.copies import PageRef, Rotation
from bareme.domain.limits import LARGEST_COUNT
from bareme.errors import InvalidInput, RefusalReason
from bareme.graphs.schemas import SCHEMAS, wire_schema
from bareme.server import problem_kinds as kinds
from bareme.server.caller import PAGE_READER, Caller
from bareme.server.copies import get_copy, get_transcript
from bareme.server.copy_detail import CopyDetail
from bareme.server.door import Door
from bareme.server.erasure import delete_session, erasing_what_expires
from bareme.server.exports import export
from bareme.server.health import get_health, get_ready
from bareme.server.history import History, get_history
from bareme.server.identity import page_reader, require_caller, teacher_of
from bareme.server.me import get_me
from bareme.server.metrics import get_metrics
from bareme.server.models import get_models
from bareme.server.origins import allowed_origins
from bareme.server.problems import Problem, answer_with_problems, problems_of
from bareme.server.progress import SessionProgress, get_progress
from bareme.server.quotas import check_upload
from bareme.server.review import get_review
from bareme.server.reviewers import get_reviewers, invite, withdraw
from bareme.server.session_list import list_sessions
from bareme.server.session_review import SessionReview
from bareme.server.sessions import decide
from bareme.server.sign_in import sign_in, sign_out
from bareme.server.statistics import Figures, get_statistics
from bareme.server.unmarkable import RefuseUnmarkable
from bareme.settings import get_settings
from bareme.translation import Message

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
app.add_api_route("/sign-in", sign_in, methods=["POST"], responses=problems_of(401, 422, 503))
app.add_api_route("/sign-out", sign_out, methods=["POST"], status_code=204)
app.add_api_route("/me", get_me, methods=["GET"], responses=problems_of(401))
reviewers = "/sessions/{session_id}/reviewers"
app.add_api_route(reviewers, get_reviewers, methods=["GET"], responses=problems_of(401, 404))
app.add_api_route(reviewers, invite, methods=["POST"], responses=problems_of(401, 404, 422))
app.add_api_route(reviewers, withdraw, methods=["DELETE"], status_code=204, responses=problems_of(401, 404))
app.add_api_route("/sessions/{session_id}/decisions", decide, methods=["POST"], responses=problems_of(409))
app.add_api_route("/sessions/{session_id}/exports/{fmt}", export, methods=["GET"], response_class=Response)

type DocumentId = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="sha-256 of the document.")]


class StoredDocument(BaseModel):
    """A document in the store."""

    document_id: str = Field(description="sha-256 of its bytes, to send as `document_id`.")
    size: int = Field(description="In bytes.")


@app.post("/documents", status_code=201, responses=problems_of(413))
async def put_document(request: Request, caller: Annotated[Caller, Depends(teacher_of)]) -> StoredDocument:
    """Store the request's body, a file. The same file is stored once, under the same id."""
    await check_upload(caller)
    limit = get_settings().max_upload_bytes
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > limit:
            message = Message("a document has at most {limit} bytes", limit=limit)
            raise Problem(413, kinds.document_kind(RefusalReason.TOO_LARGE), message, limit=limit)
    if not data:
        raise Problem(400, kinds.INVALID_INPUT, Message("the body is empty: send the file itself"))
    return StoredDocument(document_id=await get_store(caller.identity).put(bytes(data)), size=len(data))


@app.get("/documents/{document_id}/pages/{index}", response_class=Response)
async def get_page(
    document_id: DocumentId,
    index: Annotated[int, Path(ge=0, le=LARGEST_COUNT)],
    caller: Annotated[Caller, Depends(page_reader)],
    rotation: Annotated[Rotation, Query(description="How far the page is turned clockwise, in degrees.")] = 0,
    mask: Annotated[
        str,
        Query(max_length=LONGEST_MASK, description="What is covered: 'left,top,right,bottom;…', shares of the page."),
    ] = "",
) -> Response:
    """Return the picture of a page, counted from 0."""
    page = PageRef(document_id=document_id, index=index, rotation=rotation, mask=read_mask(mask))
    store = get_store(caller.identity)
    # Whoever has the page's signed URL may read it, whosever it is.
    store = await store.of_owner(document_id) if caller == PAGE_READER else store
    try:
        image = await render_page(page, store=store)
    except InvalidInput as error:
        raise Problem(404, kinds.NOT_FOUND, error.message, document=document_id) from None
    # Content-addressed: the picture at this URL never changes.
    headers = {"cache-control": "private, max-age=31536000, immutable"}
    return Response(image.data, media_type=image.media_type, headers=headers)


@app.get("/schemas")
async def get_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schemas of both graphs by name: input, context, interrupts, answers, events and output."""
    return {name: wire_schema(name) for name in SCHEMAS}
