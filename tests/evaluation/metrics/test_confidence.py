from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from bareme.domain.figures import UndefinedReason
from bareme.evaluation.metrics.bootstrap import Bootstrap
from bareme.evaluation.metrics.calibration import calibration
from bareme.evaluation.metrics.coverage import CoverageRisk, Risk, coverage_risk
from tests.evaluation.metrics.columns import is_figure, is_undefined, marks

HELD = st.lists(st.tuples(st.integers(0, 100).map(lambda i: i / 100), st.integers(0, 3)), min_size=1, max_size=40)


def risks(held: list[tuple[float, int]], *targets: tuple[Risk, float]) -> CoverageRisk:
    """Marks that are so many points above the person's."""
    human, machine = marks(*[0] * len(held)), marks(*(gap for _, gap in held))
    return coverage_risk(human, machine, [sure for sure, _ in held], step=Decimal(1), targets=targets)


@given(HELD)
def test_calibration_as_scikit_learn_sees_it(held: list[tuple[float, int]]) -> None:
    human, machine = marks(*[0] * len(held)), marks(*(gap for _, gap in held))
    sure, right = np.array([c for c, _ in held]), np.array([gap == 0 for _, gap in held])
    bootstrap = Bootstrap.over(range(len(held)), resamples=20)
    found = calibration(human, machine, sure.tolist(), bootstrap=bootstrap)
    is_figure(found.brier.value, brier_score_loss(right, sure, pos_label=True))
    full = [one for one in found.bins if one.count]
    # Their bins are (a, b], ours [a, b): compare where no confidence lies on an edge.
    inside = (sure * 10 % 1 > 1e-6) & (sure * 10 % 1 < 1 - 1e-6)
    if inside.all():
        accuracy, confidence = calibration_curve(right, sure, n_bins=10)
        assert [one.agreement.value for one in full] == pytest.approx(accuracy.tolist())
        assert [one.confidence.value for one in full] == pytest.approx(confidence.tolist())
    gaps = [one.count * abs((one.agreement.value or 0) - (one.confidence.value or 0)) for one in full]
    is_figure(found.expected_error.value, sum(gaps) / len(held))


def test_calibration_without_a_confidence_is_undefined() -> None:
    found = calibration(marks(1, None), marks(1, 1), [None, 0.5], bootstrap=Bootstrap.over(range(2), resamples=10))
    assert (found.pairs, found.left_out) == (0, 2)
    for figure in (found.expected_error.value, found.brier.low, found.confidence):
        is_undefined(figure, UndefinedReason.NO_MARKS)


def test_the_curve_of_four_marks() -> None:
    found = risks([(0.9, 0), (0.8, 0), (0.8, 2), (0.1, 1)])
    seen = [(p.threshold, p.coverage, p.differs, p.beyond_step, p.points) for p in found.curve]
    assert seen == [
        (0.9, 0.25, 0, 0, 0),
        (0.8, 0.75, pytest.approx(1 / 3), pytest.approx(1 / 3), pytest.approx(2 / 3)),
        (0.1, 1, 0.5, 0.25, 0.75),
    ]
    is_figure(found.area, (0 + 2 * (1 / 3) + 0.5) / 4)
    is_figure(found.best_area, (0 + 0 + 1 / 3 + 2 / 4) / 4)


def test_the_threshold_for_a_wished_error() -> None:
    held = [(0.99, 0)] * 30 + [(0.9, 0)] * 18 + [(0.9, 2)] * 2 + [(0.5, 3)] * 10
    strict, mild, points, never = risks(
        held, (Risk.DIFFERS, 0.01), (Risk.DIFFERS, 0.05), (Risk.POINTS, 0.08), (Risk.POINTS, -1)
    ).thresholds
    assert strict.at is not None
    assert (strict.at.threshold, strict.at.coverage) == (0.99, 0.5)
    assert mild.at is not None
    assert (mild.at.threshold, mild.at.accepted, mild.at.differs) == (0.9, 50, 0.04)
    expected = binomtest(2, 50, alternative="less").proportion_ci(0.95, method="exact").high
    is_figure(mild.upper_bound, expected)
    assert points.at is not None
    assert points.at.threshold == 0.9
    is_undefined(points.upper_bound, UndefinedReason.NO_MARKS)
    assert (never.reached, never.at) == (False, None)


def test_a_long_curve_is_thinned_and_its_thresholds_are_not() -> None:
    held = [(1 - i / 10_000, int(i >= 4_321)) for i in range(9_000)]
    found = risks(held, (Risk.DIFFERS, 0.0))
    assert len(found.curve) == 100
    assert (found.curve[0].accepted, found.curve[-1].accepted) == (1, 9_000)
    assert found.thresholds[0].at is not None
    assert found.thresholds[0].at.accepted == 4_321


@given(HELD, st.floats(0, 1))
def test_a_threshold_keeps_what_it_promises_and_is_the_lowest_that_does(
    held: list[tuple[float, int]], wished: float
) -> None:
    found = risks(held, (Risk.DIFFERS, wished))
    (threshold,) = found.thresholds
    kept = [point for point in found.curve if point.differs <= wished]
    assert threshold.at == (kept[-1] if kept else None)
    if threshold.at is not None:
        accepted = [gap for sure, gap in held if sure >= threshold.at.threshold]
        assert len(accepted) == threshold.at.accepted
        assert sum(gap > 0 for gap in accepted) <= wished * len(accepted) + 1e-9
    assert found.area.value is not None
    assert found.best_area.value is not None
    assert found.best_area.value <= found.area.value + 1e-9
    assert [point.coverage for point in found.curve] == sorted(point.coverage for point in found.curve)


def test_no_marks_no_curve() -> None:
    found = coverage_risk(marks(None), marks(1), [0.5], step=Decimal(1))
    assert (found.pairs, found.left_out, found.curve) == (0, 1, ())
    is_undefined(found.area, UndefinedReason.NO_MARKS)
    assert not any(threshold.reached for threshold in found.thresholds)
