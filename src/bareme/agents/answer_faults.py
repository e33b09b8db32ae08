"""Explain to a teacher what is wrong with a model's answer."""

from decimal import Decimal

from bareme.domain.criteria import CriteriaSum
from bareme.translation import Message, Translator


def explain_answer(finish_reason: str, *, in_prose: bool, is_quoting: bool = False) -> Message:
    """Return why a model's answer cannot be used. The model was told what exactly is wrong with it."""
    if finish_reason == "length":
        return Message("the model's answer was cut off")
    if finish_reason == "content_filter":
        return Message("the provider blocked the model's answer (content filter)")
    if finish_reason == "refusal":
        return Message("the model refused to answer")
    if is_quoting:
        return Message("the model's answer repeats marks that are written on the copy")
    if in_prose:
        return Message("the model answered in free text, not in the requested form")
    return Message("the model's answer is not in the requested form")


def explain_sum(criteria_sum: CriteriaSum, *, maximum: Decimal, t: Translator) -> str:
    """Return why a question's points differ from the sum of its criteria; "" if they do not."""
    added = criteria_sum.added
    if added == criteria_sum.points:
        return ""
    if added > criteria_sum.points:
        return t(
            "[The criteria add up to {added} points; the question is worth {maximum} at most.]",
            added=added,
            maximum=maximum,
        )
    return t("[The criteria add up to {added} points; a question does not go below 0.]", added=added)
