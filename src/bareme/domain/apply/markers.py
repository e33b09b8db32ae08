"""Marks that a marker hands in: an attempt of a person, blind to those of the others."""

from collections.abc import Sequence

from bareme.domain.apply.session_draft import SessionDraft
from bareme.domain.attempts import Attempt, AttemptStatus, Mark, MarkStatus
from bareme.domain.points import format_points
from bareme.domain.results import CopyResult
from bareme.domain.review import SubmitMarks, SubmittedMark


def submit_marks(draft: SessionDraft, action: SubmitMarks, copy_id: str) -> None:
    """Store the author's marks of a copy; if one of them is not possible, none."""
    policy = draft.session.policy
    if draft.author not in policy.markers:
        who = {"author": draft.author, "markers": ", ".join(map(repr, policy.markers)) or "–"}
        draft.refuse(draft.t("{author!r} is no marker of this session; markers: {markers}", **who), copy_id=copy_id)
        return
    if draft.decider.is_reviewer and draft.author != draft.decider.identity:
        # Otherwise one reviewer could hand in the marks of another.
        why = draft.t("a reviewer marks under their own identity, {identity!r}", identity=draft.decider.identity)
        draft.refuse(why, copy_id=copy_id)
        return
    result, attempts = draft.result(copy_id), draft.attempts(copy_id)
    marks = draft.marks(copy_id)
    place = len(policy.graders) + policy.markers.index(draft.author)
    label = next(label for label, index in draft.session.grader_key[copy_id].items() if index == place)
    marked_by = {i: [attempt.label for attempt, _ in marks.get(i, ())] for i in action.marks}
    reasons = {
        i: _reason_to_refuse(draft, result, i, given, marked_by=marked_by[i], label=label)
        for i, given in action.marks.items()
    }
    if any(reasons.values()):
        for question_id, why in reasons.items():
            if why:
                draft.refuse(why, copy_id=copy_id, question_id=question_id)
        return
    own = [attempt.round for attempt in attempts if attempt.label == label]
    draft.add_attempt(
        Attempt(
            copy_id=copy_id,
            label=label,
            round=1 + max(own, default=-1),
            status=AttemptStatus.GRADED,
            marks={question_id: _mark(question_id, given) for question_id, given in action.marks.items()},
            general_comment=action.general_comment,
            scheme_version=draft.session.scheme_of(copy_id).version,
        )
    )
    draft.applied(copy_id, questions=len(action.marks))


def _mark(question_id: str, given: SubmittedMark) -> Mark:
    return Mark(
        question_id=question_id,
        status=MarkStatus.GRADED,
        points=given.points,
        feedback=given.feedback,
        confidence=1.0,  # a person says no other
    )


def _reason_to_refuse(
    draft: SessionDraft,
    result: CopyResult,
    question_id: str,
    given: SubmittedMark,
    *,
    marked_by: Sequence[str],
    label: str,
) -> str:
    """Return why a mark is not possible, or an empty text. `marked_by`: who has marked the question, by label."""
    t, copy_id = draft.t, result.copy_id
    scheme = draft.session.scheme_of(copy_id)
    question, shown = scheme.question(question_id), result.questions.get(question_id)
    about = {"question_id": question_id, "copy_id": copy_id}
    if question is None or shown is None:
        return t("there is no question {question_id!r} to mark", question_id=question_id)
    if shown.is_excused:
        return t("the student of {copy_id!r} is excused from {question_id!r}; take that back first", **about)
    if (copy_id, question_id) in draft.decided(copy_id).marks:
        return t("{question_id!r} of {copy_id!r} is already decided", **about)
    seen = (copy_id, question_id) in draft.decided(copy_id).withdrawn and set(marked_by) - {label}
    if seen or len(marked_by) >= draft.session.policy.attempts_per_copy:
        return t("the marks of {question_id!r} of {copy_id!r} were shown: it is decided now, not marked again", **about)
    if not scheme.allows(question, given.points):
        language = draft.session.policy.language
        typed, maximum = format_points(given.points, language), format_points(question.maximum, language)
        return t("{points} is not a possible mark: between 0 and {maximum}", points=typed, maximum=maximum)
    return ""
