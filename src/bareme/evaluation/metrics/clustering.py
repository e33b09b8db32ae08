"""What the intervals resample: students, or else questions, repeated rows, or single rows."""

from collections.abc import Hashable, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from bareme.evaluation.metrics.bootstrap import Clusters
from bareme.evaluation.metrics.table import MarkTable
from bareme.evaluation.repetition import repetition_period


class Unit(StrEnum):
    """The unit that comes and goes as a whole."""

    STUDENT = "student"
    QUESTION = "question"
    BOTH = "both"  # students and questions, crossed
    REPETITION = "repetition"  # rows that repeat the same human marks through the table
    ROW = "row"


class Clustering(BaseModel):
    """How the intervals were made."""

    model_config = ConfigDict(frozen=True)

    unit: Unit
    clusters: int = Field(description="Of the whole table, in the way that has fewest.")
    period: int | None = Field(None, description="After how many rows the human marks repeat.")


def cluster(table: MarkTable, unit: Unit | None = None) -> tuple[Clusters, Clustering]:
    """Return the clusters of a table's rows; `unit`: None for the one that suits the table.

    That is the student where students are known; without them the question where questions have several rows; without
    either the row, or the rows that are copies of each other where the human marks repeat periodically.
    """
    period = None
    if unit is None or unit is Unit.REPETITION:
        known = table.students is not None or _questions_repeat(table)
        period = None if known and unit is None else repetition_period(list(table.humans.values()))
    chosen = unit or _suitable(table, period)
    ways: list[Sequence[Hashable]] = []
    if chosen in {Unit.STUDENT, Unit.BOTH}:
        ways.append(table.students if table.students is not None else range(table.rows))
    if chosen in {Unit.QUESTION, Unit.BOTH}:
        ways.append(table.questions if table.questions is not None else range(table.rows))
    if chosen is Unit.REPETITION:
        ways.append([row % (period or table.rows) for row in range(table.rows)])
    if chosen is Unit.ROW:
        ways.append(range(table.rows))
    clusters = Clusters.of(*ways)
    return clusters, Clustering(unit=chosen, clusters=clusters.count, period=period)


def _suitable(table: MarkTable, period: int | None) -> Unit:
    if table.students is not None:
        return Unit.STUDENT
    if _questions_repeat(table):
        return Unit.QUESTION
    return Unit.REPETITION if period else Unit.ROW


def _questions_repeat(table: MarkTable) -> bool:
    return table.questions is not None and len(set(table.questions)) < len(table.questions)
