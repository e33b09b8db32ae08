"""The steps of a mark: they are the marking scheme's, sum to the mark, and quote what the student wrote."""

from collections.abc import Sequence
from decimal import Decimal

from bareme.domain.mock_exam.evaluation import Check, CheckKind, MarkingCriterionResult, QuestionFeedback
from bareme.domain.mock_exam.exam import ExamQuestion, QuestionType
from bareme.domain.mock_exam.quotes import is_quoted_from
from bareme.domain.points import add, format_points, is_mark

_SHOWN_QUOTE = 60


def settle_breakdown(
    feedback: QuestionFeedback, question: ExamQuestion, answer: str | None, step: Decimal, checks: list[Check]
) -> QuestionFeedback:
    """Return the feedback with the sum of its steps as the mark, and without steps or quotations that do not hold.

    `answer` is what the student wrote; None if it also has what cannot be compared with words.
    """
    breakdown = feedback.marking_breakdown or None
    earned = feedback.marks_earned
    if breakdown:
        earned, breakdown = _summed(breakdown, earned, question, step, checks)
    if earned is not None and not _has_steps_of_scheme(breakdown, question):
        steps = ", ".join(_shown(one.marks) for one in question.cfu_config.answer_key.marking_scheme)
        said = "has no marking_breakdown" if breakdown is None else "has another marking_breakdown than its scheme"
        _note(checks, CheckKind.BREAKDOWN_INCOMPLETE, question, f"{said}: its steps have {steps} marks")
        breakdown = None
    if breakdown and answer is not None:
        breakdown = _with_true_quotes(breakdown, question, answer, checks)
    return feedback.model_copy(update={"marks_earned": earned, "marking_breakdown": breakdown})


def fitting_breakdown(
    breakdown: list[MarkingCriterionResult] | None,
    earned: Decimal,
    question: ExamQuestion,
    answer: str | None,
    checks: list[Check],
) -> list[MarkingCriterionResult] | None:
    """Return the steps if they fit a mark that the key decided, without quotations that do not hold, otherwise None."""
    if not breakdown or _sum(breakdown) != earned or not _has_steps_of_scheme(breakdown, question):
        return None
    return breakdown if answer is None else _with_true_quotes(breakdown, question, answer, checks)


def _summed(
    breakdown: list[MarkingCriterionResult],
    earned: Decimal | None,
    question: ExamQuestion,
    step: Decimal,
    checks: list[Check],
) -> tuple[Decimal | None, list[MarkingCriterionResult] | None]:
    """Return the sum of the steps as the mark, and the steps, or `earned` and None if the steps are invalid."""
    total = _sum(breakdown)
    within = all(criterion.marks_earned <= criterion.marks_possible for criterion in breakdown)
    if not within or not is_mark(total, maximum=question.marks, step=step):
        _note(
            checks, CheckKind.BREAKDOWN_CORRECTED, question, "has a breakdown with more marks than there are; left out"
        )
        return earned, None
    if total != earned:
        said = "no valid mark" if earned is None else f"a mark of {_shown(earned)}"
        _note(
            checks,
            CheckKind.BREAKDOWN_CORRECTED,
            question,
            f"has {said} and a breakdown that sums to {_shown(total)}; the sum stands",
        )
    return total, breakdown


def _has_steps_of_scheme(breakdown: Sequence[MarkingCriterionResult] | None, question: ExamQuestion) -> bool:
    """Return whether the steps are worth what the scheme's are; without a scheme that sums, any will do."""
    scheme = question.cfu_config.answer_key.marking_scheme
    if not scheme or add(one.marks for one in scheme) != question.marks:
        return True
    if breakdown is None:
        return question.question_type is not QuestionType.STRUCTURED_RESPONSE
    return sorted(one.marks_possible for one in breakdown) == sorted(one.marks for one in scheme)


def _with_true_quotes(
    breakdown: list[MarkingCriterionResult], question: ExamQuestion, answer: str, checks: list[Check]
) -> list[MarkingCriterionResult]:
    kept = []
    for criterion in breakdown:
        quote = criterion.evidence_seen
        if quote is not None and not is_quoted_from(quote, answer):
            shown = quote[:_SHOWN_QUOTE]
            _note(
                checks, CheckKind.QUOTE_NOT_FOUND, question, f"has evidence_seen that is not in the answer: {shown!r}"
            )
            criterion = criterion.model_copy(update={"evidence_seen": None})  # noqa: PLW2901 - the corrected one
        kept.append(criterion)
    return kept


def _sum(breakdown: Sequence[MarkingCriterionResult]) -> Decimal:
    return add(criterion.marks_earned for criterion in breakdown)


def _note(checks: list[Check], kind: CheckKind, question: ExamQuestion, message: str) -> None:
    checks.append(Check(kind=kind, message=f"{question.question_id!r} {message}", question_id=question.question_id))


def _shown(marks: Decimal) -> str:
    return format_points(marks, "en")
