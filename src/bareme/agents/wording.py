"""What code adds to a grader's words, in the teacher's language."""

from decimal import Decimal

from bareme.domain.criteria import CriteriaSum
from bareme.domain.points import Language, format_points

_TEXTS: dict[str, dict[Language, str]] = {
    "above": {
        "fr": "[Les critères totalisent {added} points ; la question en vaut {maximum} au plus.]",
        "en": "[The criteria add up to {added} points; the question is worth {maximum} at most.]",
    },
    "below": {
        "fr": "[Les critères totalisent {added} points ; une question ne descend pas au-dessous de 0.]",
        "en": "[The criteria add up to {added} points; a question does not go below 0.]",
    },
}


def explain_sum(criteria_sum: CriteriaSum, *, maximum: Decimal, language: Language) -> str:
    """Return why the points of a question are not the sum of its criteria, "" where they are."""
    if criteria_sum.added == criteria_sum.points:
        return ""
    text = _TEXTS["above" if criteria_sum.added > criteria_sum.points else "below"][language]
    return text.format(added=format_points(criteria_sum.added, language), maximum=format_points(maximum, language))
