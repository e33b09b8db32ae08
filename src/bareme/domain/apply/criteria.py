"""Criteria that a person decides, one by one or all at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.apply.session_draft import SessionDraft
from bareme.domain.attempts import CriterionMark, Mark
from bareme.domain.criteria import sum_criteria
from bareme.domain.decisions import MarkDecision
from bareme.domain.points import CENT, ZERO, format_points
from bareme.domain.scheme import GradingScheme, Question


@dataclass(frozen=True)
class TypedMark:
    """What a teacher typed as the mark of a question."""

    points: Decimal | None = None
    """None while criteria are missing."""
    criteria: tuple[CriterionMark, ...] = ()
    missing: tuple[str, ...] = ()
    """Ids of the criteria that are still to be decided."""
    refused: str = ""
    """Why it is not possible, for the teacher."""


def type_criteria(draft: SessionDraft, copy_id: str, question: Question, typed: Mapping[str, Decimal]) -> TypedMark:
    """Return the mark with the criteria decided before and those `typed` now, by id."""
    refused = _reason_to_refuse(draft, question, typed)
    if refused:
        return TypedMark(refused=refused)
    earlier = draft.decided(copy_id).on_mark(copy_id, question.id)
    by_id = {criterion.id: criterion for criterion in question.criteria}
    # A later version of the scheme may not allow what was given under an earlier one: then it is still to be decided.
    before = {
        mark.criterion_id: mark
        for mark in (earlier.criteria if earlier else ())
        if mark.criterion_id in by_id and by_id[mark.criterion_id].allows(mark.points, CENT)
    }
    typed_marks = {i: CriterionMark(criterion_id=i, points=points) for i, points in typed.items()}
    changed = {i: mark for i, mark in typed_marks.items() if i not in before or before[i].points != mark.points}
    given = {**before, **changed}
    decided = [given[criterion.id] for criterion in question.criteria if criterion.id in given]
    missing = tuple(criterion.id for criterion in question.criteria if criterion.id not in given)
    if missing:
        return TypedMark(criteria=tuple(decided), missing=missing)
    points = {mark.criterion_id: mark.points for mark in decided}
    # Until all is decided, a grader's words could reveal what it gave.
    marks = [mark for _, mark in _graders_marks(draft, copy_id, question)]
    return TypedMark(
        _sum(draft.session.scheme_of(copy_id), question, points), tuple(_with_words(mark, marks) for mark in decided)
    )


def fits(scheme: GradingScheme, question: Question, decision: MarkDecision) -> bool:
    """Return whether a decision on a question without parts is possible under `scheme`."""
    if decision.is_partial:
        by_id = {criterion.id: criterion for criterion in question.criteria}
        given = {mark.criterion_id: mark.points for mark in decision.criteria}
        # If no criterion is missing under it, the question is no longer open, and nobody has said what it is worth.
        return given.keys() < by_id.keys() and all(by_id[i].allows(points, CENT) for i, points in given.items())
    return decision.points is None or scheme.allows(question, decision.points)


def _reason_to_refuse(draft: SessionDraft, question: Question, typed: Mapping[str, Decimal]) -> str:
    t, criteria = draft.t, {criterion.id: criterion for criterion in question.criteria}
    if not criteria:
        return t("{question_id!r} has no criteria", question_id=question.id)
    for criterion_id, points in typed.items():
        if criterion_id not in criteria:
            return t(
                "{criterion_id!r} is no criterion of {question_id!r}: there are {criteria}",
                criterion_id=criterion_id,
                question_id=question.id,
                criteria=", ".join(map(repr, criteria)),
            )
        # The step binds graders. A teacher gives what she wants, to a hundredth.
        if not criteria[criterion_id].allows(points, CENT):
            return t(
                "{points} is not possible for the criterion {criterion_id!r}",
                points=format_points(points, draft.session.policy.language),
                criterion_id=criterion_id,
            )
    return ""


def _sum(scheme: GradingScheme, question: Question, given: Mapping[str, Decimal]) -> Decimal:
    return sum_criteria(
        question.criteria,
        given,
        maximum=None if scheme.allow_above_maximum else question.maximum,
        minimum=None if scheme.allow_below_zero else ZERO,
    ).points


def _graders_marks(draft: SessionDraft, copy_id: str, question: Question) -> Iterator[tuple[object, Mark]]:
    return iter(draft.marks(copy_id).get(question.id, ()))


def _with_words(decided: CriterionMark, marks: Sequence[Mark]) -> CriterionMark:
    """Return a criterion with the words of the first grader that gave the same points, unless it has words."""
    same = (
        given
        for mark in marks
        for given in mark.criteria
        if (given.criterion_id, given.points) == (decided.criterion_id, decided.points)
    )
    return decided if decided.evidence or decided.feedback else next(same, decided)
