"""The answer to the tool `Examination`: every question of one copy, read, marked and put into words."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from bareme.domain.injection import contains_injection
from bareme.domain.points import add
from bareme.domain.recognition import has_lost_signs
from bareme.domain.segmentation.outline import outline_of
from bareme.domain.segmentation.segments import segment
from bareme.models.offline.answer_key import expectations
from bareme.models.offline.by_criteria import apply_criteria, points_if_unmet
from bareme.models.offline.competence import asks_beyond_the_key, why_not
from bareme.models.offline.copy_reader import Answer, read_answers
from bareme.models.offline.marking import mark
from bareme.models.offline.printed_question import shows_question
from bareme.models.offline.prompt_reader import ExaminationRequest, SchemeQuestion
from bareme.models.offline.rules import Rules
from bareme.models.offline.verdict import Task, Unjudged, Verdict
from bareme.models.offline.wording import criterion_feedback, feedback, general_comment, rationale, unmarked
from bareme.translation import Translator, translator

_STATUS = {
    "missing": "missing",
    "not_treated": "not_treated",
    "no_text": "unreadable",
    "no_label": "unreadable",
    "lost_lines": "unreadable",
}
"""By the reading of the answer; what was read and cannot be judged is `not_judged`."""
_CONFIDENCE = {"missing": 0.9, "not_treated": 0.85, "no_text": 0.0, "no_label": 0.0}


def examine(request: ExaminationRequest, rules: Rules) -> dict[str, Any]:
    """Return the arguments of the tool call: one mark for each wanted question, and a general comment."""
    t = translator(request.language)
    answers, tasks = read_answers(request), _tasks(request, rules)
    leaves = {leaf.id: leaf for question in request.scheme for leaf in question.leaves()}
    marks: list[dict[str, Any]] = []
    earned: list[Decimal] = []
    possible: list[Decimal] = []
    for leaf in (leaves[question_id] for question_id in request.wanted):
        answer = answers[leaf.id]
        if answer.reading != "written":
            # What text recognition does not find may still be there.
            lost = request.recognised is not None and answer.reading in {"missing", "not_treated"}
            marks.append(_unmarked(leaf, answer, "lost_lines" if lost else answer.reading, rules, t))
        elif isinstance(verdict := _judge(answer.text, leaf, tasks.get(leaf.id), request.recognised), Unjudged):
            marks.append(_unmarked(leaf, answer, verdict.reason, rules, t))
        else:
            earned.append(verdict.points)
            marks.append(_marked(leaf, answer.text, verdict, rules.name, t))
        if marks[-1]["status"] not in {"unreadable", "not_judged"}:
            possible.append(leaf.maximum)
    return {"marks": marks, "general_comment": general_comment(add(earned), add(possible), t)}


def _tasks(request: ExaminationRequest, rules: Rules) -> dict[str, Task]:
    """Return the tasks by leaf id, without leaves that have neither an expected answer nor criteria."""
    texts = question_texts(request.scheme, request.exam_paper)
    expected = expectations(request.scheme, request.answer_key)
    leaves = (leaf for question in request.scheme for leaf in question.leaves())
    return {
        leaf.id: Task(leaf.maximum, request.step, expected[leaf.id], texts[leaf.id], rules)
        for leaf in leaves
        if leaf.id in expected
    }


def _judge(text: str, leaf: SchemeQuestion, task: Task | None, recognised: float | None) -> Verdict | Unjudged:
    """Return the verdict on an answer; one that text recognition read is judged with no more confidence than it has."""
    if task is None:
        return Unjudged("no_key")
    if recognised is None:
        return _judge_text(text, leaf, task)
    if not task.expectation.option and any(map(has_lost_signs, task.expectation.texts)):
        return Unjudged("lost_signs")
    if shows_question(text, task.question):
        return Unjudged("printed_question")
    verdict = _judge_text(text, leaf, task)
    if isinstance(verdict, Unjudged):
        return verdict
    return replace(verdict, confidence=min(verdict.confidence, recognised))


def _judge_text(text: str, leaf: SchemeQuestion, task: Task) -> Verdict | Unjudged:
    reason = why_not(task.expectation, task.question, leaf.criteria)
    if reason is not None:
        return Unjudged(reason)
    verdict = mark(text, task)
    if isinstance(verdict, Unjudged) or not leaf.criteria:
        return verdict
    needed = {criterion.id for criterion in leaf.criteria if criterion.points > 0 and not criterion.bonus}
    shares = [share for share in verdict.shares if share.element.criterion_id in needed]
    if any(asks_beyond_the_key(share, task.expectation) for share in shares):
        return Unjudged("criterion")
    return apply_criteria(verdict, leaf, task.step)


@lru_cache(maxsize=64)
def question_texts(scheme: tuple[SchemeQuestion, ...], exam_paper: str) -> dict[str, str]:
    """Return each question's text, by leaf id, from the exam paper and the scheme."""
    printed = segment(exam_paper.splitlines(), outline_of(scheme)).answers
    return {leaf.id: f"{printed.get(leaf.id, '')}\n{leaf.text}" for question in scheme for leaf in question.leaves()}


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
        entry["criteria"] = _criteria(verdict, leaf, t)
    else:
        entry["points"] = float(verdict.points)
    return entry


def _criteria(verdict: Verdict, leaf: SchemeQuestion, t: Translator) -> list[dict[str, Any]]:
    shares = {share.element.criterion_id: share for share in verdict.shares}
    return [
        {
            "criterion_id": criterion.id,
            "points": float(shares[criterion.id].points if criterion.id in shares else points_if_unmet(criterion)),
            "evidence": shares[criterion.id].judgement.quote if criterion.id in shares else "",
            "feedback": criterion_feedback(shares.get(criterion.id), t, takes_off=criterion.points < 0),
        }
        for criterion in leaf.criteria
    ]


def _unmarked(leaf: SchemeQuestion, answer: Answer, reason: str, rules: Rules, t: Translator) -> dict[str, Any]:
    said, why = unmarked(reason, rules.name, t)
    status = _STATUS.get(reason, "not_judged")
    return {
        "question_id": leaf.id,
        "status": status,
        "transcription": answer.text,
        "points": None if leaf.criteria or status == "not_judged" else 0,
        "evidence": [],
        "feedback": said,
        "rationale": why,
        "confidence": _CONFIDENCE.get(reason, 0.0),
        "injection_suspected": contains_injection(answer.text),
    }
