from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.bands import ENGLISH_BANDS, FRENCH_BANDS, Band, band_of, default_bands, percentage
from tests.domain.strategies import points


def label_of(points_: Decimal, maximum: Decimal, bands: tuple[Band, ...]) -> str | None:
    band = band_of(points_, maximum, bands)
    return band.label if band else None


@pytest.mark.parametrize(
    ("points_", "maximum", "expected"),
    [("15", "20", "75.00"), ("1", "3", "33.33"), ("2", "3", "66.67"), ("0.01", "16", "0.06"), ("5", "0", None)],
)
def test_percentage_to_two_places(points_: str, maximum: str, expected: str | None) -> None:
    value = percentage(Decimal(points_), Decimal(maximum))
    assert value == (None if expected is None else Decimal(expected))


def test_half_a_hundredth_of_a_percent_is_rounded_up() -> None:
    assert percentage(Decimal("0.25"), Decimal(2000)) == Decimal("0.01")  # 0.0125
    assert percentage(Decimal("0.25"), Decimal(200)) == Decimal("0.13")  # 0.125


@pytest.mark.parametrize(
    ("points_", "mention"),
    [
        ("20", "Très bien"),
        ("16", "Très bien"),
        ("15.99", "Bien"),
        ("14", "Bien"),
        ("12", "Assez bien"),
        ("10", "Passable"),
        ("9.99", "Insuffisant"),
        ("0", "Insuffisant"),
    ],
)
def test_french_mentions_begin_at_their_marks_out_of_twenty(points_: str, mention: str) -> None:
    assert label_of(Decimal(points_), Decimal(20), FRENCH_BANDS) == mention


def test_a_band_is_reached_by_the_exact_ratio_not_by_rounding() -> None:
    # 69.996 % is shown as 70.00 %, and is no A.
    assert percentage(Decimal("174.99"), Decimal(250)) == Decimal("70.00")
    assert label_of(Decimal("174.99"), Decimal(250), ENGLISH_BANDS) == "B"


def test_bands_need_no_order_and_may_leave_the_bottom_open() -> None:
    bands = (Band(label="reçu", from_percentage=50), Band(label="félicitations", from_percentage=90))
    assert label_of(Decimal(19), Decimal(20), bands) == "félicitations"
    assert label_of(Decimal(10), Decimal(20), bands) == "reçu"
    assert label_of(Decimal(9), Decimal(20), bands) is None


def test_without_a_maximum_there_is_no_band() -> None:
    assert label_of(Decimal(0), Decimal(0), FRENCH_BANDS) is None


def test_each_language_has_its_own_bands() -> None:
    assert default_bands("fr") is FRENCH_BANDS
    assert default_bands("en") is ENGLISH_BANDS


@given(points("20"), points("20"), st.sampled_from([FRENCH_BANDS, ENGLISH_BANDS]))
def test_more_points_never_give_a_lower_band(one: Decimal, other: Decimal, bands: tuple[Band, ...]) -> None:
    order = [band.label for band in bands]
    lower, higher = (label_of(value, Decimal(20), bands) for value in sorted((one, other)))
    assert lower is not None
    assert higher is not None
    assert order.index(higher) <= order.index(lower)
