"""Calibration of a grader's confidence against its agreement with the other graders."""

from bisect import bisect_right
from collections.abc import Sequence
from math import fsum

from pydantic import Field

from bareme.domain.figures import Figure, UndefinedReason
from bareme.domain.frozen_model import FrozenModel


class ConfidenceBin(FrozenModel):
    """The marks with a confidence in [`start`, `end`), or [`start`, `end`] for the last bin."""

    start: float = Field(description="Lower bound, 0 to 1.")
    end: float = Field(description="Upper bound, 0 to 1.")
    count: int = Field(description="Number of comparisons.")
    confidence: Figure = Field(description="Mean confidence.")
    agreement: Figure = Field(description="Share of comparisons with equal marks, 0 to 1.")


class ConfidenceAgreement(FrozenModel):
    """A grader's confidence compared with its agreement with other graders."""

    agreed: int = Field(description="Number of comparisons with an equal mark.")
    differed: int = Field(description="Number of comparisons with a different mark.")
    confidence_agreed: Figure = Field(description="Mean confidence when the marks are equal, 0 to 1.")
    confidence_differed: Figure = Field(description="Mean confidence when the marks differ, 0 to 1.")
    bins: tuple[ConfidenceBin, ...]


def confidence_against_agreement(comparisons: Sequence[tuple[float, bool]], *, bins: int = 5) -> ConfidenceAgreement:
    """Return statistics of `comparisons`: pairs of a confidence (0 to 1) and whether the other mark is equal.

    The bins have equal width and are those of a reliability diagram (DeGroot & Fienberg 1983, The Statistician 32).
    Means over no comparisons are undefined.
    """
    agreed = [confidence for confidence, equal in comparisons if equal]
    differed = [confidence for confidence, equal in comparisons if not equal]
    edges = [i / bins for i in range(bins + 1)]
    binned: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for comparison in comparisons:
        # Only the inner edges are searched, so that a confidence of 1 falls into the last bin.
        binned[bisect_right(edges, comparison[0], 1, bins) - 1].append(comparison)
    return ConfidenceAgreement(
        agreed=len(agreed),
        differed=len(differed),
        confidence_agreed=_mean(agreed),
        confidence_differed=_mean(differed),
        bins=tuple(
            ConfidenceBin(
                start=edges[i],
                end=edges[i + 1],
                count=len(inside),
                confidence=_mean([confidence for confidence, _ in inside]),
                agreement=_mean([float(equal) for _, equal in inside]),
            )
            for i, inside in enumerate(binned)
        ),
    )


def _mean(values: Sequence[float]) -> Figure:
    return Figure.of(fsum(values) / len(values)) if values else Figure.none(UndefinedReason.NO_MARKS)
