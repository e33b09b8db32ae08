"""The parts of marking that are about a number and its unit."""

import re
from decimal import Decimal

from bareme.domain.points import ZERO
from bareme.domain.quantities import Tolerance
from bareme.models.offline.elements import Judgement, expected_results, judge_result
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.student_answer import StudentAnswer
from bareme.models.offline.verdict import Task
from bareme.models.offline.words import key_words


def judge_number(answer: StudentAnswer, text: str, task: Task) -> Judgement:
    """Return whether the number in the key's `text`, or an accepted variant of it, is a result of `answer`."""
    expectation = task.expectation
    quantities = expected_results(text)[:1]
    variants = [v.text for v in expectation.variants if not v.target and not key_words(_no_units(v.text))]
    quantities += [quantity for variant in variants for quantity in expected_results(variant)[:1]]
    tolerance = expectation.tolerance or Tolerance(relative=task.rules.relative_tolerance)
    return judge_result(quantities, answer, tolerance, last_only=not task.rules.fuzzy)


def _no_units(text: str) -> str:
    return re.sub(r"[\d.,]+\s*\S*", " ", plain_math(text))


def points_without_unit(points: Decimal, found: Judgement, task: Task) -> Decimal:
    """Return what is left of `points` where the unit is missing: what the key says, or by the rules."""
    if not found.met:
        return ZERO
    if not found.unit_missing:
        return points
    if task.expectation.without_unit is not None:
        return min(points, task.expectation.without_unit)
    return points if task.rules.fuzzy else ZERO
