"""Which share of the marks can be accepted without a look, at which error."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from scipy.special import betaincinv

from bareme.domain.figures import Figure, UndefinedReason
from bareme.evaluation.metrics.bootstrap import Array
from bareme.evaluation.metrics.table import Marks

_POINTS_SHOWN = 100


class Risk(StrEnum):
    """What counts as the error of an accepted mark; the mean of it is the risk."""

    DIFFERS = "differs"  # 1 where the mark is not the person's
    BEYOND_STEP = "beyond_step"  # 1 where it is more than one step away
    POINTS = "points"  # how many points it is away


WISHES = ((Risk.DIFFERS, 0.05), (Risk.DIFFERS, 0.1), (Risk.BEYOND_STEP, 0.05))


class CoveragePoint(BaseModel):
    """Accepting every mark whose confidence is at least `threshold`."""

    model_config = ConfigDict(frozen=True)

    threshold: float
    accepted: int
    coverage: float = Field(description="Share of the marks that are accepted, 0 to 1.")
    differs: float = Field(description="Share of the accepted that are not the person's mark.")
    beyond_step: float = Field(description="Share of the accepted that are more than one step away.")
    points: float = Field(description="Mean absolute error of the accepted, in points.")


class Threshold(BaseModel):
    """The lowest threshold at which the risk is not above the one wished for."""

    model_config = ConfigDict(frozen=True)

    risk: Risk
    wished: float
    reached: bool = Field(description="Whether there is such a threshold; without one a person looks at everything.")
    at: CoveragePoint | None = None
    upper_bound: Figure = Field(
        description="Of the share, one-sided 95 %: what the error may well be on other answers. Undefined for points."
    )


class CoverageRisk(BaseModel):
    """The coverage–risk curve of marks with a confidence."""

    model_config = ConfigDict(frozen=True)

    pairs: int
    left_out: int
    area: Figure = Field(description="Mean risk (share that differs) over all coverages; lower is better.")
    best_area: Figure = Field(description="The same if the confidence put every right mark before every wrong one.")
    curve: tuple[CoveragePoint, ...] = Field(description="From the most confident marks to all, at most 100 points.")
    thresholds: tuple[Threshold, ...]


def coverage_risk(
    first: Marks,
    second: Marks,
    confidence: Sequence[float | None],
    *,
    step: Decimal,
    wishes: Sequence[tuple[Risk, float]] = WISHES,
) -> CoverageRisk:
    """Return the curve, its area and the thresholds for the errors wished for.

    Risk is the mean error of the accepted, coverage the share that is accepted (El-Yaniv & Wiener 2010, Journal of
    Machine Learning Research 11); the area is the mean of the risk over the coverages 1/n … 1, marks of equal
    confidence counting together (Geifman, Uziel & El-Yaniv 2019, ICLR). The upper bound is Clopper & Pearson's
    (1934, Biometrika 26); it takes the accepted marks to be independent and the threshold to have been fixed before, so
    it is too low where neither holds: choose the threshold on one set of answers and check it on another.
    """
    held = [
        (sure, two - one)
        for one, two, sure in zip(first, second, confidence, strict=True)
        if one is not None and two is not None and sure is not None
    ]
    held.sort(key=lambda pair: -pair[0])
    every = _curve(held, step)
    wrong = sum(gap != 0 for _, gap in held)
    n = len(held)
    none = Figure.none(UndefinedReason.NO_MARKS)
    return CoverageRisk(
        pairs=n,
        left_out=len(first) - n,
        area=_area(every, n) if n else none,
        best_area=Figure.of(sum((k - (n - wrong)) / k for k in range(n - wrong + 1, n + 1)) / n) if n else none,
        curve=_thinned(every),
        thresholds=tuple(_threshold(every, risk, wished) for risk, wished in wishes),
    )


def _curve(held: Sequence[tuple[float, Decimal]], step: Decimal) -> list[CoveragePoint]:
    """Return a point for each distinct confidence, from the highest."""
    n = len(held)
    if not n:
        return []
    sizes = [abs(gap) for _, gap in held]
    sums: dict[str, Array] = {
        "differs": np.cumsum([size > 0 for size in sizes], dtype=float),
        "beyond_step": np.cumsum([size > step for size in sizes], dtype=float),
        "points": np.cumsum([float(size) for size in sizes], dtype=float),
    }
    ends = [i for i in range(n) if i + 1 == n or held[i + 1][0] < held[i][0]]
    return [
        CoveragePoint(
            threshold=held[end][0],
            accepted=end + 1,
            coverage=(end + 1) / n,
            **{name: float(values[end]) / (end + 1) for name, values in sums.items()},
        )
        for end in ends
    ]


def _area(curve: Sequence[CoveragePoint], n: int) -> Figure:
    """Return the mean risk over all coverages; those inside a tie have the risk of the whole tie."""
    before, area = 0, 0.0
    for point in curve:
        area += point.differs * (point.accepted - before)
        before = point.accepted
    return Figure.of(area / n)


def _thinned(curve: list[CoveragePoint]) -> tuple[CoveragePoint, ...]:
    if len(curve) <= _POINTS_SHOWN:
        return tuple(curve)
    chosen = np.linspace(0, len(curve) - 1, _POINTS_SHOWN).round().astype(int)
    return tuple(curve[i] for i in dict.fromkeys(chosen.tolist()))


def _threshold(curve: Sequence[CoveragePoint], risk: Risk, wished: float) -> Threshold:
    at = next((point for point in reversed(curve) if _risk(point, risk) <= wished), None)
    bound = Figure.none(UndefinedReason.NO_MARKS)
    if at is not None and risk is not Risk.POINTS:
        wrong = round(_risk(at, risk) * at.accepted)
        bound = Figure.of(1.0 if wrong == at.accepted else betaincinv(wrong + 1, at.accepted - wrong, 0.95))
    return Threshold(risk=risk, wished=wished, reached=at is not None, at=at, upper_bound=bound)


def _risk(point: CoveragePoint, risk: Risk) -> float:
    return {Risk.DIFFERS: point.differs, Risk.BEYOND_STEP: point.beyond_step, Risk.POINTS: point.points}[risk]
