"""What the offline examiner writes to students and teachers, in French and English."""

from collections.abc import Sequence
from decimal import Decimal

from bareme.domain.points import Language, format_points
from bareme.models.offline.rules import RULES
from bareme.models.offline.verdict import Verdict

WHAT_IT_IS = (
    "This is Barème's offline examiner: rules, not a language model. It answers only through the tools Examination, "
    "PreAnalysis, RubricDraft, EvaluationResult and AnswerSorting, and it cannot read images."
)

_SIGNATURE = {
    "fr": {
        "lexical": "Examinateur hors ligne (règles lexicales)",
        "strict": "Examinateur hors ligne (règles strictes)",
    },
    "en": {"lexical": "Offline examiner (lexical rules)", "strict": "Offline examiner (strict rules)"},
}
_UNMARKED = {
    "fr": {
        "missing": (
            "Cette question est annoncée, mais la réponse manque.",
            "l'intitulé est sur la copie, sans réponse.",
        ),
        "not_treated": ("Cette question n'est pas traitée.", "la question ne figure pas sur la copie."),
        "no_text": (
            "Cette réponse n'a pas pu être lue ; elle sera relue par le professeur.",
            "l'examinateur hors ligne ne sait pas lire les images, et une page de la copie n'a pas de texte.",
        ),
        "no_label": (
            "Cette réponse n'a pas pu être repérée sur la copie ; elle sera relue par le professeur.",
            "la copie contient du texte qu'aucun numéro de question ne permet d'attribuer.",
        ),
        "no_key": (
            "Cette réponse n'a pas pu être évaluée ; elle sera relue par le professeur.",
            "aucun corrigé pour cette question : rien ne permet de juger la réponse.",
        ),
    },
    "en": {
        "missing": (
            "This question is named, but its answer is missing.",
            "the label is on the copy, without an answer.",
        ),
        "not_treated": ("This question has not been attempted.", "the question is not on the copy."),
        "no_text": (
            "This answer could not be read; your teacher will look at it.",
            "the offline examiner cannot read images, and a page of the copy has no text.",
        ),
        "no_label": (
            "This answer could not be found on the copy; your teacher will look at it.",
            "the copy holds text that no question label assigns to a question.",
        ),
        "no_key": (
            "This answer could not be judged; your teacher will look at it.",
            "no answer key for this question: there is nothing to judge the answer by.",
        ),
    },
}
_APPRECIATION_BOUNDS = (Decimal("0.9"), Decimal("0.7"), Decimal("0.4"))
_TEXTS = {
    "fr": {
        "full": "C'est juste.",
        "right": "Tu as bien : {found}.",
        "partly": "La réponse va dans le bon sens.",
        "wrong": "La réponse attendue n'y est pas.",
        "lacking": "Il manque : {lacking}.",
        "unit": "N'oublie pas l'unité du résultat.",
        "choose": "Indique une seule réponse, clairement.",
        "several": "plusieurs réponses sur la copie ; {rule}.",
        "last": "la dernière compte, les autres sont supposées barrées",
        "none": "aucune ne compte",
        "element": "« {text} » {points}/{maximum}{unit}",
        "no_unit": " (unité absente)",
        "option": "option comparée à celle du corrigé.",
        "number": "résultat comparé à celui du corrigé.",
        "term": "terme comparé à celui du corrigé.",
        "tier": "condition d'un barème partiel remplie, résultat attendu absent.",
        "overlap": "{share} % des mots attendus (pondérés) sont présents ; tous les points à partir de {met} %{below}.",
        "below_lexical": ", une partie en dessous",
        "below_strict": ", aucun en dessous",
        "denied": " Une négation se trouve d'un seul côté.",
        "contrary": " La réponse dit le contraire de : {words}.",
        "injection": "Des mots de la réponse s'adressent au correcteur ; ils n'ont pas compté.",
        "general_comment": (
            "Travail très complet.", "Bon travail, à compléter par endroits.",
            "Des acquis, mais des réponses à compléter.", "Les notions du cours sont à reprendre.",
        ),
        "nothing": "La copie n'a pas pu être évaluée automatiquement.",
        "colon": " : ",
        "quotes": ("« ", " »"),
    },
    "en": {
        "full": "This is right.",
        "right": "You have: {found}.",
        "partly": "The answer goes in the right direction.",
        "wrong": "The expected answer is not there.",
        "lacking": "What is missing: {lacking}.",
        "unit": "Do not forget the unit of the result.",
        "choose": "Give one answer only, clearly.",
        "several": "several answers on the copy; {rule}.",
        "last": "the last one counts, the others are taken to be crossed out",
        "none": "none of them counts",
        "element": "“{text}” {points}/{maximum}{unit}",
        "no_unit": " (no unit)",
        "option": "option compared with the answer key's.",
        "number": "result compared with the answer key's.",
        "term": "term compared with the answer key's.",
        "tier": "the condition for part of the points is met, the expected result is not there.",
        "overlap": "{share} % of the expected words (weighted) are there; all the points from {met} % on{below}.",
        "below_lexical": ", part of them below",
        "below_strict": ", none below",
        "denied": " There is a denial on one side only.",
        "contrary": " The answer says the contrary of: {words}.",
        "injection": "Some words of the answer speak to the examiner; they did not count.",
        "general_comment": (
            "Very thorough work.", "Good work, to be completed in places.",
            "Some of it is there; answers need completing.", "The material needs to be gone over again.",
        ),
        "nothing": "The copy could not be marked automatically.",
        "colon": ": ",
        "quotes": ("“", "”"),
    },
}  # fmt: skip


