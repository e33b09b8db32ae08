"""A drafted rubric: criteria for questions that have none, what is wrong with them, and their place in the scheme."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.criteria import Criterion, CriterionKind, criteria_maximum
from bareme.domain.points import ZERO, Points, is_on_step
from bareme.domain.scheme import GradingScheme, Question


class RubricFaultKind(StrEnum):
    """What can be wrong with the criteria of a question."""

    NOT_DRAFTED = "not_drafted"  # the question was left out
    DRAFTED_TWICE = "drafted_twice"  # and neither draft can be trusted over the other
    NO_CRITERIA = "no_criteria"
    NOT_A_CRITERION = "not_a_criterion"  # no name, points that are no number: left out
    LEVEL_LEFT_OUT = "level_left_out"  # points that are no number, no description
    REPEATED_NAME = "repeated_name"
    REPEATED_ID = "repeated_id"
    NOT_POSITIVE = "not_positive"
    OFF_STEP = "off_step"
    LEVEL_OUTSIDE = "level_outside"  # not between 0 and the criterion's points
    LEVEL_OFF_STEP = "level_off_step"
    LEVELS_INCOMPLETE = "levels_incomplete"  # they do not lead from 0 to the criterion's points
    NOT_SUM = "not_sum"  # the criteria do not add up to the question's maximum


class RubricFault(BaseModel):
    """One thing that is wrong with the criteria of a question, as data: the words are elsewhere."""

    model_config = ConfigDict(frozen=True)

    fault: RubricFaultKind = Field(description="What is wrong.")
    criterion: str = Field("", description="The criterion's name, or its place in the draft where it has none.")
    stated: Points | None = Field(None, description="The points at fault, or the question's maximum.")
    computed: Points | None = Field(None, description="What the criteria add up to, or the points allowed at most.")


class QuestionRubric(BaseModel):
    """The criteria drafted for one question, and what is wrong with them."""

    model_config = ConfigDict(frozen=True)

    question_id: str
    criteria: tuple[Criterion, ...] = Field((), description="In order; empty where none could be kept.")
    faults: tuple[RubricFault, ...] = Field((), description="What has to be put right; empty if nothing.")
    dropped: bool = Field(default=False, description="Whether the question is to be marked without criteria.")


def questions_to_draft(scheme: GradingScheme) -> tuple[Question, ...]:
    """Return the leaves that a rubric can be written for: those without criteria that are worth something."""
    return tuple(leaf for leaf in scheme.leaves() if not leaf.criteria and leaf.maximum > 0)


def check_criteria(
    criteria: Sequence[Criterion], question: Question, step: Decimal, *, only_positive: bool = False
) -> tuple[RubricFault, ...]:
    """Return what is wrong with `criteria` as those of `question`, an empty tuple if nothing.

    Points lie on `step`; where the question's maximum does not, one criterion may not either. With `only_positive`, as
    for what a model drafted, a criterion that takes points off is a fault too: only a teacher decides on those.
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
    """Return the scheme with `criteria`, by question id, in the leaves that have none. Its version stays."""

    def fill(question: Question) -> Question:
        if question.parts:
            return question.model_copy(update={"parts": tuple(fill(part) for part in question.parts)})
        if question.criteria or question.id not in criteria:
            return question
        return question.model_copy(update={"criteria": tuple(criteria[question.id])})

    return scheme.model_copy(update={"questions": tuple(fill(question) for question in scheme.questions)})
