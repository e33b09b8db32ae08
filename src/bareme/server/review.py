"""The route that a review screen reads."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from bareme.domain.limits import LARGEST_COUNT
from bareme.domain.results import CopyResult
from bareme.domain.session_result import SessionResult
from bareme.graphs.aggregation import count_copies
from bareme.graphs.revisions import changed_copies, revision_of
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.server.identity import Caller, caller_of
from bareme.server.json_answer import answer_json
from bareme.server.open_session import OpenSession, open_graded
from bareme.server.session_review import SessionReview, review_copies


async def get_review(
    session_id: UUID,
    request: Request,
    caller: Annotated[Caller, Depends(caller_of)],
    since: Annotated[
        int | None,
        Query(ge=0, le=LARGEST_COUNT, description="The `revision` of an earlier answer: only what changed after it."),
    ] = None,
) -> Response:
    """Return what a review screen needs: copies with marks, totals and figures, or what of it changed.

    It can be compressed (`Accept-Encoding: gzip`) and asked for again (`If-None-Match`: 304 if nothing changed). Until
    a question is decided, `reveal: after_decision` keeps its marks out of it. 409 if the scale is not confirmed yet.
    """
    session = await open_graded(session_id, caller, reviewers=True)
    return await answer_json(request, review_of, session, since)


def review_of(session: OpenSession, since: int | None) -> SessionReview:
    """Return the review of a session that is graded, or of what changed in it after revision `since`."""
    snapshot = session.snapshot
    state, graded, result = snapshot.state, snapshot.graded, snapshot.result
    assert graded is not None  # noqa: S101 - the route has asked
    assert result is not None  # noqa: S101 - as above
    revision = revision_of(state.changed_in)
    if since is not None and since > revision:
        since = None  # of another life of the session: the client has to begin anew
    questions = [question for copy in result.copies for question in copy.questions.values()]

    def is_new(part: str) -> bool:
        return since is None or state.changed_in.get(part, 0) > since

    return SessionReview(
        session_id=snapshot.session_id,
        name=snapshot.name,
        stage=session.stage,
        is_running=session.is_running,
        language=graded.policy.language,
        reveal=graded.policy.reveal,
        revision=revision,
        **_asked(snapshot),
        counts=count_copies(result.copies),
        open_questions=sum(question.is_open for question in questions),
        complete=sum(copy.is_complete for copy in result.copies),
        copies=review_copies(graded, _changed(snapshot, result, since)),
        ranks={copy.copy_id: copy.rank for copy in result.copies if copy.rank is not None},
        usage=result.usage,
        budget=graded.policy.budget,
        budget_reached=next((p.budget_reached for p in graded.progress.values() if p.budget_reached), None),
        scheme=graded.scheme if is_new("scheme") else None,
        absent=result.absent if is_new("absent") else None,
        same_answers=graded.same_answers if is_new("same_answers") else None,
    )


_OF_THE_INTERRUPT = ("message", "error", "rules_note", "outcomes", "markers")


def _asked(snapshot: SessionSnapshot) -> dict[str, Any]:
    """Return what the pending interrupt says, if the session waits for decisions."""
    if snapshot.stage not in {Stage.REVIEW, Stage.FINISHED} or snapshot.question is None:
        return {}
    return {name: getattr(snapshot.review_question, name) for name in _OF_THE_INTERRUPT} | {"offers": snapshot.offers}


def _changed(snapshot: SessionSnapshot, result: SessionResult, since: int | None) -> list[CopyResult]:
    """Return the copies that changed after `since`, in the state or by what it has yet to take in."""
    if since is None:
        return list(result.copies)
    state = snapshot.state
    not_yet = changed_copies(state.results, result.copies)
    return [copy for copy in result.copies if copy.copy_id in not_yet or state.changed_in.get(copy.copy_id, 0) > since]
