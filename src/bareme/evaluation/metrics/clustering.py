"""Choose what the intervals resample: students, questions, repeated rows or single rows."""

from collections.abc import Hashable, Sequence
from enum import StrEnum

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.bootstrap import RESAMPLES, SEED, Bootstrap
from bareme.evaluation.metrics.table import MarkTable
from bareme.evaluation.repetition import repetition_period


class ResamplingUnit(StrEnum):
    """The unit of resampling."""

    STUDENT = "student"
    QUESTION = "question"
    BOTH = "both"  # students and questions, crossed
    REPETITION = "repetition"  # rows with the same human marks, repeated periodically
    ROW = "row"


class Clustering(FrozenModel):
    """What the intervals resample."""

    unit: ResamplingUnit
    clusters: int = Field(description="Number of clusters in the whole table, in the dimension with fewest.")
    period: int | None = Field(None, description="The number of rows after which the human marks repeat.")


def cluster(
    table: MarkTable, unit: ResamplingUnit | None = None, *, resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[Bootstrap, Clustering]:
    """Return the bootstrap for a table's rows.

    `unit` defaults to the student if students are known, else to the question if questions have several rows, else to
    the repetition if the human marks repeat periodically, else to the row.
    """
    period = None
    if unit is None or unit is ResamplingUnit.REPETITION:
        known = table.students is not None or _questions_repeat(table)
        period = None if known and unit is None else repetition_period(list(table.humans.values()))
    chosen = unit or _default_unit(table, period)
    keys: list[Sequence[Hashable]] = []
    if chosen in {ResamplingUnit.STUDENT, ResamplingUnit.BOTH}:
        keys.append(table.students if table.students is not None else range(table.rows))
    if chosen in {ResamplingUnit.QUESTION, ResamplingUnit.BOTH}:
        keys.append(table.questions if table.questions is not None else range(table.rows))
    if chosen is ResamplingUnit.REPETITION:
        keys.append([row % (period or table.rows) for row in range(table.rows)])
    if chosen is ResamplingUnit.ROW:
        keys.append(range(table.rows))
    bootstrap = Bootstrap.over(*keys, resamples=resamples, seed=seed)
    return bootstrap, Clustering(unit=chosen, clusters=bootstrap.clusters, period=period)


def _default_unit(table: MarkTable, period: int | None) -> ResamplingUnit:
    if table.students is not None:
        return ResamplingUnit.STUDENT
    if _questions_repeat(table):
        return ResamplingUnit.QUESTION
    return ResamplingUnit.REPETITION if period else ResamplingUnit.ROW


def _questions_repeat(table: MarkTable) -> bool:
    return table.questions is not None and len(set(table.questions)) < len(table.questions)
