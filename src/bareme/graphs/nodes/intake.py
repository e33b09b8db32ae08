"""`intake`: check the request, freeze the settings, store the files and open each of them once."""

import asyncio
import uuid
from datetime import UTC, datetime

from langgraph.config import get_config
from langgraph.runtime import Runtime
from langgraph.types import Command

from bareme.documents import get_store, require_page_urls
from bareme.domain.copies import Student
from bareme.domain.policy import ImageTransport
from bareme.domain.scheme import GradingScheme
from bareme.errors import InvalidInput
from bareme.graphs.class_lists import all_students, take_rosters
from bareme.graphs.contract import GradingContext, GradingRequest, context_of
from bareme.graphs.copy_limit import refuse_too_many_copies
from bareme.graphs.estimate import refuse_unpriced
from bareme.graphs.interrupts import DocumentSummary
from bareme.graphs.marking_by_hand import check_marking
from bareme.graphs.owner import owner_of
from bareme.graphs.reading_progress import ReadingProgress
from bareme.graphs.received_documents import receive_documents
from bareme.graphs.run_config import refuse_max_concurrency
from bareme.graphs.state import GradingState, Json, SessionInfo, dump
from bareme.graphs.state_version import STATE_VERSION
from bareme.graphs.validation import parse, refusals_in
from bareme.models.temperature import with_temperature
from bareme.settings import get_settings
from bareme.translation import Message

_SHOWN = 12
"""Of the fields that the input has too many."""
_SHOWN_LENGTH = 40


async def intake(state: GradingState, runtime: Runtime[GradingContext]) -> Command[str]:
    """Check the request, freeze the settings and store the files; a thread that has a session goes on with it."""
    context = context_of(runtime)
    with refusals_in(context.language):
        return await _begin(state, context)


async def _begin(state: GradingState, context: GradingContext) -> Command[str]:
    config = get_config()
    refuse_max_concurrency(config)
    if state.session is not None:
        return Command(goto="resume_session")
    request = await asyncio.to_thread(_request, state)  # of a large class, thousands of answers
    settings = get_settings()
    policy = context.policy(settings.default_model)
    # An unknown model is refused now, not after the scale is confirmed.
    policy = policy.model_copy(update={"graders": tuple(map(with_temperature, policy.graders))})
    if not request.has_copies and policy.rubric != "generate":
        raise InvalidInput(
            "nothing to grade: send documents of the role 'copies', or typed_copies; or set the context's rubric to "
            "'generate' to draft criteria before there are copies"
        )
    refuse_unpriced(policy.budget, policy.graders)
    check_marking(policy)
    session_id = str((config.get("configurable") or {}).get("thread_id") or uuid.uuid4())
    store = get_store(owner_of(config))
    rosters = await take_rosters(request.documents, store, policy.language)
    pages = [document for document in request.documents if document.role != "roster"]
    reading = ReadingProgress(session_id, "opening", len(pages))
    documents = await receive_documents(pages, store, policy, reading)
    documents += [roster.summary for roster in rosters]
    wanted = "copies" if request.has_copies else "exam_paper"
    readable = [document for document in documents if document.role == wanted and not document.refused]
    if not (readable or request.typed_copies or (request.scheme and not request.has_copies)):
        raise InvalidInput("no copy can be read: {reasons}", reasons=_reasons(documents))
    await refuse_too_many_copies(documents, len(request.typed_copies), store)
    pages_to_serve = [document for document in documents if document.page_count and not document.url]
    if policy.image_transport is ImageTransport.URL and pages_to_serve:
        require_page_urls()
    session = SessionInfo(session_id=session_id, name=request.session_name, created_at=datetime.now(UTC))
    students = all_students(request.students, rosters)
    session_input = await asyncio.to_thread(_session_input, request, documents, students)
    update = {
        **session_input,
        "session_input": session_input,
        "schema_version": STATE_VERSION,
        "owner": store.owner,
        "session": dump(session),
        "policy": dump(policy),
    }
    return Command(goto="pre_analysis", update=update)


def _session_input(request: GradingRequest, documents: list[DocumentSummary], students: list[Student]) -> Json:
    return {
        "documents": [dump(document) for document in documents],
        "typed_copies": [dump(copy) for copy in request.typed_copies],
        "students": [dump(student) for student in students],
        "session_name": request.session_name,
        "guidelines": request.guidelines,
        "scheme": dump(request.scheme) if isinstance(request.scheme, GradingScheme) else None,
    }


def _reasons(documents: list[DocumentSummary]) -> list[Message]:
    return [
        Message("“{name}” ({reason})", name=document.name or str(number), reason=document.message.rstrip("."))
        for number, document in enumerate(documents, start=1)
        if document.refused
    ]


def _request(state: GradingState) -> GradingRequest:
    if state.unknown_fields:
        first = [name[:_SHOWN_LENGTH] for name in state.unknown_fields[:_SHOWN]]
        raise InvalidInput("unknown fields of the input: {names}", names=", ".join(map(repr, first)))
    return parse(GradingRequest, {name: getattr(state, name) for name in GradingRequest.model_fields})
