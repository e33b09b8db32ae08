"""Whether a confidence of 80 % is right in 80 % of the cases, a person's mark being what is right."""

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.confidence import ConfidenceBin, confidence_against_agreement
from bareme.domain.figures import Figure, UndefinedReason
from bareme.evaluation.metrics.bootstrap import RESAMPLES, SEED, Array, Clusters, IntervalEstimate, estimates
from bareme.evaluation.metrics.table import Marks
from bareme.evaluation.metrics.weighted import ratio

BINS = 10


class ConfidenceCalibration(BaseModel):
    """A reliability diagram and what it comes to."""

    model_config = ConfigDict(frozen=True)

    pairs: int = Field(description="Marks with a confidence and a person's mark beside them.")
    left_out: int
    confidence: Figure = Field(description="Mean confidence.")
    expected_error: IntervalEstimate = Field(description="Expected calibration error, 0 to 1.")
    brier: IntervalEstimate = Field(description="Mean squared difference of confidence and being right.")
    bins: tuple[ConfidenceBin, ...] = Field(description="`agreement` is the share of marks equal to the person's.")


def calibration(
    first: Marks,
    second: Marks,
    confidence: Sequence[float | None],
    *,
    clusters: Clusters,
    bins: int = BINS,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> ConfidenceCalibration:
    """Return how far the confidence of the second column's marks is the share of them that equal the first's.

    ECE = Σ n_b / n · |share equal − mean confidence| over bins of equal width (Naeini, Cooper & Hauskrecht 2015, AAAI;
    Guo et al. 2017, ICML). Brier score: Brier 1950, Monthly Weather Review 78. Both are undefined without a pair.
    """
    rows: list[int] = []
    held: list[tuple[float, bool]] = []
    for row, (one, two, sure) in enumerate(zip(first, second, confidence, strict=True)):
        if one is not None and two is not None and sure is not None:
            rows.append(row)
            held.append((sure, one == two))
    diagram = confidence_against_agreement(held, bins=bins)
    said, right = np.array([c for c, _ in held], dtype=float), np.array([float(equal) for _, equal in held])
    inner = np.array([diagram.bins[i].start for i in range(1, bins)])
    member = np.eye(bins)[np.searchsorted(inner, said, side="right")]
    gap, squared = (right - said)[:, None] * member, (right - said) ** 2

    def statistics(weights: Array) -> dict[str, Array]:
        n = weights.sum(axis=1)
        return {
            "expected_error": ratio(np.abs(weights @ gap).sum(axis=1), n),
            "brier": ratio(weights @ squared, n),
        }

    points = {name: Figure.none(UndefinedReason.NO_MARKS) for name in ("expected_error", "brier")}
    if held:
        points = {name: Figure.of(values[0]) for name, values in statistics(np.ones((1, len(held)))).items()}
    return ConfidenceCalibration(
        pairs=len(held),
        left_out=len(first) - len(held),
        confidence=Figure.of(said.mean()) if held else Figure.none(UndefinedReason.NO_MARKS),
        bins=diagram.bins,
        **estimates(
            points,
            statistics,
            clusters.of_rows(rows),
            np.arange(len(held)),
            inflated={"expected_error"},
            resamples=resamples,
            seed=seed,
        ),
    )
