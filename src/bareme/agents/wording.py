"""What code says of a model's answer, or adds to its words, in the teacher's language."""

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
    "answer_in_prose": {
        "fr": "le modèle a répondu par un texte libre, et non sous la forme demandée",
        "en": "the model answered in free text, not in the form that it was asked for",
    },
    "answer_cut_off": {
        "fr": "la réponse du modèle a été coupée avant la fin",
        "en": "the model's answer was cut off before its end",
    },
    "answer_blocked": {
        "fr": "le fournisseur a bloqué la réponse du modèle (filtre de contenu)",
        "en": "the provider blocked the model's answer (content filter)",
    },
    "answer_invalid": {
        "fr": "la réponse du modèle n'a pas la forme demandée",
        "en": "the model's answer is not of the form that it was asked for",
    },
}


def explain_answer(finish_reason: str, *, in_prose: bool, language: Language) -> str:
    """Return why a model's answer is of no use; what exactly was wrong with it was told to the model."""
    if finish_reason in {"length", "content_filter"}:
        key = "answer_cut_off" if finish_reason == "length" else "answer_blocked"
    else:
        key = "answer_in_prose" if in_prose else "answer_invalid"
    return _TEXTS[key][language]


def explain_sum(criteria_sum: CriteriaSum, *, maximum: Decimal, language: Language) -> str:
    """Return why the points of a question are not the sum of its criteria, "" where they are."""
    if criteria_sum.added == criteria_sum.points:
        return ""
    text = _TEXTS["above" if criteria_sum.added > criteria_sum.points else "below"][language]
    return text.format(added=format_points(criteria_sum.added, language), maximum=format_points(maximum, language))
