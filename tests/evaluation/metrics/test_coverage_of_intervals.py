"""Whether a 95 % interval holds the true value in about 95 % of samples, by drawing many from a known population."""

from decimal import Decimal

import numpy as np
import pytest

from bareme.domain.figures import UndefinedReason
from bareme.evaluation.metrics.bootstrap import Bootstrap, IntervalEstimate
from bareme.evaluation.metrics.calibration import calibration
from bareme.evaluation.metrics.pair import PairScores, pair_scores
from bareme.evaluation.metrics.paired import paired_differences
from tests.evaluation.metrics.columns import Column, marks

SAMPLES = 200
FIGURES = ("exact", "bias", "quadratic_kappa", "pearson")


class Population:
    """Students of differing ability, and a second rater who is harsher or milder with all of one student's answers."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)

    def sample(self, students: int, answers: int, *, raters: int = 2) -> tuple[list[Column], list[int]]:
        """The marks of the first rater and of others, 0 to 4, and whose answer each is."""
        draw = self._generator.normal
        truth = draw(size=(students, 1)) + draw(size=(students, answers))
        columns = [2 + 1.2 * truth + draw(size=truth.shape) * 0.4]
        columns += [
            2.2 + 1.2 * truth + draw(size=(students, 1)) / 2 + draw(size=truth.shape) * 0.7 for _ in range(raters - 1)
        ]
        whole = [np.clip(np.round(column), 0, 4).astype(int).ravel().tolist() for column in columns]
        return [marks(*column) for column in whole], np.repeat(np.arange(students), answers).tolist()


def scored(columns: list[Column], clusters: list[int], *, resamples: int) -> PairScores:
    one, two = columns
    return pair_scores(one, two, step=Decimal(1), bootstrap=Bootstrap.over(clusters, resamples=resamples))


def holds(estimate: IntervalEstimate, true: float) -> bool:
    assert estimate.low.value is not None
    assert estimate.high.value is not None
    return estimate.low.value <= true <= estimate.high.value


@pytest.fixture(scope="module")
def true_figures() -> dict[str, float]:
    """What the figures come to on a hundred thousand answers."""
    whole = scored(*Population(1).sample(10_000, 10), resamples=0)
    return {name: getattr(whole, name).value.value for name in FIGURES}


@pytest.mark.parametrize(("students", "answers"), [(6, 12), (10, 10), (40, 5)])
def test_it_does_so_with_few_students(students: int, answers: int, true_figures: dict[str, float]) -> None:
    population, held = Population(students), dict.fromkeys(FIGURES, 0)
    for _ in range(SAMPLES):
        found = scored(*population.sample(students, answers), resamples=1000)
        for name in FIGURES:
            held[name] += holds(getattr(found, name), true_figures[name])
    # 95 % less two and a half standard errors of a share of 200.
    assert min(held.values()) >= 0.91 * SAMPLES, held


def test_the_difference_of_two_raters_is_held_as_well() -> None:
    population, held = Population(3), 0
    for _ in range(SAMPLES):
        (person, before, after), students = population.sample(8, 10, raters=3)
        found = paired_differences(person, before, after, step=Decimal(1), bootstrap=Bootstrap.over(students))
        held += holds(found["bias"].difference, 0.0)  # both are the same but for chance
    assert held >= 0.91 * SAMPLES


def test_below_five_clusters_nothing_can_be_said() -> None:
    (one, two), students = Population(4).sample(4, 20)
    found = pair_scores(one, two, step=Decimal(1), bootstrap=Bootstrap.over(students))
    assert found.clusters == 4
    assert found.exact.value.value is not None
    assert (found.exact.low.undefined, found.exact.high.undefined) == (UndefinedReason.TOO_FEW_MARKS,) * 2


def test_an_interval_without_width_is_none() -> None:
    """Six marks that are all equal do not show that marks are always equal."""
    one = marks(0, 1, 2, 3, 4, 5)
    found = pair_scores(one, one, step=Decimal(1), bootstrap=Bootstrap.over(range(6)))
    assert found.exact.value.value == 1
    assert (found.exact.low.undefined, found.exact.high.undefined) == (UndefinedReason.CONSTANT,) * 2
    two = marks("0.1", "1.1", "2.1", "3.1", "4.1", "5.1")
    shifted = pair_scores(one, two, step=Decimal(1), bootstrap=Bootstrap.over(range(6)))
    assert shifted.bias.low.undefined is UndefinedReason.CONSTANT


def test_a_calibrated_confidence_is_not_said_to_be_off() -> None:
    """Bins scatter, so the calibration error of a sample is above zero, and that of a resample above the sample's."""
    generator, from_zero = np.random.default_rng(6), 0
    for _ in range(60):
        sure = generator.uniform(0.5, 1, size=200)
        right = generator.random(200) < sure
        found = calibration(
            marks(*[1] * 200), marks(*right.astype(int).tolist()), sure.tolist(), bootstrap=Bootstrap.over(range(200))
        ).expected_error
        assert found.value.value is not None
        assert holds(found, found.value.value)
        assert found.low.value is not None
        from_zero += found.low.value < 0.01
    assert from_zero >= 45
