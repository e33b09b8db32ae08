"""What `review` shows the teacher: what is flagged, what is open, and what the last actions came to."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter

from bareme.domain.attempts import Flag
from bareme.domain.calibration.offers import offers_to_groups
from bareme.domain.comparison import Comparison
from bareme.domain.decisions import MarkSource
from bareme.domain.markers import missing_by_marker
from bareme.domain.money import BudgetLimit
from bareme.domain.outcomes import OutcomeStatus
from bareme.domain.results import CopyResult
from bareme.domain.review import ReviewCommand
from bareme.domain.second_look import SecondLook, current_second_looks
from bareme.domain.session import GradedSession
from bareme.exports.rules_note import rules_note
from bareme.graphs.aggregation import count_copies
from bareme.graphs.events import Counts
from bareme.graphs.interrupts import (
    FlaggedQuestion,
    MarkerProgress,
    PartialQuestion,
    ReviewRequest,
    SecondMark,
    answer_schema,
)
from bareme.graphs.session_cache import Urgency, session_cache
from bareme.graphs.state import ConfirmedState, Json, dump
from bareme.translation import Message, Translator, translator

_MESSAGES: dict[BudgetLimit | None, Message] = {
    None: Message("The copies are graded. Look at what is flagged, decide, then finish."),
    "calls": Message(
        "The budget of calls is reached: some copies wait. Decide on the others, or regrade what is missing with a "
        "higher budget."
    ),
    "dollars": Message(
        "The budget of dollars is reached: some copies wait. Decide on the others, or regrade what is missing with a "
        "higher budget."
    ),
}

_FINISHED = Message("The review is finished. To change something, reopen the session first.")


def review_question(state: ConfirmedState) -> Json:
    """Return what `review` shows of a graded session."""
    assert state.statistics is not None  # noqa: S101 - aggregate came before
    questions = [(copy.copy_id, q) for copy in state.results for q in copy.questions.values()]
    session = state.graded_session()
    reached: BudgetLimit | None = next(
        (progress.budget_reached for progress in state.progress.values() if progress.budget_reached), None
    )
    counts = count_copies(state.results)
    request = ReviewRequest(
        message=_message(state, counts, reached),
        finished=state.finished,
        usage=state.usage,
        markers=tuple(_marker_progress(session)),
        budget=state.policy.budget,
        budget_reached=reached,
        error=state.error,
        revision=state.revision,
        rules_note=rules_note(state.policy),
        counts=counts,
        statistics=state.statistics,
        older_scheme=tuple(copy.copy_id for copy in state.results if copy.scheme_version < state.scheme.version),
        complete=sum(copy.is_complete for copy in state.results),
        open_questions=sum(question.is_open for _, question in questions),
        partial=tuple(
            PartialQuestion(copy_id=copy_id, question_id=q.question_id, missing_criteria=q.missing_criteria)
            for copy_id, q in questions
            if q.missing_criteria
        ),
        flags=(),
        calibration=state.calibration,
        offers=offers_to_groups(session, state.results),
        outcomes=tuple(state.outcomes),
        conflicts=tuple(outcome for outcome in state.outcomes if outcome.status is OutcomeStatus.CONFLICT),
        response_schema=answer_schema(ReviewCommand),
    )
    return {**dump(request), "flags": _flags(state, session)}


def _flags(state: ConfirmedState, session: GradedSession) -> list[Json]:
    """Return the questions to look at as JSON: disagreements first, then by spread."""
    known, looks = session_cache(session.session_id).flagged, current_second_looks(session)
    found: list[tuple[Urgency, Json]] = []
    for copy in state.results:
        inputs = (copy, state.comparisons.get(copy.copy_id), looks.get(copy.copy_id, {}))
        found += known.get_or_compute(copy.copy_id, inputs, partial(_flags_of, *inputs))
    return [flagged for _, flagged in sorted(found, key=itemgetter(0))]


def _flags_of(
    copy: CopyResult, comparison: Comparison | None, looks: Mapping[str, Sequence[SecondLook]]
) -> list[tuple[Urgency, Json]]:
    flagged = [
        FlaggedQuestion(
            copy_id=copy.copy_id,
            question_id=question_id,
            flags=question.flags,
            spread=None if question.hidden or comparison is None else comparison.questions[question_id].spread,
            second_looks=() if question.hidden else tuple(map(_second_mark, looks.get(question_id, ()))),
        )
        for question_id, question in copy.questions.items()
        if question.flags and question.source in {MarkSource.NONE_YET, MarkSource.CONSENSUS}
    ]
    return [((Flag.DISAGREEMENT not in one.flags, -float(one.spread or 0)), dump(one)) for one in flagged]


def _message(state: ConfirmedState, counts: Counts, reached: BudgetLimit | None) -> str:
    """Return what the teacher is told first: whether copies are left without marks, and what to do."""
    t = translator(state.policy.language)
    if state.finished:
        return t(_FINISHED)
    left = counts.remaining + counts.failed
    if state.policy.by_hand:
        return _message_by_hand(t, left, counts.total)
    if reached is None and left:
        return t.ngettext(
            "{n} of {total} copies is not graded: grade what is missing, mark it yourself, or finish without it.",
            "{n} of {total} copies are not graded: grade what is missing, mark them yourself, or finish without them.",
            left,
            total=counts.total,
        )
    # Once people have marked what the budget left, nothing waits.
    return t(_MESSAGES[reached if left else None])


def _message_by_hand(t: Translator, left: int, total: int) -> str:
    if not left:
        return t("All copies are marked. Look at what is flagged, decide, then finish.")
    return t.ngettext(
        "{n} of {total} copies is not marked yet: mark it, or finish without it.",
        "{n} of {total} copies are not marked yet: mark them, or finish without them.",
        left,
        total=total,
    )


def _marker_progress(session: GradedSession) -> Iterator[MarkerProgress]:
    """Yield how much each marker has still to mark. It tells nothing of the marks."""
    missing = missing_by_marker(session)
    for name in session.policy.markers:
        yield MarkerProgress(name=name, missing=len(missing[name]))


def _second_mark(look: SecondLook) -> SecondMark:
    assert look.first.points is not None  # noqa: S101 - a grader without points has nothing to look at
    return SecondMark(
        label=look.label,
        try_index=look.try_index,
        first=look.first.points,
        points=look.second.points,
        status=look.second.status,
    )
