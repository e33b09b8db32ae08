"""Calibration of confidence: whether marks with a confidence of 80 % equal the human mark in 80 % of the cases."""

from collections.abc import Sequence

import numpy as np
from pydantic import Field

from bareme.domain.confidence import ConfidenceBin, confidence_against_agreement
from bareme.domain.figures import Figure, UndefinedReason
from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.bootstrap import Array, Bootstrap, IntervalEstimate
from bareme.evaluation.metrics.table import Marks
from bareme.evaluation.metrics.weighted import ratio

BINS = 10


class ConfidenceCalibration(FrozenModel):
    """A reliability diagram and its summary statistics."""

    pairs: int = Field(description="Number of rows with both marks and a confidence.")
    left_out: int
    confidence: Figure = Field(description="Mean confidence.")
    expected_error: IntervalEstimate = Field(description="Expected calibration error, 0 to 1.")
    brier: IntervalEstimate = Field(description="Brier score: mean squared difference of confidence and correctness.")
    bins: tuple[ConfidenceBin, ...] = Field(description="`agreement` is the share of marks equal to the human mark.")


def calibration(
    first: Marks,
    second: Marks,
    confidence: Sequence[float | None],
    *,
    bootstrap: Bootstrap,
    bins: int = BINS,
) -> ConfidenceCalibration:
    """Return the calibration of the second column's confidence, a mark being correct if it equals the first column's.

    ECE = Σ n_b / n · |share equal − mean confidence| over bins of equal width (Naeini, Cooper & Hauskrecht 2015, AAAI;
    Guo et al. 2017, ICML). Brier score: Brier 1950, Monthly Weather Review 78. Both are undefined without pairs.
    """
    rows: list[int] = []
    pairs: list[tuple[float, bool]] = []
    for row, (one, two, value) in enumerate(zip(first, second, confidence, strict=True)):
        if one is not None and two is not None and value is not None:
            rows.append(row)
            pairs.append((value, one == two))
    diagram = confidence_against_agreement(pairs, bins=bins)
    given, correct = np.array([c for c, _ in pairs], dtype=float), np.array([float(equal) for _, equal in pairs])
    inner = np.array([diagram.bins[i].start for i in range(1, bins)])
    member = np.eye(bins)[np.searchsorted(inner, given, side="right")]
    gap, squared = (correct - given)[:, None] * member, (correct - given) ** 2

    def statistics(weights: Array) -> dict[str, Array]:
        n = weights.sum(axis=1)
        return {
            "expected_error": ratio(np.abs(weights @ gap).sum(axis=1), n),
            "brier": ratio(weights @ squared, n),
        }

    points = {name: Figure.none(UndefinedReason.NO_MARKS) for name in ("expected_error", "brier")}
    if pairs:
        points = {name: Figure.of(values[0]) for name, values in statistics(np.ones((1, len(pairs)))).items()}
    return ConfidenceCalibration(
        pairs=len(pairs),
        left_out=len(first) - len(pairs),
        confidence=Figure.of(given.mean()) if pairs else Figure.none(UndefinedReason.NO_MARKS),
        bins=diagram.bins,
        **bootstrap.of_rows(rows).estimates(points, statistics, np.arange(len(pairs)), inflated={"expected_error"}),
    )
