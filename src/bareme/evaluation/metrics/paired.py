"""Differences between two sets of marks of the same answers, both compared with the same person."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
from pydantic import Field

from bareme.domain.figures import Figure
from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.bootstrap import Array, Bootstrap, Codes, IntervalEstimate, encode, histogram
from bareme.evaluation.metrics.pair import PairScores, pair_scores
from bareme.evaluation.metrics.table import Marks
from bareme.evaluation.metrics.weighted import WeightedPair

FIGURES = tuple(name for name, info in PairScores.model_fields.items() if info.annotation is IntervalEstimate)
"""The names of the compared metrics in `PairScores`."""


class Difference(FrozenModel):
    """A metric of both sets of marks, over the rows marked in both and by the person."""

    before: Figure
    after: Figure
    difference: IntervalEstimate = Field(description="After minus before.")


def paired_differences(
    human: Marks,
    before: Marks,
    after: Marks,
    *,
    step: Decimal,
    bootstrap: Bootstrap,
    maxima: Marks | None = None,
) -> dict[str, Difference]:
    """Return each metric of `before` and `after` against `human`, and their difference with its interval.

    The columns have equal length; rows with a missing mark are left out. Each resample draws the same clusters for
    both, so that the common difficulty of an answer cancels out (the paired bootstrap: Efron & Tibshirani 1993, An
    Introduction to the Bootstrap, §8.3). A difference is undefined if either metric is.
    """
    columns = (human, before, after)
    rows = [row for row, marks in enumerate(zip(*columns, strict=True)) if None not in marks]
    one, two, three = ([mark for row in rows if (mark := column[row]) is not None] for column in columns)
    most = None if maxima is None else [maxima[row] for row in rows]
    resampling = bootstrap.of_rows(rows)
    unresampled = replace(resampling, resamples=0)
    found = [pair_scores(one, given, step=step, maxima=most, bootstrap=unresampled) for given in (two, three)]
    known = None if most is None else [maximum for maximum in most if maximum]
    complete = known if known is not None and len(known) == len(rows) else None
    sides = [WeightedPair(one, given, step=step, maxima=complete) for given in (two, three)]
    # Rows are equal if they are equal on both sides; a side's cell has the weight of all joint cells within it.
    joint = encode(list(zip(*(side.cells.tolist() for side in sides), strict=True)))
    parts = [_parts(joint, side.cells) for side in sides]

    def statistics(weights: Array) -> dict[str, Array]:
        by_side = [
            side.statistics(histogram(weights, codes, int(codes.max()) + 1))
            for side, codes in zip(sides, parts, strict=True)
        ]
        return {name: by_side[1][name] - by_side[0][name] for name in FIGURES}

    figures = {name: [_value(scores, name) for scores in found] for name in FIGURES}
    points = {name: _minus(*pair) for name, pair in figures.items()}
    differences = resampling.estimates(points, statistics, joint)
    return {
        name: Difference(before=pair[0], after=pair[1], difference=differences[name]) for name, pair in figures.items()
    }


def _parts(joint: Codes, cells: Codes) -> Codes:
    """Return the cell of one side that contains each joint cell."""
    codes = np.zeros(int(joint.max()) + 1 if joint.size else 0, dtype=np.int64)
    codes[joint] = cells
    return codes


def _value(scores: PairScores, name: str) -> Figure:
    estimate: IntervalEstimate = getattr(scores, name)
    return estimate.value


def _minus(before: Figure, after: Figure) -> Figure:
    if before.value is None or after.value is None:
        return before if before.value is None else after
    return Figure.of(after.value - before.value)
