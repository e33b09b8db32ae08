"""The consistency checks of a marking scheme."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from pydantic import Field

from bareme.domain.criteria import criteria_maximum
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import Points
from bareme.domain.scheme import GradingScheme, Question


class SchemeFault(StrEnum):
    """The inconsistencies that `check_scheme` reports."""

    DUPLICATE_ID = "duplicate_id"
    GROUP_NOT_SUM = "group_not_sum"
    TOTAL_NOT_SUM = "total_not_sum"
    ZERO_MAXIMUM = "zero_maximum"
    CRITERIA_NOT_SUM = "criteria_not_sum"
    DUPLICATE_CRITERION = "duplicate_criterion"


class SchemeFinding(FrozenModel):
    """An inconsistency in a scheme. It is reported to the teacher and never blocks grading."""

    fault: SchemeFault
    question_id: str | None = None
    stated: Points | None = Field(None, description="The printed or typed value.")
    computed: Points | None = Field(None, description="The sum of the parts.")


def check_scheme(scheme: GradingScheme) -> list[SchemeFinding]:
    """Return the inconsistencies of `scheme`, in the order of its questions."""
    findings: list[SchemeFinding] = []
    counts = Counter(question.id for question in scheme.walk())
    findings += [
        SchemeFinding(fault=SchemeFault.DUPLICATE_ID, question_id=question_id)
        for question_id, count in counts.items()
        if count > 1
    ]
    for question in scheme.walk():
        findings += _check_question(question)
    if scheme.printed_total not in {None, scheme.total}:
        findings.append(
            SchemeFinding(fault=SchemeFault.TOTAL_NOT_SUM, stated=scheme.printed_total, computed=scheme.total)
        )
    return findings


def _check_question(question: Question) -> Sequence[SchemeFinding]:
    found: list[SchemeFinding] = []
    if question.parts and question.max_points not in {None, question.maximum}:
        found.append(
            SchemeFinding(
                fault=SchemeFault.GROUP_NOT_SUM,
                question_id=question.id,
                stated=question.max_points,
                computed=question.maximum,
            )
        )
    if not question.parts and question.maximum == 0:
        found.append(SchemeFinding(fault=SchemeFault.ZERO_MAXIMUM, question_id=question.id))
    if len({criterion.id for criterion in question.criteria}) < len(question.criteria):
        found.append(SchemeFinding(fault=SchemeFault.DUPLICATE_CRITERION, question_id=question.id))
    earned = criteria_maximum(question.criteria)
    if question.criteria and earned != question.maximum:
        found.append(
            SchemeFinding(
                fault=SchemeFault.CRITERIA_NOT_SUM,
                question_id=question.id,
                stated=question.maximum,
                computed=earned,
            )
        )
    return found
