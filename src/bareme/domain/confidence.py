"""Whether a grader's confidence means anything: it should be higher where others give the same mark."""

from bisect import bisect_right
from collections.abc import Sequence
from math import fsum

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.figures import Figure, UndefinedReason


class ConfidenceBin(BaseModel):
    """The marks whose confidence lies in [`start`, `end`); the last bin takes its end too."""

    model_config = ConfigDict(frozen=True)

    start: float = Field(description="Where it begins, 0 to 1.")
    end: float = Field(description="Where the next one begins.")
    count: int = Field(description="Comparisons in it.")
    confidence: Figure = Field(description="Their mean confidence.")
    agreement: Figure = Field(description="Share of them in which the marks are equal.")


class ConfidenceAgreement(BaseModel):
    """A grader's confidence held against whether others gave the same points."""

    model_config = ConfigDict(frozen=True)

    agreed: int = Field(description="Comparisons with another mark that gives the same points.")
    differed: int = Field(description="Comparisons with one that gives other points.")
    confidence_agreed: Figure = Field(description="Mean confidence where they agreed, 0 to 1.")
    confidence_differed: Figure = Field(description="Mean confidence where they differed.")
    bins: tuple[ConfidenceBin, ...]


def confidence_against_agreement(comparisons: Sequence[tuple[float, bool]], *, bins: int = 5) -> ConfidenceAgreement:
    """Return the figures of comparisons, each the confidence of a mark (0 to 1) and whether the other mark is equal.

    The bins are of equal width, and what they hold is what a reliability diagram draws (DeGroot & Fienberg 1983, The
    Statistician 32). Means without a comparison are undefined.
    """
    agreed = [confidence for confidence, equal in comparisons if equal]
    differed = [confidence for confidence, equal in comparisons if not equal]
    edges = [i / bins for i in range(bins + 1)]
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for comparison in comparisons:
        # Among the inner edges alone, so that a confidence of 1 falls into the last bin.
        held[bisect_right(edges, comparison[0], 1, bins) - 1].append(comparison)
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
            for i, inside in enumerate(held)
        ),
    )


def _mean(values: Sequence[float]) -> Figure:
    return Figure.of(fsum(values) / len(values)) if values else Figure.none(UndefinedReason.NO_MARKS)
