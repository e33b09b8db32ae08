"""Selective acceptance: the share of marks that can be accepted without review, and the resulting error."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

import numpy as np
from pydantic import Field
from scipy.special import betaincinv

from bareme.domain.figures import Figure, UndefinedReason
from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.bootstrap import Array
from bareme.evaluation.metrics.table import Marks

_MAX_POINTS = 100


class Risk(StrEnum):
    """The error of an accepted mark; the risk is its mean."""

    DIFFERS = "differs"  # 1 if the mark is not the human mark
    BEYOND_STEP = "beyond_step"  # 1 if it differs by more than one step
    POINTS = "points"  # the absolute difference in points


DEFAULT_TARGETS = ((Risk.DIFFERS, 0.05), (Risk.DIFFERS, 0.1), (Risk.BEYOND_STEP, 0.05))


class CoveragePoint(FrozenModel):
    """The result of accepting every mark with a confidence of at least `threshold`."""

    threshold: float
    accepted: int
    coverage: float = Field(description="Share of accepted marks, 0 to 1.")
    differs: float = Field(description="Share of the accepted marks that are not the human mark.")
    beyond_step: float = Field(description="Share of the accepted marks that differ by more than one step.")
    points: float = Field(description="Mean absolute error of the accepted marks, in points.")


class Threshold(FrozenModel):
    """The lowest confidence threshold that meets a target risk."""

    risk: Risk
    wished: float = Field(description="The target risk.")
    reached: bool = Field(description="Whether such a threshold exists.")
    at: CoveragePoint | None = None
    upper_bound: Figure = Field(
        description="One-sided 95 % confidence bound of the risk on other answers. Undefined for `points`."
    )


class CoverageRisk(FrozenModel):
    """The coverage–risk curve of marks with a confidence."""

    pairs: int
    left_out: int
    area: Figure = Field(description="Mean risk (`differs`) over all coverages; lower is better.")
    best_area: Figure = Field(description="The area if the confidence ranked all correct marks first.")
    curve: tuple[CoveragePoint, ...] = Field(description="From the most confident marks to all, at most 100 points.")
    thresholds: tuple[Threshold, ...]


def coverage_risk(
    first: Marks,
    second: Marks,
    confidence: Sequence[float | None],
    *,
    step: Decimal,
    targets: Sequence[tuple[Risk, float]] = DEFAULT_TARGETS,
) -> CoverageRisk:
    """Return the coverage–risk curve, its area and the thresholds for the target risks.

    Risk is the mean error of the accepted marks, coverage their share (El-Yaniv & Wiener 2010, Journal of Machine
    Learning Research 11). The area is the mean risk over the coverages 1/n … 1, with marks of equal confidence accepted
    together (Geifman, Uziel & El-Yaniv 2019, ICLR). The upper bound is Clopper & Pearson's (1934, Biometrika 26). It
    assumes independent marks and a threshold fixed in advance, and is too low otherwise: choose the threshold on one
    set of answers and check it on another.
    """
    pairs = [
        (value, two - one)
        for one, two, value in zip(first, second, confidence, strict=True)
        if one is not None and two is not None and value is not None
    ]
    pairs.sort(key=lambda pair: -pair[0])
    curve = _curve(pairs, step)
    wrong = sum(gap != 0 for _, gap in pairs)
    n = len(pairs)
    none = Figure.none(UndefinedReason.NO_MARKS)
    return CoverageRisk(
        pairs=n,
        left_out=len(first) - n,
        area=_area(curve, n) if n else none,
        best_area=Figure.of(sum((k - (n - wrong)) / k for k in range(n - wrong + 1, n + 1)) / n) if n else none,
        curve=_downsample(curve),
        thresholds=tuple(_threshold(curve, risk, target) for risk, target in targets),
    )


def _curve(pairs: Sequence[tuple[float, Decimal]], step: Decimal) -> list[CoveragePoint]:
    """Return a point for each distinct confidence, highest first."""
    n = len(pairs)
    if not n:
        return []
    sizes = [abs(gap) for _, gap in pairs]
    sums: dict[str, Array] = {
        "differs": np.cumsum([size > 0 for size in sizes], dtype=float),
        "beyond_step": np.cumsum([size > step for size in sizes], dtype=float),
        "points": np.cumsum([float(size) for size in sizes], dtype=float),
    }
    ends = [i for i in range(n) if i + 1 == n or pairs[i + 1][0] < pairs[i][0]]
    return [
        CoveragePoint(
            threshold=pairs[end][0],
            accepted=end + 1,
            coverage=(end + 1) / n,
            **{name: float(values[end]) / (end + 1) for name, values in sums.items()},
        )
        for end in ends
    ]


def _area(curve: Sequence[CoveragePoint], n: int) -> Figure:
    """Return the mean risk over all coverages; coverages within a tie have the risk of the whole tie."""
    before, area = 0, 0.0
    for point in curve:
        area += point.differs * (point.accepted - before)
        before = point.accepted
    return Figure.of(area / n)


def _downsample(curve: list[CoveragePoint]) -> tuple[CoveragePoint, ...]:
    if len(curve) <= _MAX_POINTS:
        return tuple(curve)
    chosen = np.linspace(0, len(curve) - 1, _MAX_POINTS).round().astype(int)
    return tuple(curve[i] for i in dict.fromkeys(chosen.tolist()))


def _threshold(curve: Sequence[CoveragePoint], risk: Risk, target: float) -> Threshold:
    at = next((point for point in reversed(curve) if _risk(point, risk) <= target), None)
    bound = Figure.none(UndefinedReason.NO_MARKS)
    if at is not None and risk is not Risk.POINTS:
        wrong = round(_risk(at, risk) * at.accepted)
        bound = Figure.of(1.0 if wrong == at.accepted else betaincinv(wrong + 1, at.accepted - wrong, 0.95))
    return Threshold(risk=risk, wished=target, reached=at is not None, at=at, upper_bound=bound)


def _risk(point: CoveragePoint, risk: Risk) -> float:
    return {Risk.DIFFERS: point.differs, Risk.BEYOND_STEP: point.beyond_step, Risk.POINTS: point.points}[risk]
