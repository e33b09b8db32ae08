"""Whatever is taken has no second reading; harmless noise changes no mark; harmful noise is never accepted."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bareme.agents.fields import Share
from bareme.agents.forms import Form
from bareme.agents.identifiers import match_identifier
from bareme.agents.mark_readings import read_points
from tests.agents.examining import by_criteria, draft, marks
from tests.agents.late_slips import LATE
from tests.agents.served_slips import ALONE, SERVED
from tests.agents.slips import PRODUCTIONS, Slip, render
from tests.agents.test_replies import marks as verdicts
from tests.agents.test_replies import read
from tests.provider.server import Json


def notations(value: Decimal, maximum: Decimal) -> Iterator[str]:
    """Yield how people write a mark of `value` out of `maximum`."""
    plain = f"{value.normalize():f}"
    whole = f"{maximum.normalize():f}"
    for number in {plain, plain.replace(".", ","), f"{value:.2f}", f"{value:.1f}" if value * 10 % 1 == 0 else plain}:
        yield from (number, f"{number} points", f"{number} pts", f"+{number}", f" {number} ")
        yield from (f"{number}/{whole}", f"{number} / {whole}", f"{number} sur {whole}", f"{number} out of {whole}")
        yield from (f"**{number}**", f"`{number} pts`", f"{number} (out of {whole})", f"**{number}**/{whole}")
    share = Fraction(value)
    if share.denominator > 1:
        yield f"{share.numerator}/{share.denominator}"
    if value % 1 == Decimal("0.5"):
        yield f"{value // 1}½" if value > 1 else "½"
    yield f"{100 * value / maximum:f} %"


@pytest.mark.parametrize("step", ["0.25", "0.5", "1"])
@pytest.mark.parametrize("maximum", [1, 2, 3, 4, 5, 6, 10, 20])
def test_points_are_taken_only_where_one_mark_is_written_so(maximum: int, step: str) -> None:
    meant: dict[str, set[Decimal]] = defaultdict(set)
    top, apart = Decimal(maximum), Decimal(step)
    lawful = [apart * n for n in range(int(top / apart) + 1)]
    for value in lawful:
        for notation in notations(value, top):
            meant[notation].add(value)
    for notation, values in meant.items():
        points = read_points(notation, maximum=top, step=apart)
        assert points is None or {points} == values, notation
        if not {"/", "%"} & set(notation):
            assert {points} == values, notation


@pytest.mark.parametrize(
    ("notation", "maximum", "step", "points"),
    [
        ("2/4", 4, "0.25", 2),
        ("4/4", 4, "0.25", 4),
        ("0/4", 4, "0.25", 0),
        ("2.5/4", 4, "0.25", 2.5),
        ("3/4", 4, "0.5", 3),
        ("3/4", 4, "0.25", None),
        ("1/2", 2, "0.5", None),
        ("1/2", 4, "0.25", None),
        ("1,250 points", 20, "0.25", None),
        ("2 or 3", 4, "0.25", None),
        (2.4999999999999996, 4, "0.25", 2.5),
        (1.3333333333333333, 4, "0.25", None),
    ],
)
def test_points_out_of_a_maximum(notation: object, maximum: int, step: str, points: float | None) -> None:
    found = read_points(notation, maximum=Decimal(maximum), step=Decimal(step))
    assert found == (None if points is None else Decimal(str(points)))


@given(st.text(st.sampled_from("0123456789.,/ +-−½%epointsurdx"), max_size=12))
def test_any_text_gives_one_exact_number_or_none(text: str) -> None:
    points = read_points(text, maximum=Decimal(4), step=Decimal("0.25"))
    assert points is None or points == round(points, 2)


@pytest.mark.parametrize(
    "ids",
    [["1", "2.a", "2.b"], ["1.1", "11", "1.11"], ["Q1", "Exercise 1", "Exercise 2"], ["1.2", "2"], ["A", "a", "b"]],
)
def test_an_id_is_taken_only_where_one_question_is_written_so(ids: list[str]) -> None:
    spellings: list[Callable[[str], str]] = [
        str.upper,
        str.lower,
        lambda name: f" {name} ",
        lambda name: f"{name})",
        lambda name: f"Question {name}",
        lambda name: f"Exercise {name}",
        lambda name: name.replace(".", ""),
        lambda name: f"{name}: {name}",
        lambda name: name.removeprefix("Exercise "),
    ]
    meant: dict[str, set[str]] = defaultdict(set)
    for name in ids:
        for spell in spellings:
            meant[spell(name)].add(name)
    labels = dict.fromkeys(ids, "")
    for spelling, names in meant.items():
        found = match_identifier(spelling, labels)
        assert found == spelling if spelling in ids else found is None or {found} == names, spelling


@pytest.mark.parametrize(
    ("given_id", "labels", "found"),
    [
        ("exercice 1", {"1": "Exercice 1", "2": "Exercice 2"}, "1"),
        ("Énergie", {"1": "Énergie", "2": "Optique"}, "1"),
        ("2", {"1.2": "2", "3": ""}, None),
        ("Exercise 1", {"Question 1": ""}, None),
        ("Exercise 1", {"1": "", "01": ""}, None),
        (2.1, {"2.1": "", "2.2": ""}, "2.1"),
        (2.1, {"2.1": "", "2.10": ""}, None),
        (True, {"1": ""}, None),
        ("", {"1": ""}, None),
        ("question", {"1": "", "2": ""}, None),
    ],
)
def test_ids_and_labels(given_id: object, labels: dict[str, str], found: str | None) -> None:
    assert match_identifier(given_id, labels) == found


@pytest.mark.parametrize(
    ("written", "share"),
    [
        *[(0.9, 0.9), (1, 1.0), (90, 0.9), (100, 1.0), ("90 %", 0.9), ("5%", 0.05), ("0,9", 0.9), ("9/10", 0.9)],
        *[(value, None) for value in (5, 1.5, 10, "8", 101, -1, "high", True, "11/10", "1/0", "", [0.9])],
    ],
)
def test_a_confidence_has_one_reading_or_is_unknown(written: object, share: float | None) -> None:
    reader = TypeAdapter(Share)
    if share is None:
        with pytest.raises(ValidationError):
            reader.validate_python(written)
    else:
        assert reader.validate_python(written) == share


def confidences(hundredths: int) -> Iterator[object]:
    """Yield how models write a confidence of so many hundredths: as a share, a percentage, a score of 10, of 5."""
    share = hundredths / 100
    for number in (share, hundredths, share * 10, share * 5):
        exact = round(number, 2)
        yield from (exact, f"{exact:g}", f"{exact:g}".replace(".", ","))
    yield from (f"{hundredths} %", f"{hundredths}%", f"{hundredths}/100", f"{share * 10:g}/10", f"{share * 5:g}/5")


def test_a_confidence_is_taken_only_where_one_is_written_so() -> None:
    reader = TypeAdapter(Share)
    meant: dict[object, set[float]] = defaultdict(set)
    for hundredths in range(101):
        for written in confidences(hundredths):
            meant[written].add(hundredths / 100)
    accepted = 0
    for written, values in meant.items():
        try:
            share = reader.validate_python(written)
        except ValidationError:
            continue
        accepted += 1
        # What lies between 0 and 1 is what was asked for, though a score of 0.5 points out of 5 is written so as well.
        number = float(str(written).replace(",", ".")) if set(str(written)) <= set("0123456789,.") else None
        expected = {number} if number is not None and number <= 1 else values
        assert {round(share, 4)} == {round(value, 4) for value in expected}, written
    assert accepted > 500


WRAPPERS: list[Callable[[Json], Any]] = [
    lambda given: given,
    lambda given: {"Examination": given},
    lambda given: {"name": "Examination", "arguments": given},
    lambda given: {"answer": {"result": given}},
    lambda given: [given],
    lambda given: {"input": json.dumps(given)},
    lambda given: {"properties": given},
]
BOTH: list[Callable[[Any, Any], Any]] = [
    lambda one, other: [one, other],
    lambda one, other: {"first": one, "second": other},
    lambda one, other: {"draft": one, "final": {"answer": other}},
    lambda one, other: {"answer": json.dumps(one), "reasoning": json.dumps(other)},
    lambda one, other: {**(one if isinstance(one, dict) else {"one": one}), "other": other},
]


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("join", BOTH)
def test_of_two_answers_in_wrappers_none_is_taken(join: Callable[[Any, Any], Any], form: Form) -> None:
    """In whatever wrappers they stand: no wrapper says that its answer goes before another."""
    one, other = answer((3.5, 2, 1)), answer((1.5, 2, 1))
    for first, second in product(WRAPPERS, WRAPPERS):
        for both in (join(first(one), second(other)), join(first(other), second(one))):
            reply = read(render(both, (), form), form)
            assert reply.value is None, both
        same = read(render(join(first(one), second(one)), (), form), form)
        assert same.value is None or verdicts(same) == exact(one)


@pytest.mark.parametrize("key", ["method", "METHOD", "result", "other"])
def test_criteria_by_id_are_taken_only_if_key_and_id_agree(key: str) -> None:
    given = answer((3.5, 2, 1))
    given["marks"][2]["criteria"] = {key: {"criterion_id": "method", "points": 1}, "result": 0.5}
    twice = key == "result"
    reply = read({"content": json.dumps(given)}, Form.JSON_TEXT)
    assert (reply.value is None) is twice
    if not twice:
        assert verdicts(reply) == exact(answer((3.5, 2, 1)))


HARMLESS = [slip for slip in [*PRODUCTIONS, *LATE, *SERVED] if slip.taken and slip not in ALONE]
MARKS = st.tuples(
    st.integers(0, 16).map(lambda n: n / 4), st.integers(0, 8).map(lambda n: n / 4), st.sampled_from([0, 0.5, 1, 2])
)
FORMS = st.sampled_from(Form)
AROUND = st.text(st.characters(exclude_characters='{}"<>[]◁▷|', exclude_categories=["Cs"]), max_size=30)


def answer(points: tuple[float, float, float]) -> Json:
    one, two, method = points
    parts = [{"criterion_id": "method", "points": method}, {"criterion_id": "result", "points": 0.5}]
    return marks(draft("1", one), draft("2.a", two), by_criteria(parts))


def exact(answer: Json) -> dict[str, object]:
    return verdicts(read({"content": json.dumps(answer)}, Form.JSON_TEXT))


@given(MARKS, st.lists(st.sampled_from(HARMLESS), max_size=4), st.booleans(), st.tuples(AROUND, AROUND), FORMS)
def test_harmless_noise_changes_no_mark(
    points: tuple[float, float, float], slips: list[Slip], reordered: bool, around: tuple[str, str], form: Form
) -> None:
    given_answer = answer(points)
    first, *others = given_answer["marks"]
    given_answer["marks"] = [first, *(reversed(others) if reordered else others)]
    # What says a number of points itself would be another mark.
    noise = [slip for slip in slips if slip.place != "points" or slip.level != "fields" or _keeps_points(slip)]
    message = render(given_answer, tuple(_one_a_place(noise)), form)
    if isinstance(message["content"], str):
        message["content"] = around[0] + message["content"] + around[1]
    assert verdicts(read(message, form)) == exact(given_answer)


def _keeps_points(slip: Slip) -> bool:
    sample = answer((1.25, 0.75, 1))
    changed = slip.change(sample)
    return "1.25" in str(changed["marks"][0]["points"]).replace(",", ".")


def _one_a_place(slips: list[Slip]) -> list[Slip]:
    """At most one slip of each place, and one of the whole message."""
    kept: dict[str, Slip] = {}
    for slip in slips:
        kept.setdefault("message" if slip.level == "message" else slip.place or slip.name, slip)
    return list(kept.values())


WRONG = st.sampled_from([4.25, -0.25, 0.3, 99, "5/4", "4.5 points", None, True, "three", 1e308])


@given(MARKS, WRONG, st.lists(st.sampled_from(HARMLESS), max_size=2), FORMS)
def test_a_wrong_number_is_never_accepted(
    points: tuple[float, float, float], wrong: object, slips: list[Slip], form: Form
) -> None:
    faulty = answer(points)
    faulty["marks"][0]["points"] = wrong
    noise = [slip for slip in _one_a_place(slips) if slip.place not in {"points", "id"}]
    assert read(render(faulty, tuple(noise), form), form).value is None


@given(MARKS, st.integers(0, 2), st.lists(st.sampled_from(HARMLESS), max_size=2), FORMS)
def test_a_question_left_out_is_never_accepted(
    points: tuple[float, float, float], left_out: int, slips: list[Slip], form: Form
) -> None:
    faulty = answer(points)
    del faulty["marks"][left_out]
    noise = [slip for slip in _one_a_place(slips) if slip.place not in {"points", "id"}]
    assert read(render(faulty, tuple(noise), form), form).value is None


@given(MARKS, MARKS, FORMS)
def test_two_answers_are_taken_only_if_they_are_the_same(
    first: tuple[float, float, float], second: tuple[float, float, float], form: Form
) -> None:
    both = f"{json.dumps(answer(first))}\n{json.dumps(answer(second))}"
    reply = read({"content": both}, form)
    assert (reply.value is not None) is (answer(first) == answer(second))


@given(MARKS, st.integers(1, 400))
def test_what_is_cut_off_is_never_completed(points: tuple[float, float, float], missing: int) -> None:
    text = json.dumps(answer(points))[:-missing]
    assert read({"content": text}, Form.JSON_TEXT, "length").value is None
    call = {"id": "1", "type": "function", "function": {"name": "Examination", "arguments": text}}
    assert read({"content": None, "tool_calls": [call]}, Form.TOOL, "length").value is None


HOSTILE = [
    *['{"' * 200_000, "{" * 400_000, '{"a":' * 100_000, '{"a": 1} ' * 50_000, '"{\\' * 100_000, '{"marks": [' * 30_000],
    *["<think>" * 60_000, "<think></think>" * 30_000, "[" * 400_000, "\\(" * 200_000, '"[{\\"' * 50_000],
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_hostile_text_is_read_to_an_end(text: str) -> None:
    assert read({"content": text}, Form.TOOL).value is None
