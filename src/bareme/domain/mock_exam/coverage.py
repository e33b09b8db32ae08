"""Recommendations for the questions where most marks were lost."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from bareme.domain.mock_exam.evaluation import LearningRecommendation, QuestionFeedback
from bareme.domain.points import ZERO, add

FEWEST, MOST = 2, 4
"""Recommendations in a result."""
_LEAST_URGENT = 5


def uncovered(recommendations: Sequence[LearningRecommendation], feedback: Iterable[QuestionFeedback]) -> list[int]:
    """Return the numbers of the costliest questions that no recommendation is about, the costliest first.

    As many of the costliest questions count as there are recommendations. Of questions that cost the same, any will do.
    """
    lost = _lost(feedback)
    by_cost = sorted(lost, key=lambda number: -lost[number])
    wanted = by_cost[: min(MOST, max(FEWEST, len(recommendations)))]
    covered = _covered(recommendations)
    costs = sorted((lost[number] for number in covered & lost.keys()), reverse=True)
    if costs[: len(wanted)] == [lost[number] for number in wanted]:
        return []
    return [number for number in wanted if number not in covered]


def join_recommendations(
    proposed: Sequence[LearningRecommendation], feedback: Sequence[QuestionFeedback]
) -> list[LearningRecommendation]:
    """Return at most four recommendations out of those for the parts of an exam, by the marks lost in their questions.

    Each next one is that which adds most marks to those before it; then the more urgent one.
    """
    lost, left, chosen = _lost(feedback), list(proposed), list[LearningRecommendation]()
    while left and len(chosen) < MOST:
        seen = _covered(chosen)
        best = min(left, key=lambda r: (-_cost(set(r.related_questions) - seen, lost), r.priority))
        left.remove(best)
        chosen.append(best)
    return _numbered(chosen)


def complete_recommendations(
    given: Sequence[LearningRecommendation], feedback: Sequence[QuestionFeedback]
) -> list[LearningRecommendation]:
    """Return two to four recommendations that are about the costliest questions, as far as there are questions.

    One that is only about questions without a mark is left out. What is missing is taken from the feedback on the
    question. Where there are four already, it replaces one that none of the costliest questions needs.
    """
    marked = {entry.question_number for entry in feedback if entry.marks_earned is not None}
    chosen = [one for one in given if marked & {*one.related_questions}][:MOST]
    while (missing := _missing(chosen, feedback)) is not None:
        if len(chosen) == MOST:
            chosen.remove(_dispensable(chosen, feedback))
        chosen.append(_written_for(missing, chosen))
    return chosen if chosen == list(given) else _numbered(sorted(chosen, key=lambda r: r.priority))


def _missing(chosen: Sequence[LearningRecommendation], feedback: Sequence[QuestionFeedback]) -> QuestionFeedback | None:
    numbers = uncovered(chosen, feedback)
    if numbers:
        own = [entry for entry in feedback if entry.question_number == numbers[0]]
        return max(own, key=_loss)
    if len(chosen) >= FEWEST:
        return None
    covered = _covered(chosen)
    marked = [entry for entry in feedback if entry.marks_earned is not None]
    left = [entry for entry in marked if entry.question_number not in covered]
    # A question that is one of several in a recommendation may have its own.
    alone = [one.related_questions for one in chosen]
    left = left or [entry for entry in marked if [entry.question_number] not in alone]
    return max(left, key=_loss, default=None)


def _dispensable(
    chosen: Sequence[LearningRecommendation], feedback: Sequence[QuestionFeedback]
) -> LearningRecommendation:
    """Return the recommendation whose own questions cost least: those that no other one is about."""
    lost = _lost(feedback)

    def own_cost(one: LearningRecommendation) -> tuple[Decimal, int]:
        others = _covered([other for other in chosen if other is not one])
        own = set(one.related_questions) - others
        return max((lost.get(number, ZERO) for number in own), default=ZERO), -one.priority

    return min(chosen, key=own_cost)


def _written_for(question: QuestionFeedback, others: Sequence[LearningRecommendation]) -> LearningRecommendation:
    return LearningRecommendation(
        priority=min(_LEAST_URGENT, max((other.priority for other in others), default=0) + 1),
        topic=question.related_concept,
        reason=question.where_you_went_wrong or question.feedback_summary,
        action=question.suggested_review or question.correct_approach,
        related_questions=[question.question_number],
    )


def _numbered(chosen: Iterable[LearningRecommendation]) -> list[LearningRecommendation]:
    return [one.model_copy(update={"priority": priority}) for priority, one in enumerate(chosen, start=1)]


def _covered(recommendations: Iterable[LearningRecommendation]) -> set[int]:
    return {number for recommendation in recommendations for number in recommendation.related_questions}


def _cost(numbers: Iterable[int], lost: dict[int, Decimal]) -> Decimal:
    return add(lost.get(number, ZERO) for number in numbers)


def _lost(feedback: Iterable[QuestionFeedback]) -> dict[int, Decimal]:
    """Return the marks lost, by question number; two sections may number their questions alike."""
    lost: dict[int, Decimal] = {}
    for entry in feedback:
        if loss := _loss(entry):
            lost[entry.question_number] = lost.get(entry.question_number, ZERO) + loss
    return lost


def _loss(entry: QuestionFeedback) -> Decimal:
    return ZERO if entry.marks_earned is None else entry.marks_possible - entry.marks_earned
