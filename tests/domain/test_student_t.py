import pytest
from scipy import stats

from bareme.domain.student_t import t_quantile


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("degrees", [*range(1, 31), 99, 100, 2272, 10_001])
def test_the_quantile_is_that_of_scipy(degrees: int, confidence: float) -> None:
    expected = stats.t.ppf((1 + confidence) / 2, degrees)
    assert t_quantile(degrees, confidence=confidence) == pytest.approx(expected, rel=1e-10)


def test_printed_tables() -> None:
    # Fisher & Yates, table III.
    assert [round(t_quantile(n), 3) for n in (1, 2, 10, 16, 30, 120)] == [12.706, 4.303, 2.228, 2.120, 2.042, 1.980]
