"""Compare on which answers two raters deduct points."""

from collections import defaultdict
from decimal import Decimal

import numpy as np
from pydantic import Field

from bareme.domain.figures import Figure, UndefinedReason, ratio
from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.bootstrap import Array, Bootstrap, IntervalEstimate
from bareme.evaluation.metrics.table import Keys, Marks
from bareme.evaluation.metrics.weighted import share_of_ones


class LostOnQuestion(FrozenModel):
    """The number of answers to one question on which each rater deducted points."""

    question: str
    both: int
    first_only: int
    second_only: int
    neither: int


class LostMarks(FrozenModel):
    """The symmetric difference of the sets of answers on which two raters deducted points."""

    pairs: int
    left_out: int = Field(description="Number of rows without both marks or without a maximum.")
    share: IntervalEstimate = Field(description="Share of the answers in the symmetric difference.")
    a_student: Figure = Field(description="Mean number of such answers per student; undefined without student ids.")
    questions: tuple[LostOnQuestion, ...] = Field(description="In the order of the table; one entry without ids.")


def lost_marks(
    first: Marks,
    second: Marks,
    *,
    maxima: Marks | None,
    questions: Keys,
    students: Keys,
    bootstrap: Bootstrap,
) -> LostMarks:
    """Return the answers on which only one of two raters deducted points.

    The size of the symmetric difference equals the Hamming distance of the sets' indicators (Hamming 1950, Bell System
    Technical Journal 29).
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

    share = bootstrap.of_rows(rows).estimates({"share": ratio(sum(differs), len(rows))}, statistics, values)
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
