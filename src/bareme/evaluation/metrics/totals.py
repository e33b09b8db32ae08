"""Compare the totals of students between two raters, by model and try."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from bareme.domain.figures import Figure, ratio
from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.bootstrap import RESAMPLES, SEED, Bootstrap
from bareme.evaluation.metrics.pair import PairScores, pair_scores
from bareme.evaluation.metrics.table import Keys, Marks


class TotalScores(FrozenModel):
    """The totals of one pass over the students: one try of one model."""

    model: str
    attempt: str = Field(description="The try, as named in the table.")
    students: int = Field(description="Number of students with both marks in all their rows, the basis of the metrics.")
    incomplete: int = Field(description="Number of students left out because a mark is missing.")
    first_mean: Figure
    second_mean: Figure
    scores: PairScores = Field(description="Metrics of the totals, with one row per student.")


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
    """Return the metrics of the totals by model and try, in the order of the table; one entry if neither is known.

    A student with a missing mark, or with fewer rows in a pass than in another, has no total: a failure is not a zero.
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
        bootstrap = Bootstrap.over(range(len(one)), resamples=resamples, seed=seed)
        scores.append(
            TotalScores(
                model=model,
                attempt=attempt,
                students=len(one),
                incomplete=len(by_student) - len(one),
                first_mean=ratio(sum(one, Decimal(0)), len(one)),
                second_mean=ratio(sum(two, Decimal(0)), len(two)),
                scores=pair_scores(one, two, step=step, maxima=most, bootstrap=bootstrap),
            )
        )
    return tuple(scores)


def _total(marks: Marks, rows: Sequence[int]) -> Decimal | None:
    given = [mark for row in rows if (mark := marks[row]) is not None]
    return sum(given, Decimal(0)) if len(given) == len(rows) else None