def unmarked(reason: str, rules: str, language: Language) -> tuple[str, str]:
    """Return feedback and rationale for a question that was not marked."""
    feedback, rationale = _UNMARKED[language][reason]
    return feedback, f"{_signature(rules, language)}{rationale}"


def feedback(verdict: Verdict, maximum: Decimal, language: Language) -> str:
    """Return two or three sentences for the student: what is right, what is missing."""
    said = _TEXTS[language]
    parts: list[str] = []
    met = [share.element.text for share in verdict.shares if share.judgement.met]
    unmet = [share.element.text for share in verdict.shares if not share.judgement.met]
    right_but_for_its_unit = verdict.unit_missing and not verdict.shares
    if met and unmet:
        parts.append(str(said["right"]).format(found=_listed(met)))
    elif verdict.points == maximum or met or right_but_for_its_unit:
        parts.append(str(said["full"]))
    else:
        parts.append(str(said["partly" if verdict.points else "wrong"]))
    lacking = unmet or (verdict.missing if verdict.points < maximum else ())
    if lacking:
        parts.append(str(said["lacking"]).format(lacking=_listed(lacking)))
    if verdict.unit_missing:
        parts.append(str(said["unit"]))
    if verdict.method in {"several_options", "several_terms"}:
        parts.append(str(said["choose"]))
    return " ".join(parts)


def rationale(verdict: Verdict, rules: str, language: Language, *, injection: bool) -> str:
    """Return why these points, for the teacher, signed by the rules that gave them."""
    said = _TEXTS[language]
    if verdict.method == "elements":
        text = " ; ".join(
            str(said["element"]).format(
                text=share.element.text,
                points=format_points(share.points, language),
                maximum=format_points(share.element.points, language),
                unit=said["no_unit"] if share.judgement.unit_missing else "",
            )
            for share in verdict.shares
        )
        text += "."
    elif verdict.method in {"several_options", "several_terms"}:
        text = str(said["several"]).format(rule=said["last" if rules == "lexical" else "none"])
    elif verdict.method == "overlap":
        share, met = int(100 * verdict.overlap), round(100 * RULES[rules].met)
        text = str(said["overlap"]).format(share=share, met=met, below=said[f"below_{rules}"])
        text += str(said["denied"]) if verdict.denied else ""
        text += str(said["contrary"]).format(words=_listed(verdict.contrary)) if verdict.contrary else ""
    else:
        text = str(said[verdict.method])
    return _signature(rules, language) + text + (f" {said['injection']}" if injection else "")


def general_comment(earned: Decimal, possible: Decimal, language: Language) -> str:
    """Return one remark on the whole copy. `possible` counts the questions that could be judged."""
    said = _TEXTS[language]
    if not possible:
        return str(said["nothing"])
    share = earned / possible
    level = sum(share < bound for bound in _APPRECIATION_BOUNDS)
    return said["general_comment"][level]


def _signature(rules: str, language: Language) -> str:
    return f"{_SIGNATURE[language][rules]}{_TEXTS[language]['colon']}"


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(text.strip(" .") for text in texts[:6])
