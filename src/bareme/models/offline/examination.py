"""The answer to the tool `Examination`: every question of one copy, read, marked and put into words."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from bareme.domain.injection import contains_injection
from bareme.domain.points import add
from bareme.models.offline.answer_key import expectations
from bareme.models.offline.by_criteria import apply_criteria, points_if_unmet
from bareme.models.offline.copy_reader import Answer, read_answers
from bareme.models.offline.marking import mark
from bareme.models.offline.outline import outline_of
from bareme.models.offline.prompt_reader import ExaminationRequest, SchemeQuestion
from bareme.models.offline.rules import Rules
from bareme.models.offline.segmentation import segment
from bareme.models.offline.verdict import Task, Verdict
from bareme.models.offline.wording import feedback, general_comment, rationale, unmarked
from bareme.models.offline.words import key_words
from bareme.translation import Translator, translator

_STATUS = {"missing": "missing", "not_treated": "not_treated", "no_text": "unreadable", "no_label": "unreadable"}
_CONFIDENCE = {"missing": 0.9, "not_treated": 0.85, "no_text": 0.0, "no_label": 0.0}


def examine(request: ExaminationRequest, rules: Rules) -> dict[str, Any]:
    """Return the arguments of the tool call: one mark for each wanted question, and a general comment."""
    t = translator(request.language)
    answers = read_answers(request)
    expected = expectations(request.scheme, request.answer_key)
    words = question_words(request.scheme, request.exam_paper)
    leaves = {leaf.id: leaf for question in request.scheme for leaf in question.leaves()}
    marks: list[dict[str, Any]] = []
    earned: list[Decimal] = []
    possible: list[Decimal] = []
    for leaf in (leaves[question_id] for question_id in request.wanted):
        answer, expectation = answers[leaf.id], expected.get(leaf.id)
        if answer.reading == "written" and expectation is not None:
            task = Task(leaf.maximum, request.step, expectation, words.get(leaf.id, frozenset()), rules)
            verdict = mark(answer.text, task)
            if leaf.criteria:
                verdict = apply_criteria(verdict, leaf, request.step)
            earned.append(verdict.points)
            marks.append(_marked(leaf, answer.text, verdict, rules.name, t))
        else:
            marks.append(_unmarked(leaf, answer, rules, t))
        if marks[-1]["status"] != "unreadable":
            possible.append(leaf.maximum)
    return {"marks": marks, "general_comment": general_comment(add(earned), add(possible), t)}


@lru_cache(maxsize=64)
def question_words(scheme: tuple[SchemeQuestion, ...], exam_paper: str) -> dict[str, frozenset[str]]:
    """Return the stems of each question's words, by leaf id, from the exam paper and the scheme's text."""
    printed = segment(exam_paper.splitlines(), outline_of(scheme)).answers
    return {
        leaf.id: frozenset(key_words(f"{printed.get(leaf.id, '')}\n{leaf.text}"))
        for question in scheme
        for leaf in question.leaves()
    }


def _marked(leaf: SchemeQuestion, text: str, verdict: Verdict, rules: str, t: Translator) -> dict[str, Any]:
    injection = contains_injection(text)
    entry: dict[str, Any] = {
        "question_id": leaf.id,
        "status": "graded",
        "transcription": text,
        "evidence": list(verdict.quotes),
        "feedback": feedback(verdict, leaf.maximum, t),
        "rationale": rationale(verdict, rules, t, injection=injection),
        "confidence": verdict.confidence,
        "injection_suspected": injection,
    }
    if leaf.criteria:
        entry["criteria"] = _criteria(verdict, leaf)
    else:
        entry["points"] = float(verdict.points)
    return entry


def _criteria(verdict: Verdict, leaf: SchemeQuestion) -> list[dict[str, Any]]:
    shares = {share.element.criterion_id: share for share in verdict.shares}
    return [
        {
            "criterion_id": criterion.id,
            "points": float(shares[criterion.id].points if criterion.id in shares else points_if_unmet(criterion)),
            "evidence": shares[criterion.id].judgement.quote if criterion.id in shares else "",
        }
        for criterion in leaf.criteria
    ]


def _unmarked(leaf: SchemeQuestion, answer: Answer, rules: Rules, t: Translator) -> dict[str, Any]:
    reason = "no_key" if answer.reading == "written" else answer.reading
    said, why = unmarked(reason, rules.name, t)
    return {
        "question_id": leaf.id,
        "status": _STATUS.get(reason, "unreadable"),
        "transcription": answer.text,
        "points": None if leaf.criteria else 0,
        "evidence": [],
        "feedback": said,
        "rationale": why,
        "confidence": _CONFIDENCE.get(reason, 0.0),
        "injection_suspected": contains_injection(answer.text),
    }
