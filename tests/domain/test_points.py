import json
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from bareme.domain.points import (
    Language,
    NonNegativePoints,
    Points,
    Step,
    add,
    format_points,
    is_mark,
    is_on_step,
    round_half_up,
    snap,
    to_points,
)
from bareme.errors import InvalidInput, InvalidPoints
from tests.domain.strategies import STEPS, points


class Marked(BaseModel):
    points: Points


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2, "2.00"),
        (2.5, "2.50"),
        (0.1, "0.10"),
        ("2,5", "2.50"),
        ("2.5", "2.50"),
        (" 12 ", "12.00"),
        ("+3", "3.00"),
        ("-1,25", "-1.25"),
        (Decimal("0.250"), "0.25"),
        (1e3, "1000.00"),
        (-0.0, "0.00"),
        (1_000_000, "1000000.00"),
    ],
)
def test_numbers_in_either_notation_are_points(value: object, expected: str) -> None:
    assert str(to_points(value)) == expected


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        None,
        math.nan,
        math.inf,
        -math.inf,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
        Decimal("1e999999"),
        pytest.param(10**5000, id="huge"),
        1_000_000.01,
        0.125,
        1 / 3,
        "0,125",
        "",
        "deux",
        "2.5.1",
        "1e3",
        "NaN",
        "1_000",
        "5/6",
        "2 5",
        [2],
        {"points": 2},
        b"2",
        2 + 0j,
    ],
)
def test_what_is_no_number_of_points_is_refused(value: object) -> None:
    with pytest.raises(InvalidPoints):
        to_points(value)


def test_a_refusal_names_the_value_and_is_an_invalid_input() -> None:
    with pytest.raises(InvalidInput, match="'deux'"):
        to_points("deux")


@given(st.floats() | st.integers() | st.text() | st.booleans() | st.decimals())
def test_any_value_gives_two_places_or_a_refusal(value: object) -> None:
    try:
        exact = to_points(value)
    except InvalidPoints:
        return
    assert exact.as_tuple().exponent == -2
    if not isinstance(value, str):
        assert exact == Decimal(str(value))


@given(st.lists(points()))
def test_sums_are_exact(values: list[Decimal]) -> None:
    total = add(values)
    assert Fraction(total) == sum(map(Fraction, values), Fraction())
    assert total.as_tuple().exponent == -2


@given(points())
def test_json_is_a_number_and_reads_back_the_same(value: Decimal) -> None:
    text = Marked(points=value).model_dump_json()
    assert type(json.loads(text)["points"]) in {int, float}
    assert Marked.model_validate_json(text).points == value
    assert Marked.model_validate(json.loads(text)).points == value


def test_whole_points_are_whole_in_json() -> None:
    assert Marked(points=Decimal("5.00")).model_dump_json() == '{"points":5}'
    assert Marked(points=Decimal("2.50")).model_dump_json() == '{"points":2.5}'
    assert Marked(points=Decimal("2.50")).model_dump() == {"points": Decimal("2.50")}


@pytest.mark.parametrize("text", ["true", "null", "NaN", '"beaucoup"', "0.333"])
def test_bad_points_in_json_are_a_validation_error(text: str) -> None:
    with pytest.raises(ValidationError, match="points"):
        Marked.model_validate(json.loads(f'{{"points": {text}}}'))


def test_the_json_schema_of_points_is_a_number() -> None:
    schema = Marked.model_json_schema()["properties"]["points"]
    assert schema["type"] == "number"
    assert schema["description"]


@pytest.mark.parametrize(("kind", "value"), [(NonNegativePoints, -0.25), (Step, 0), (Step, -1), (Step, 100.5)])
def test_bounded_points_keep_their_bounds(kind: type, value: float) -> None:
    class Bounded(BaseModel):
        points: kind  # type: ignore[valid-type]

    with pytest.raises(ValidationError):
        Bounded.model_validate({"points": value})


@given(points("20"), STEPS)
def test_snap_gives_the_nearest_multiple_halves_upwards(value: Decimal, step: Decimal) -> None:
    snapped = snap(value, step)
    assert is_on_step(snapped, step)
    assert -step / 2 <= value - snapped < step / 2


@given(points("20"), STEPS)
def test_snap_keeps_what_is_on_the_step(value: Decimal, step: Decimal) -> None:
    on_step = snap(value, step)
    assert snap(on_step, step) == on_step


@given(st.fractions(0, 1), points("20"), STEPS)
def test_snap_gives_the_nearest_mark_that_can_be_given(share: Fraction, maximum: Decimal, step: Decimal) -> None:
    assume(maximum > 0)
    value = Decimal(share.numerator) / Decimal(share.denominator) * maximum
    snapped = snap(value, step, maximum=maximum)
    marks = [multiple * step for multiple in range(int(maximum / step) + 1)] + [maximum]
    assert snapped in marks
    assert abs(snapped - value) == min(abs(mark - value) for mark in marks)


@given(points("20"), STEPS)
def test_full_marks_stay_full_marks(maximum: Decimal, step: Decimal) -> None:
    assert snap(maximum, step, maximum=maximum) == maximum


@pytest.mark.parametrize(
    ("value", "maximum", "possible"),
    [
        ("0", "3", True),
        ("2.75", "3", True),
        ("3", "3", True),
        ("2.33", "2.33", True),
        ("2.33", "3", False),
        ("3.25", "3", False),
        ("-0.25", "3", False),
        ("0", "0", True),
    ],
)
def test_a_mark_lies_on_the_step_up_to_the_maximum(value: str, maximum: str, possible: bool) -> None:
    assert is_mark(Decimal(value), maximum=Decimal(maximum), step=Decimal("0.25")) is possible


@pytest.mark.parametrize(
    ("value", "rounded"), [("2.125", "2.13"), ("2.135", "2.14"), ("2.1349", "2.13"), ("1", "1.00")]
)
def test_halves_are_rounded_up(value: str, rounded: str) -> None:
    assert str(round_half_up(Decimal(value))) == rounded


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [("2.00", "fr", "2"), ("2.50", "fr", "2,5"), ("2.50", "en", "2.5"), ("0.25", "fr", "0,25"), ("100", "en", "100")],
)
def test_points_are_printed_in_their_shortest_notation(value: str, language: Language, text: str) -> None:
    assert format_points(Decimal(value), language) == text


@given(points(), st.sampled_from(["fr", "en"]))
def test_printed_points_read_back_the_same(value: Decimal, language: Language) -> None:
    assert to_points(format_points(value, language)) == value


@pytest.mark.parametrize("read", [to_points, lambda value: Marked(points=value).points])
def test_a_float_is_read_as_it_is_printed(read: Callable[[object], Decimal]) -> None:
    assert add([read(0.1), read(0.2)]) == Decimal("0.30")
