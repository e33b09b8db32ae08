"""A drafted rubric: criteria for questions without criteria, their validation, and adding them to the scheme."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import Field

from bareme.domain.criteria import Criterion, CriterionKind, criteria_maximum
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import ZERO, Points, is_on_step
from bareme.domain.scheme import GradingScheme, Question


class RubricFaultKind(StrEnum):
    """The faults of a question's criteria."""

    NOT_DRAFTED = "not_drafted"  # the draft omits the question
    DRAFTED_TWICE = "drafted_twice"  # neither of the two drafts is preferable
    NO_CRITERIA = "no_criteria"
    NOT_A_CRITERION = "not_a_criterion"  # omitted: it has no name or its points are not a number
    LEVEL_LEFT_OUT = "level_left_out"  # omitted: its points are not a number or it has no description
    REPEATED_NAME = "repeated_name"
    REPEATED_ID = "repeated_id"
    NOT_POSITIVE = "not_positive"
    OFF_STEP = "off_step"
    LEVEL_OUTSIDE = "level_outside"  # not between 0 and the criterion's points
    LEVEL_OFF_STEP = "level_off_step"
    LEVELS_INCOMPLETE = "levels_incomplete"  # they do not range from 0 to the criterion's points
    NOT_SUM = "not_sum"  # the criteria do not add up to the question's maximum


class RubricFault(FrozenModel):
    """One fault in the criteria of a question."""

    fault: RubricFaultKind = Field(description="The kind of fault.")
    criterion: str = Field("", description="The criterion's name, or its position in the draft if it has no name.")
    stated: Points | None = Field(None, description="The invalid points, or the question's maximum.")
    computed: Points | None = Field(None, description="The sum of the criteria, or the most points allowed.")


class QuestionRubric(FrozenModel):
    """The criteria drafted for one question, with their faults."""

    question_id: str
    criteria: tuple[Criterion, ...] = Field((), description="In order; empty if none is usable.")
    faults: tuple[RubricFault, ...] = Field((), description="What must be corrected.")
    dropped: bool = Field(default=False, description="Whether the question will be marked without criteria.")


def questions_to_draft(scheme: GradingScheme) -> tuple[Question, ...]:
    """Return the leaves that need a rubric: those without criteria and with a maximum above 0."""
    return tuple(leaf for leaf in scheme.leaves() if not leaf.criteria and leaf.maximum > 0)


def check_criteria(
    criteria: Sequence[Criterion], question: Question, step: Decimal, *, only_positive: bool = False
) -> tuple[RubricFault, ...]:
    """Return the faults of `criteria` for `question`.

    Points must be multiples of `step`; if the question's maximum is not, one criterion may deviate as well. If
    `only_positive` is set, as for a model's draft, a criterion that deducts points is also a fault: only a teacher may
    introduce those.
    """
    if not criteria:
        return (RubricFault(fault=RubricFaultKind.NO_CRITERIA),)
    found = _repeated(RubricFaultKind.REPEATED_NAME, [" ".join(c.name.split()).casefold() for c in criteria])
    found += _repeated(RubricFaultKind.REPEATED_ID, [c.id for c in criteria])
    spared = 0 if is_on_step(question.maximum, step) else 1
    for criterion in criteria:
        at: dict[str, Any] = {"criterion": criterion.name, "stated": criterion.points}
        if criterion.points == 0 or (only_positive and criterion.points < 0):
            found.append(RubricFault(fault=RubricFaultKind.NOT_POSITIVE, **at))
        if not is_on_step(criterion.points, step):
            spared -= 1
            if spared < 0:
                found.append(RubricFault(fault=RubricFaultKind.OFF_STEP, computed=step, **at))
        found += _check_levels(criterion, step)
    total = criteria_maximum(criteria)
    if total != question.maximum:
        found.append(RubricFault(fault=RubricFaultKind.NOT_SUM, stated=question.maximum, computed=total))
    return tuple(found)


def _repeated(fault: RubricFaultKind, names: Sequence[str]) -> list[RubricFault]:
    return [RubricFault(fault=fault, criterion=name) for name, times in Counter(names).items() if times > 1]


def _check_levels(criterion: Criterion, step: Decimal) -> list[RubricFault]:
    lowest, highest = min(ZERO, criterion.points), max(ZERO, criterion.points)
    given = [level.points for level in criterion.levels]
    found: list[RubricFault] = []
    for points in dict.fromkeys(given):
        at: dict[str, Any] = {"criterion": criterion.name, "stated": points, "computed": criterion.points}
        if not lowest <= points <= highest:
            found.append(RubricFault(fault=RubricFaultKind.LEVEL_OUTSIDE, **at))
        elif not is_on_step(points, step) and points != criterion.points:
            found.append(RubricFault(fault=RubricFaultKind.LEVEL_OFF_STEP, **{**at, "computed": step}))
    complete = {ZERO, criterion.points} <= set(given) and len(set(given)) == len(given)
    if criterion.kind is not CriterionKind.RANGE and criterion.levels and not complete:
        found.append(
            RubricFault(fault=RubricFaultKind.LEVELS_INCOMPLETE, criterion=criterion.name, stated=criterion.points)
        )
    return found


def with_criteria(scheme: GradingScheme, criteria: Mapping[str, Sequence[Criterion]]) -> GradingScheme:
    """Return the scheme with `criteria`, by question id, added to the leaves without criteria; same version."""

    def fill(question: Question) -> Question:
        if question.parts:
            return question.model_copy(update={"parts": tuple(fill(part) for part in question.parts)})
        if question.criteria or question.id not in criteria:
            return question
        return question.model_copy(update={"criteria": tuple(criteria[question.id])})

    return scheme.model_copy(update={"questions": tuple(fill(question) for question in scheme.questions)})
