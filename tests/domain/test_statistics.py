from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.statistics import deviation, histogram, mean, median, ranks
from tests.domain.strategies import points

CLASS = st.lists(points("20"), min_size=1)


def decimals(*values: str) -> list[Decimal]:
    return [Decimal(value) for value in values]


def test_nothing_has_no_figures() -> None:
    assert (mean([]), median([]), deviation([])) == (None, None, None)
    assert ranks([]) == []
    assert sum(bar.count for bar in histogram([])) == 0


def test_figures_of_a_small_class() -> None:
    totals = decimals("8", "10", "12", "16")
    assert (mean(totals), median(totals), deviation(totals)) == (Decimal("11.50"), Decimal("11.00"), Decimal("2.96"))


def test_halves_are_rounded_up() -> None:
    assert mean(decimals("0.12", "0.13")) == Decimal("0.13")
    assert median(decimals("0.12", "0.13")) == Decimal("0.13")
    # A class of eight with one 0.04 and seven 0.00: the mean is 0.005.
    assert mean(decimals("0.04", *["0"] * 7)) == Decimal("0.01")
    # The deviation of 0 and 0.25 is 0.125.
    assert deviation(decimals("0", "0.25")) == Decimal("0.13")


@given(CLASS)
def test_the_mean_is_the_exact_one_to_two_places(values: list[Decimal]) -> None:
    rounded = mean(values)
    assert rounded is not None
    error = Fraction(rounded) - sum(map(Fraction, values), Fraction()) / len(values)
    assert -Fraction(1, 200) < error <= Fraction(1, 200)


@given(CLASS)
def test_figures_lie_within_the_class(values: list[Decimal]) -> None:
    for figure in (mean(values), median(values)):
        assert figure is not None
        assert min(values) <= figure <= max(values)
    spread = deviation(values)
    assert spread is not None
    assert 0 <= spread <= max(values) - min(values)


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        (["12", "18", "12", "9"], [2, 1, 2, 4]),
        (["5", None, "7"], [2, None, 1]),
        ([None, None], [None, None]),
        (["3"], [1]),
    ],
)
def test_ranks_leave_gaps_after_ties_and_skip_the_ungraded(
    totals: list[str | None], expected: list[int | None]
) -> None:
    assert ranks([None if total is None else Decimal(total) for total in totals]) == expected


@given(st.lists(st.none() | points("20")))
def test_a_rank_counts_who_is_better(totals: list[Decimal | None]) -> None:
    for total, rank in zip(totals, ranks(totals), strict=True):
        better = sum(total is not None and other is not None and other > total for other in totals)
        assert rank == (None if total is None else better + 1)


def test_a_bar_takes_its_start_and_the_last_one_its_end() -> None:
    bars = histogram(decimals("0", "9.99", "10", "89.99", "90", "100"))
    assert [bar.count for bar in bars] == [2, 1, 0, 0, 0, 0, 0, 0, 1, 2]
    assert (bars[0].from_percentage, bars[0].to_percentage) == (0, 10)
    assert bars[-1].to_percentage == 100


@given(st.lists(points("100")))
def test_every_percentage_falls_into_the_bar_that_holds_it(percentages: list[Decimal]) -> None:
    bars = histogram(percentages)
    assert len(bars) == 10
    for bar in bars[:-1]:
        assert bar.count == sum(bar.from_percentage <= value < bar.to_percentage for value in percentages)
    assert sum(bar.count for bar in bars) == len(percentages)
