import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from bareme.domain.confidence import confidence_against_agreement
from tests.domain.rating import NO_MARKS, is_figure

# Off the edges of the bins: scikit-learn gives an edge to the bin below it, and here it belongs to the one above.
_OFF_EDGES = st.integers(0, 999).filter(lambda i: i % 100).map(lambda i: i / 1000)
COMPARISONS = st.lists(st.tuples(_OFF_EDGES, st.booleans()), min_size=1, max_size=60)


@given(COMPARISONS, st.sampled_from([1, 2, 5, 10]))
def test_the_bins_are_those_of_scikit_learn(comparisons: list[tuple[float, bool]], bins: int) -> None:
    confidences, agreed = zip(*comparisons, strict=True)
    shares, means = calibration_curve(np.array(agreed, dtype=int), np.array(confidences), n_bins=bins, pos_label=1)
    filled = [one for one in confidence_against_agreement(comparisons, bins=bins).bins if one.count]
    for one, share, mean in zip(filled, shares, means, strict=True):
        is_figure(one.agreement, share)
        is_figure(one.confidence, mean)


@given(COMPARISONS)
def test_the_means_are_those_of_numpy(comparisons: list[tuple[float, bool]]) -> None:
    figures = confidence_against_agreement(comparisons)
    for equal, count, figure in (
        (True, figures.agreed, figures.confidence_agreed),
        (False, figures.differed, figures.confidence_differed),
    ):
        chosen = [confidence for confidence, agreed in comparisons if agreed is equal]
        assert count == len(chosen)
        if chosen:
            is_figure(figure, np.mean(chosen))
        else:
            assert figure == NO_MARKS


@pytest.mark.parametrize(("confidence", "held_by"), [(0.0, 0), (0.2, 1), (0.6, 3), (0.79, 3), (0.8, 4), (1.0, 4)])
def test_a_bin_takes_its_start_and_the_last_one_its_end(confidence: float, held_by: int) -> None:
    bins = confidence_against_agreement([(confidence, True)]).bins
    assert [one.count for one in bins] == [int(i == held_by) for i in range(5)]
    assert (bins[0].start, bins[-1].end) == (0, 1)


def test_without_comparisons_all_is_undefined() -> None:
    figures = confidence_against_agreement([])
    assert (figures.agreed, figures.differed, figures.confidence_agreed) == (0, 0, NO_MARKS)
    assert {one.agreement for one in figures.bins} == {NO_MARKS}
