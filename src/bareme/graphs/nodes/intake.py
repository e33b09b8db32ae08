"""`intake`: check the request, freeze the settings, store the files and open each of them once."""

import asyncio
import uuid
from datetime import UTC, datetime

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_config
from langgraph.runtime import Runtime
from langgraph.types import Command
from pydantic import ValidationError

from bareme.documents import DocumentStore, explain, get_store, open_document, require_page_urls
from bareme.domain.points import Language
from bareme.domain.policy import ImageTransport, Policy
from bareme.domain.scheme import GradingScheme
from bareme.errors import DocumentRefused, InvalidInput, RefusalReason
from bareme.graphs.class_lists import all_students, take_rosters
from bareme.graphs.contract import DocumentInput, GradingContext, GradingRequest, context_of
from bareme.graphs.estimate import refuse_unpriced
from bareme.graphs.interrupts import DocumentSummary
from bareme.graphs.sent_files import store_document
from bareme.graphs.state import GradingState, SessionInfo, dump
from bareme.graphs.validation import describe_faults
from bareme.models.registry import build_model
from bareme.settings import get_settings


async def intake(state: GradingState, runtime: Runtime[GradingContext]) -> Command[str]:
    """Check the request, freeze the settings and store the files; a thread that has a session goes on with it."""
    config = get_config()
    _refuse_max_concurrency(config)
    if state.session is not None:
        return Command(goto="resume_session")
    request = _request(state)
    settings = get_settings()
    context = context_of(runtime)
    policy = context.policy(settings.default_model)
    for grader in policy.graders:
        build_model(grader)  # An unknown model is refused now, not after the scale is confirmed.
    refuse_unpriced(policy.budget, policy.graders)
    store = get_store()
    rosters = await take_rosters(request.documents, store, policy.language)
    pages = (document for document in request.documents if document.role != "roster")
    documents = await asyncio.gather(*(_take(document, store, policy) for document in pages))
    documents = _refuse_repeated([*documents, *(roster.summary for roster in rosters)], policy.language)
    readable = [document for document in documents if document.role == "copies" and not document.refused]
    if not readable and not request.typed_copies:
        reasons = "; ".join(f"{number}: {document.refused}" for number, document in enumerate(documents, start=1))
        raise InvalidInput("no copy can be read (document {reasons})", reasons=reasons)
    pages_to_serve = [document for document in documents if document.page_count and not document.url]
    if policy.image_transport is ImageTransport.URL and pages_to_serve:
        require_page_urls()
    thread_id = (config.get("configurable") or {}).get("thread_id")
    session = SessionInfo(
        session_id=str(thread_id or uuid.uuid4()), name=request.session_name, created_at=datetime.now(UTC)
    )
    scheme = request.scheme if isinstance(request.scheme, GradingScheme) else None
    session_input = {
        "documents": [dump(document) for document in documents],
        "typed_copies": [dump(copy) for copy in request.typed_copies],
        "students": [dump(student) for student in all_students(request.students, rosters)],
        "session_name": request.session_name,
        "guidelines": request.guidelines,
        "scheme": dump(scheme) if scheme else None,
    }
    update = {**session_input, "session_input": session_input, "session": dump(session), "policy": dump(policy)}
    return Command(goto="pre_analysis", update=update)


def _refuse_max_concurrency(config: RunnableConfig) -> None:
    """Refuse a run whose config sets `max_concurrency`.

    Raises:
        InvalidInput: the config sets it.
    """
    if config.get("max_concurrency") is not None:
        raise InvalidInput(
            "config sets 'max_concurrency': leave it out. Under it a crash loses finished copies and runs can "
            "deadlock; BAREME_MAX_IN_FLIGHT limits the calls instead"
        )


def _request(state: GradingState) -> GradingRequest:
    fields = {name: getattr(state, name) for name in GradingRequest.model_fields}
    try:
        return GradingRequest.model_validate(fields)
    except ValidationError as error:
        raise InvalidInput(describe_faults(error)) from None


async def _take(document: DocumentInput, store: DocumentStore, policy: Policy) -> DocumentSummary:
    """Store one file and open it. A file that cannot be used is returned as refused, not raised."""
    try:
        document_id = await store_document(document, store)
        opened = await open_document(document_id, store=store)
    except DocumentRefused as refusal:
        return DocumentSummary(
            role=document.role,
            name=document.name,
            refused=refusal.reason,
            message=explain(refusal.reason, policy.language),
        )
    by_url = policy.image_transport is ImageTransport.URL
    record_id = await store.put(opened.model_dump_json().encode())
    return DocumentSummary(
        document_id=document_id,
        role=document.role,
        name=document.name,
        media_type=opened.media_type,
        url=(document.url or "") if by_url and opened.media_type.startswith("image/") else "",
        page_count=len(opened.pages),
        record_id=record_id,
        warnings=opened.warnings,
    )


def _refuse_repeated(documents: list[DocumentSummary], language: Language) -> list[DocumentSummary]:
    """Refuse files sent twice in the same role: their copies would be graded and paid twice."""
    seen: set[tuple[str, str]] = set()
    kept: list[DocumentSummary] = []
    for document in documents:
        key = (document.role, document.document_id)
        if document.document_id and key in seen:
            update = {"refused": RefusalReason.REPEATED, "message": explain(RefusalReason.REPEATED, language)}
            kept.append(document.model_copy(update=update))
            continue
        seen.add(key)
        kept.append(document)
    return kept
