"""Take a session in from an archive: everything is checked before anything is kept, and the state comes last."""

import asyncio
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from pydantic import ValidationError

from bareme.documents import DocumentStore, get_store
from bareme.domain.brief import Brief
from bareme.errors import InvalidInput, SessionExists
from bareme.graphs.grader_key import seal_labels
from bareme.graphs.grading import GradingGraph
from bareme.graphs.kept_replies import keep_replies
from bareme.graphs.session_archive.manifest import ArchivedDocument, Manifest, RestingPlace
from bareme.graphs.session_archive.zip_file import ANSWERS, GRADER_KEY, STATE, ReadArchive
from bareme.graphs.state import ConfirmedState, GradingState, Json, StartedState
from bareme.storage.erasure import erase_sessions
from bareme.storage.owners import LOCAL
from bareme.storage.session_uses import Use
from bareme.storage.spending import Amount
from bareme.storage.stores import stores

_BEFORE = {
    RestingPlace.SCALE: "pre_analysis",
    RestingPlace.RUBRIC: "write_rubric",
    RestingPlace.REVIEW: "calibrate",
}
"""The node after which a session comes to the one where it waits, without a call."""
_MICRO = 1_000_000
_SPENT_BEFORE = "before the import"


@dataclass(frozen=True)
class _Session:
    """What an archive holds, validated."""

    values: Json
    labels: dict[str, dict[str, int]]
    answers: dict[str, Json]


async def import_session(archive: ReadArchive, graph: GradingGraph, owner: str = LOCAL, *, session_id: str = "") -> str:
    """Take a session in for `owner`, bring it to the question that it waited at, and return its id.

    No model is asked. The session keeps its id, unless another is given or `owner` is a server's user (`thread_id_of`).

    Raises:
        SessionExists: the session is here.
        InvalidInput: the archive contradicts itself, or one of its documents is somebody else's or another one here.
    """
    manifest = archive.manifest
    session_id = session_id or (manifest.session_id if owner == LOCAL else thread_id_of(manifest))
    session = await asyncio.to_thread(_validated, archive)
    if session_id in await asyncio.to_thread(stores().uses.unfinished_erasures):
        await erase_sessions({})  # it would take the session away again
    config: Any = {"configurable": {"thread_id": session_id, "langgraph_auth_user_id": owner}}
    if (await graph.aget_state(config)).values:
        raise SessionExists(
            "session {session_id!r} is already here. To have the archive's state instead, delete it first",
            session_id=session_id,
        )
    store = get_store(owner)
    brief_id = session.values.get("brief_id", "")
    brief = await asyncio.to_thread(_moved_brief, archive, brief_id, session_id, owner)
    for document in manifest.documents:
        is_brief = document.document_id == brief_id
        digest = hashlib.sha256(brief).hexdigest() if is_brief else document.digest
        await store.check_adoptable(document.document_id, digest)
    uses = [Use(session_id, "document", document.document_id) for document in manifest.documents]
    await asyncio.to_thread(stores().uses.record, uses)
    for document in manifest.documents:
        pieces = iter([brief]) if document.document_id == brief_id else archive.content(document.digest)
        await _keep(document, pieces, store)
    if brief_id:
        await keep_replies(session.answers, brief_id, store)
    await asyncio.to_thread(_count_spending, session_id, manifest)
    info = {**session.values["session"], "session_id": session_id}
    sealed = await asyncio.to_thread(seal_labels, session_id, session.labels)
    values = {**session.values, "owner": owner, "session": info, "grader_key": sealed}
    await graph.aupdate_state(config, values, as_node=_BEFORE[manifest.waits_at])
    async for _ in graph.astream(None, config, durability="sync"):
        pass
    return session_id


def thread_id_of(manifest: Manifest) -> str:
    """Return the id of a session on a server, which knows threads by UUIDs alone: always the same one."""
    try:
        return str(UUID(manifest.session_id))
    except ValueError:
        return str(uuid5(NAMESPACE_OID, f"bareme session {manifest.session_id}"))


def _validated(archive: ReadArchive) -> _Session:
    values, labels, answers = (archive.json(name) for name in (STATE, GRADER_KEY, ANSWERS))
    try:
        confirmed = archive.manifest.waits_at is RestingPlace.REVIEW
        state = (ConfirmedState if confirmed else StartedState).model_validate(values)
        if set(values) - set(GradingState.model_fields):
            raise ValueError  # noqa: TRY301 - as if a model had found it
        _check_identities(state, archive.manifest, labels, answers)
        # What is no JSON, or no text, is found here and not when half of it is kept.
        json.dumps([values, answers], ensure_ascii=False, allow_nan=False).encode()
    except (ValidationError, ValueError, TypeError, AttributeError):
        raise _contradiction() from None
    return _Session(values, labels, answers)


def _contradiction() -> InvalidInput:
    return InvalidInput("the archive contradicts itself: export the session again")


def _check_identities(state: StartedState, manifest: Manifest, labels: Any, answers: Any) -> None:
    """Check that the parts of an archive are of one session, and that labels name graders that there are.

    Raises:
        ValueError: they are not.
    """
    slots = len(state.policy.graders) + len(state.policy.markers)
    documents = {document.document_id for document in manifest.documents}
    named = {summary.document_id for summary in state.summaries if summary.document_id}
    if (
        state.session.session_id != manifest.session_id
        or state.owner != manifest.owner
        or not named <= documents
        or (state.brief_id and state.brief_id not in documents)
        or not all(0 <= index < slots for behind in labels.values() for index in behind.values())
        or not set(labels) <= set(state.copies)
        or not all(isinstance(answer, Mapping) for answer in answers.values())
    ):
        raise ValueError


def _moved_brief(archive: ReadArchive, brief_id: str, session_id: str, owner: str) -> bytes:
    """Return the brief, if there is one yet, for the owner and the id under which the session is known here."""
    digests = [document.digest for document in archive.manifest.documents if document.document_id == brief_id]
    if not digests:
        return b""
    try:
        brief = Brief.model_validate_json(b"".join(archive.content(digests[0])))
    except ValidationError:
        raise _contradiction() from None
    return brief.model_copy(update={"owner": owner, "session_id": session_id}).model_dump_json().encode()


async def _keep(document: ArchivedDocument, pieces: Iterator[bytes], store: DocumentStore) -> None:
    async with store.receive() as file:
        while piece := await asyncio.to_thread(next, pieces, b""):
            await file.write(piece)
        await store.adopt(file, document.document_id, source=document.source, facts=document.facts)


def _count_spending(session_id: str, manifest: Manifest) -> None:
    if manifest.calls or manifest.micro_dollars:
        spent = Amount(manifest.calls, Decimal(manifest.micro_dollars) / _MICRO)
        stores().ledger.settle(session_id, _SPENT_BEFORE, spent)
