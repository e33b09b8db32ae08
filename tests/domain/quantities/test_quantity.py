"""Numbers with units: all readings of whatever notation, and agreement only where there is some."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.quantities import (
    Quantity,
    Tolerance,
    agreement,
    find_quantities,
    plain_notation,
    plain_numeral,
    read_decimal,
    read_quantity,
)
from tests.domain.quantities.notations import OF_DECIMALS, OF_FRACTIONS, VULGAR, Written, decimals, written

EXACT = Tolerance()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("60", [60]), ("-4.5 cm", [Fraction(-9, 2)]), ("−3", [-3]), ("1 250 km", [1250]), (".5", [Fraction(1, 2)]),
        ("x = 3/8", [Fraction(3, 8)]), ("3.2 × 10^3", [3200]), ("25%", [25]), ("60 km/h", [60]),
        ("9.8 m/s²", [Fraction(49, 5)]), ("$6$", [6]), ("180000 J", [180000]), ("v(t) = 4", [4]), ("12 apples", [12]),
        ("£1,250", [Fraction(5, 4), 1250]), ("1,234", [Fraction(1234, 1000), 1234]),
        ("1.500", [Fraction(3, 2), 1500]), ("3,142", [Fraction(3142, 1000), 3142]), ("0,375", [Fraction(3, 8)]),
        ("1,234.5", [Fraction(12345, 10)]), ("1.234,5", [Fraction(12345, 10)]), ("1,234,567", [1234567]),
        ("1,2345", [Fraction(12345, 10000)]), ("1234,567", [Fraction(1234567, 1000)]),
        (r"\frac32", [Fraction(3, 2)]), (r"2\frac12", [Fraction(5, 2), 1]), ("2 1/2", [Fraction(5, 2)]),
        ("1½", [Fraction(3, 2)]), ("3e5", [300000]), ("10⁻³", [Fraction(1, 1000)]), ("√9", [3]), ("2√(9)/3", [2]),
        ("1,234/2", [Fraction(617, 1000), 617]), ("= 5", [5]), ("(-3)/2", [Fraction(-3, 2)]),
    ],
)  # fmt: skip
def test_all_readings(text: str, values: list[Fraction | int]) -> None:
    quantity = read_quantity(text)
    assert quantity is not None
    assert list(quantity.readings) == values


@pytest.mark.parametrize(
    "text",
    [
        "", "three", "3 or 4", "3/0", "12.50.1", "1,23,456", "about 60", "12 × 3", "3 4", "2^3", "1/2/3", "3 m 20",
        "(3", "√", "π =", "5:3", "1" * 61, "3 cm and", "x", "1 2/1",
    ],
)  # fmt: skip
def test_what_is_not_one_quantity(text: str) -> None:
    assert read_quantity(text) is None


@given(written())
def test_what_an_author_means_is_among_the_readings(pair: Written) -> None:
    text, value = pair
    quantity = read_quantity(text)
    assert quantity is not None
    assert value in quantity.readings


@pytest.mark.parametrize(("sign", "parts"), VULGAR.items())
def test_vulgar_fractions(sign: str, parts: tuple[int, int]) -> None:
    fraction = Fraction(*parts)
    assert read_quantity(sign) == read_quantity(f"{parts[0]}/{parts[1]}")
    for text in (f"3{sign}", f"3 {sign}"):
        quantity = read_quantity(text)
        assert quantity is not None
        assert quantity.readings == (3 + fraction,)


@given(decimals, decimals)
def test_notations_of_different_numbers_never_agree_in_all_readings(one: Decimal, other: Decimal) -> None:
    """Where both notations have one reading, they agree exactly if the numbers are equal."""
    for first, second in combinations(["plain, dot", "plain, comma", "French groups", "power, French dot"], 2):
        (text, value), (text_2, value_2) = OF_DECIMALS[first](one), OF_DECIMALS[second](other)
        found, expected = read_quantity(text), read_quantity(text_2)
        assert found is not None
        assert expected is not None
        agreed = agreement(found, expected, EXACT)
        if value != value_2:
            assert agreed != "full" or found.notation == expected.notation
        else:
            assert agreed != "none"
        if len(found.readings) == len(expected.readings) == 1:
            assert agreed == ("full" if value == value_2 else "none")


@given(st.sampled_from(sorted(OF_FRACTIONS)), st.sampled_from(sorted(OF_FRACTIONS)), st.data())
def test_a_fraction_agrees_with_itself_in_any_notation(one: str, other: str, data: st.DataObject) -> None:
    fraction = data.draw(st.fractions(Fraction(1, 40), Fraction(39, 40), max_denominator=40).filter(lambda f: f > 0))
    (text, value), (text_2, value_2) = OF_FRACTIONS[one](fraction), OF_FRACTIONS[other](fraction)
    found, expected = read_quantity(text), read_quantity(text_2)
    assert found is not None
    assert expected is not None
    assert (agreement(found, expected, EXACT) == "none") == (not set(found.readings) & set(expected.readings))
    if value == value_2:
        assert agreement(found, expected, EXACT) != "none"


def quantity(text: str) -> Quantity:
    found = read_quantity(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("found", "expected", "agreed"),
    [
        ("1.5 m", "150 cm", "full"), ("150", "150 cm", "full"), ("150 m", "150 cm", "none"),
        ("150 s", "150 cm", "none"),
        ("50 %", "0.5", "full"), ("0,5", "50 %", "full"), ("50", "50 %", "none"), ("5 ‰", "0,5 %", "full"),
        ("1,234", "1.234", "partial"), ("1,234 m", "1,234 m", "full"), ("1,234", "1234", "partial"),
        ("1,234", "1235", "none"), ("0,375", "0.375", "full"), ("60 km.h⁻¹", "60 km/h", "full"),
        ("1,000 km", "1,000 m", "none"), ("1,000 km", "1000000 m", "partial"), ("-1,234", "1,234", "none"),
        ("3 litres", "3 L", "full"), ("12 apples", "12 pears", "none"), ("1 kWh", "3,6 MJ", "full"),
    ],
)  # fmt: skip
def test_agreement(found: str, expected: str, agreed: str) -> None:
    assert agreement(quantity(found), quantity(expected), EXACT) == agreed


def test_tolerances_are_of_the_expected_number() -> None:
    off = quantity("103")
    assert agreement(off, quantity("100"), Tolerance(absolute=Fraction(3))) == "full"
    assert agreement(off, quantity("100"), Tolerance(relative=Fraction(3, 100))) == "full"
    assert agreement(off, quantity("100"), Tolerance(relative=Fraction(2, 100), absolute=Fraction(2))) == "none"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The mass is 5 kg and the volume 2,5 L.", ["5", "2,5"]),
        ("3x + 2 = CO2", ["2"]),
        ("x^2 = 9", ["9"]),
        ("√(6,25) m", ["6,25"]),
        ("£5 and 1.234.567", ["5", "1.234.567"]),
        ("version 1.2.3", []),
    ],
)
def test_quantities_in_a_text(text: str, found: list[str]) -> None:
    assert [q.notation for q in find_quantities(plain_notation(text))] == found


@given(st.text(max_size=40))
def test_any_text_is_a_quantity_or_none(text: str) -> None:
    found = read_quantity(text)
    assert found is None or (found.readings and any(c.isnumeric() or c == "π" for c in text))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("2,5", "2.5"), (" 2.5 ", "2.5"), ("1,250", "1.250"), ("-3", "-3"), ("−3", "-3"), ("½", "0.5"), ("1½", "1.5")],
)
def test_cells(cell: str, value: str) -> None:
    assert read_decimal(cell) == Decimal(value)


@pytest.mark.parametrize("cell", ["", "1 2", "1,234.5", "NaN", "1e3", "⅓", "5/6", "x", "--1"])
def test_what_is_not_a_number_in_a_cell(cell: str) -> None:
    assert read_decimal(cell) is None


def test_exponents_only_where_they_are_asked_for() -> None:
    assert read_decimal("1.5e-3", scientific=True) == Decimal("0.0015")


@pytest.mark.parametrize(
    ("numeral", "plain"),
    [("1,50", "1.5"), ("1,234.50", "1234.5"), ("1,234", "1,234"), ("007", "007"), ("1.2.3", "1.2.3"), ("100", "100")],
)
def test_the_shortest_numeral_is_one_that_has_one_reading(numeral: str, plain: str) -> None:
    assert plain_numeral(numeral) == plain
