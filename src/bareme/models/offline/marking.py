"""Marking one answer by the rules."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bareme.domain.points import snap
from bareme.domain.quantities import read_quantity
from bareme.models.offline.by_elements import mark_by_elements, quotes_of
from bareme.models.offline.by_number import judge_number, points_without_unit
from bareme.models.offline.by_option import mark_by_option
from bareme.models.offline.by_term import is_term, mark_by_term, mark_literal
from bareme.models.offline.elements import confidence_in, judge, kind_of
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.overlap import confidence, overlap, worth
from bareme.models.offline.student_answer import StudentAnswer
from bareme.models.offline.verdict import Task, Unjudged, Verdict
from bareme.models.offline.words import key_words

_REMARKED = _REACTION = 0.5
_PROSE = 6
"""A formula with more key words than this around it is only part of the explanation."""


def mark(text: str, task: Task) -> Verdict | Unjudged:
    """Return the verdict on the answer `text`, or why there is none."""
    verdict = _mark(StudentAnswer(text), task)
    if isinstance(verdict, Verdict) and task.expectation.remarks and verdict.points < task.maximum:
        # One of them may give the answer more.
        return replace(verdict, confidence=min(verdict.confidence, _REMARKED))
    return verdict


def _mark(answer: StudentAnswer, task: Task) -> Verdict | Unjudged:
    expectation = task.expectation
    has_criteria = any(element.criterion_id for element in expectation.elements)
    if expectation.option and not has_criteria:
        return mark_by_option(answer, task)
    if expectation.elements:
        return mark_by_elements(answer, task)
    whole = mark_literal(answer, task) or _whole(answer, task)
    if whole is None:
        return Unjudged("no_words")
    if whole.points < task.maximum:
        lower = _by_tiers(answer, task)
        if lower is not None and lower.points > whole.points:
            return lower
    return whole


def _whole(answer: StudentAnswer, task: Task) -> Verdict | None:
    """Mark the answer as a whole against the expected answer; None if that has nothing to compare."""
    expectation = task.expectation
    targets = [expectation.expected, *(v.text for v in expectation.variants if not v.target)]
    if _is_number(expectation.expected):
        found = judge_number(answer, expectation.expected, task)
        points = points_without_unit(task.maximum, found, task)
        return Verdict(
            "number",
            snap(points, task.step, maximum=task.maximum),
            confidence_in(found),
            quotes=quotes_of([found]),
            missing=() if found.met else (expectation.expected,),
            unit_missing=found.unit_missing,
        )
    if not any(re.search(r"[^\W\d_]{2}", word) for target in targets for word in key_words(target)):
        return None
    if is_term(expectation.expected):
        return mark_by_term(answer, targets, task)
    return _overlap(answer, targets, task)


def _is_number(expected: str) -> bool:
    if not re.search(r"\d", expected) or len(re.findall(r"[^\W\d_]{4,}", plain_math(expected))) > _PROSE:
        return False
    number = read_quantity(expected)
    return "=" in expected or kind_of(expected) == "result" or (number is not None and number.unit is None)


def _overlap(answer: StudentAnswer, targets: Sequence[str], task: Task) -> Verdict:
    """Mark by the share of the expected words that the answer contains, for the wording that matches best."""
    found = max((overlap(target, answer, task.rules, given=task.given) for target in targets), key=lambda o: o.share)
    earned = task.maximum * Decimal(f"{worth(found, task.rules):.4f}")
    points = snap(earned, task.step, maximum=task.maximum)
    sure = confidence(found, task.rules)
    if StudentAnswer(task.expectation.expected).arrow_sides is not None:
        sure = min(sure, _REACTION)  # coefficients and sides are more than words
    quotes = (found.quote,) if found.quote and points else ()
    missing = found.missing if points < task.maximum else ()
    return Verdict(
        "overlap", points, sure, quotes=quotes, missing=missing, overlap=found.share, denied=found.denied,
        contrary=found.contrary,
    )  # fmt: skip


def _by_tiers(answer: StudentAnswer, task: Task) -> Verdict | None:
    """Return the verdict by the best tier that is met ("0.5 point if the multiplication is written"), or None."""
    for tier in sorted(task.expectation.tiers, key=lambda t: t.points, reverse=True):
        if tier.points >= task.maximum:
            continue
        condition = re.split(r",?(?<!\s)\s++(?:mais|but|m[êe]me si|even if)\s++", tier.text)[0]
        found = judge(condition, answer, task.rules, given=task.given)
        if re.search(r"[×/+-]\s*\d", plain_math(condition)):
            found = judge(f"formule {condition}", answer, task.rules, given=task.given)
        if found.met:
            points = snap(tier.points, task.step, maximum=task.maximum)
            return Verdict("tier", points, 0.7, quotes=quotes_of([found]), missing=(task.expectation.expected,))
    return None
