"""What the offline examiner writes to students and teachers."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce

from bareme.models.offline.rules import RULES
from bareme.models.offline.verdict import Share, Verdict
from bareme.translation import Message, Translator

WHAT_IT_IS = (
    "This is Barème's offline examiner: rules, not a language model. It answers only through the tools Examination, "
    "PreAnalysis, RubricDraft, EvaluationResult and AnswerSorting, and it cannot read images."
)

_SIGNATURE = {
    "lexical": Message("Offline examiner (lexical rules)"),
    "strict": Message("Offline examiner (strict rules)"),
}
_TEACHER_LOOKS = Message("This answer could not be judged; your teacher will look at it.")
_UNMARKED = {
    "missing": (
        Message("This question is named, but its answer is missing."),
        Message("the label is on the copy, without an answer."),
    ),
    "not_treated": (
        Message("This question has not been attempted."),
        Message("the question is not on the copy."),
    ),
    "no_text": (
        Message("This answer could not be read; your teacher will look at it."),
        Message("the offline examiner cannot read images, and a page of the copy has no text."),
    ),
    "no_label": (
        Message("This answer could not be found on the copy; your teacher will look at it."),
        Message("the copy holds text that no question label assigns to a question."),
    ),
    "no_key": (_TEACHER_LOOKS, Message("no answer key for this question: there is nothing to judge the answer by.")),
    "levels": (
        _TEACHER_LOOKS,
        Message("the criteria describe levels, and there is no expected answer: rules cannot tell the level."),
    ),
    "criterion": (
        _TEACHER_LOOKS,
        Message(
            "a criterion asks for something that the expected answer does not name: rules cannot tell if it is met."
        ),
    ),
    "essay": (_TEACHER_LOOKS, Message("the expected answer is an essay: shared words say little of its worth.")),
    "figure": (_TEACHER_LOOKS, Message("a drawing or a graph is expected, and rules cannot see one.")),
    "described": (
        _TEACHER_LOOKS,
        Message("the key describes what is right and gives no answer: rules cannot tell what fits the description."),
    ),
    "lost_signs": (
        _TEACHER_LOOKS,
        Message("the key has signs such as ² that text recognition loses, and the copy was read by it."),
    ),
    "printed_question": (
        _TEACHER_LOOKS,
        Message("the copy was written on the paper: what text recognition read is the printed question too."),
    ),
    "lost_lines": (
        Message("This answer could not be read; your teacher will look at it."),
        Message("text recognition read the copy and found no answer; it may have missed it."),
    ),
    "no_words": (_TEACHER_LOOKS, Message("the expected answer has neither a word nor a single number to compare.")),
}
_SEVERAL = {
    "lexical": Message("several answers on the copy; the last one counts, the others are taken to be crossed out."),
    "strict": Message("several answers on the copy; none of them counts."),
}
_COMPARED = {
    "option": Message("option compared with the answer key's."),
    "number": Message("result compared with the answer key's."),
    "term": Message("term compared with the answer key's."),
    "tier": Message("the condition for part of the points is met, the expected result is not there."),
}
_COMMENTS = (
    (Decimal("0.9"), Message("Very thorough work.")),
    (Decimal("0.7"), Message("Good work, to be completed in places.")),
    (Decimal("0.4"), Message("Some of it is there; answers need completing.")),
    (Decimal(0), Message("The material needs to be gone over again.")),
)
"""By the lowest share of the points that deserves each."""


def unmarked(reason: str, rules: str, t: Translator) -> tuple[str, str]:
    """Return feedback and rationale for a question that was not marked."""
    feedback, rationale = _UNMARKED[reason]
    return t(feedback), _signed(t(rationale), rules, t)


def criterion_feedback(share: Share | None, t: Translator, *, takes_off: bool) -> str:
    """Return a sentence for the student on what should be there; nothing on what takes points off."""
    if share is None or takes_off:
        return ""
    return t("This is right.") if share.judgement.met else t("This is missing.")


def feedback(verdict: Verdict, maximum: Decimal, t: Translator) -> str:
    """Return two or three sentences for the student: what is right, what is missing."""
    parts: list[str] = []
    met = [share.element.text for share in verdict.shares if share.judgement.met]
    unmet = [share.element.text for share in verdict.shares if not share.judgement.met]
    right_but_for_its_unit = verdict.unit_missing and not verdict.shares
    if met and unmet:
        parts.append(t("You have: {found}.", found=_listed(met)))
    elif verdict.points == maximum or met or right_but_for_its_unit:
        parts.append(t("This is right."))
    elif verdict.points:
        parts.append(t("The answer goes in the right direction."))
    else:
        parts.append(t("The expected answer is not there."))
    lacking = unmet or (verdict.missing if verdict.points < maximum else ())
    if lacking:
        parts.append(t("What is missing: {lacking}.", lacking=_listed(lacking)))
    if verdict.unit_missing:
        parts.append(t("Do not forget the unit of the result."))
    if verdict.method in {"several_options", "several_terms"}:
        parts.append(t("Give one answer only, clearly."))
    return " ".join(parts)


def rationale(verdict: Verdict, rules: str, t: Translator, *, injection: bool) -> str:
    """Return why these points, for the teacher, signed by the rules that gave them."""
    sentences = list(_reasons(verdict, rules, t))
    if injection:
        sentences.append(t("Some words of the answer speak to the examiner; they did not count."))
    return _signed(" ".join(sentences), rules, t)


def general_comment(earned: Decimal, possible: Decimal, t: Translator) -> str:
    """Return one remark on the whole copy. `possible` counts the questions that could be judged."""
    if not possible:
        return t("The copy could not be marked automatically.")
    share = earned / possible
    return t(next(comment for bound, comment in _COMMENTS if share >= bound))


def _reasons(verdict: Verdict, rules: str, t: Translator) -> Iterator[str]:
    if verdict.method == "elements":
        elements = (_element(share, t) for share in verdict.shares)
        yield reduce(lambda first, rest: t("{first}; {rest}", first=first, rest=rest), elements) + "."
    elif verdict.method in {"several_options", "several_terms"}:
        yield t(_SEVERAL[rules])
    elif verdict.method == "overlap":
        yield _overlap(verdict, rules, t)
        if verdict.denied:
            yield t("There is a denial on one side only.")
        if verdict.contrary:
            yield t("The answer says the contrary of: {words}.", words=_listed(verdict.contrary))
    else:
        yield t(_COMPARED[verdict.method])


def _element(share: Share, t: Translator) -> str:
    element = share.element
    if share.judgement.unit_missing:
        return t(
            "“{text}” {points}/{maximum} (no unit)", text=element.text, points=share.points, maximum=element.points
        )
    return t("“{text}” {points}/{maximum}", text=element.text, points=share.points, maximum=element.points)


def _overlap(verdict: Verdict, rules: str, t: Translator) -> str:
    share, met = int(100 * verdict.overlap), round(100 * RULES[rules].met)
    if rules == "lexical":
        return t(
            "{share}% of the expected words (weighted) are there; all the points from {met}% on, part of them below.",
            share=share,
            met=met,
        )
    return t(
        "{share}% of the expected words (weighted) are there; all the points from {met}% on, none below.",
        share=share,
        met=met,
    )


def _signed(reason: str, rules: str, t: Translator) -> str:
    return t("{examiner}: {reason}", examiner=_SIGNATURE[rules], reason=reason)


def _listed(texts: Sequence[str]) -> list[str]:
    return [text.strip(" .") for text in texts[:6]]
