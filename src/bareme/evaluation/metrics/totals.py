"""Totals of students: what one rater's marks sum to against another's, by model and try."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.figures import Figure, ratio
from bareme.evaluation.metrics.bootstrap import RESAMPLES, SEED, Clusters
from bareme.evaluation.metrics.pair import PairScores, pair_scores
from bareme.evaluation.metrics.table import Keys, Marks


class TotalScores(BaseModel):
    """The totals of one pass over the students; a model's every try is a pass of its own."""

    model_config = ConfigDict(frozen=True)

    model: str
    attempt: str = Field(description="The try, as the table names it.")
    students: int = Field(description="With both marks for every one of their rows; the figures are over these alone.")
    incomplete: int = Field(description="Students left out, since a mark is missing.")
    first_mean: Figure
    second_mean: Figure
    scores: PairScores = Field(description="Of the totals: rows are students.")


def total_scores(
    first: Marks,
    second: Marks,
    *,
    students: Sequence[str],
    models: Keys,
    tries: Keys,
    maxima: Marks | None,
    step: Decimal,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[TotalScores, ...]:
    """Return the figures of the totals by model and try, in the order of the table; one for all without either.

    A student with a mark missing has no total: a failure is not a zero. So has one who has fewer rows in a pass than in
    another.
    """
    passes: defaultdict[tuple[str, str], defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, student in enumerate(students):
        key = (models[row] if models is not None else "", tries[row] if tries is not None else "")
        passes[key][student].append(row)
    expected: defaultdict[str, int] = defaultdict(int)
    for by_student in passes.values():
        for student, rows in by_student.items():
            expected[student] = max(expected[student], len(rows))
    scores = []
    for (model, attempt), by_student in passes.items():
        one: list[Decimal] = []
        two: list[Decimal] = []
        most: list[Decimal | None] = []
        for student, rows in by_student.items():
            totals = _total(first, rows), _total(second, rows)
            if totals[0] is not None and totals[1] is not None and len(rows) == expected[student]:
                one.append(totals[0])
                two.append(totals[1])
                most.append(_total(maxima, rows) if maxima is not None else None)
        figures = pair_scores(
            one, two, step=step, maxima=most, clusters=Clusters.of(range(len(one))), resamples=resamples, seed=seed
        )
        scores.append(
            TotalScores(
                model=model,
                attempt=attempt,
                students=len(one),
                incomplete=len(by_student) - len(one),
                first_mean=ratio(sum(one, Decimal(0)), len(one)),
                second_mean=ratio(sum(two, Decimal(0)), len(two)),
                scores=figures,
            )
        )
    return tuple(scores)


def _total(marks: Marks, rows: Sequence[int]) -> Decimal | None:
    given = [mark for row in rows if (mark := marks[row]) is not None]
    return sum(given, Decimal(0)) if len(given) == len(rows) else None
