"""Which questions cost a student points: according to one rater, to the other, to both."""

from collections import defaultdict
from decimal import Decimal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.figures import Figure, UndefinedReason, ratio
from bareme.evaluation.metrics.bootstrap import RESAMPLES, SEED, Array, Clusters, IntervalEstimate, estimates
from bareme.evaluation.metrics.table import Keys, Marks
from bareme.evaluation.metrics.weighted import share_of_ones


class LostOnQuestion(BaseModel):
    """One question: for how many answers each rater took points off."""

    model_config = ConfigDict(frozen=True)

    question: str
    both: int
    first_only: int
    second_only: int
    neither: int


class LostMarks(BaseModel):
    """The symmetric difference of the sets of answers on which either rater took points off."""

    model_config = ConfigDict(frozen=True)

    pairs: int
    left_out: int = Field(description="Rows without both marks, or without a maximum.")
    share: IntervalEstimate = Field(description="Share of the answers that are in the symmetric difference.")
    a_student: Figure = Field(description="Mean number of questions in a student's; undefined without student ids.")
    questions: tuple[LostOnQuestion, ...] = Field(description="In the order of the table, without ids one for all.")


def lost_marks(
    first: Marks,
    second: Marks,
    *,
    maxima: Marks | None,
    questions: Keys,
    students: Keys,
    clusters: Clusters,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> LostMarks:
    """Return where only one of the two raters took points off.

    The size of the symmetric difference of two sets, over the questions (the Hamming distance of their indicators:
    Hamming 1950, Bell System Technical Journal 29).
    """
    rows: list[int] = []
    lost: list[tuple[bool, bool]] = []
    for row, (one, two) in enumerate(zip(first, second, strict=True)):
        maximum = maxima[row] if maxima is not None else None
        if one is not None and two is not None and maximum is not None:
            rows.append(row)
            lost.append((one < maximum, two < maximum))
    differs = [one != two for one, two in lost]
    values = np.array(differs, dtype=np.int64)

    def statistics(weights: Array) -> dict[str, Array]:
        return {"share": share_of_ones(weights)}

    share = estimates(
        {"share": ratio(sum(differs), len(rows))},
        statistics,
        clusters.of_rows(rows),
        values,
        resamples=resamples,
        seed=seed,
    )
    by_question: defaultdict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for row, pair in zip(rows, lost, strict=True):
        by_question[questions[row] if questions is not None else ""].append(pair)
    owners = {students[row] for row in rows} if students is not None else set()
    return LostMarks(
        pairs=len(rows),
        left_out=len(first) - len(rows),
        a_student=ratio(Decimal(sum(differs)), len(owners), otherwise=UndefinedReason.NO_MARKS),
        questions=tuple(
            LostOnQuestion(
                question=name,
                both=pairs.count((True, True)),
                first_only=pairs.count((True, False)),
                second_only=pairs.count((False, True)),
                neither=pairs.count((False, False)),
            )
            for name, pairs in by_question.items()
        ),
        **share,
    )
