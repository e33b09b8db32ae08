"""What an answer key decides by itself."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.domain.mock_exam.answer_keys import decide, read_quantity
from bareme.domain.mock_exam.submission import AnswerResponse, ExamQuestion

TWO_STEPS = [{"step": "method", "marks": 1}, {"step": "result", "marks": 1}]


def question(kind: str, key: str, *, options: dict[str, bool] | None = None, **answer_key: Any) -> ExamQuestion:
    config: dict[str, Any] = {"type": kind, "answer_key": {"correct_answer": key, **answer_key}}
    if options:
        config["options"] = [{"label": k, "text": f"text {k}", "is_correct": right} for k, right in options.items()]
    return ExamQuestion.model_validate(
        {
            "question_id": "q",
            "question_number": 1,
            "marks": 2,
            "difficulty": "easy",
            "question_stem": "?",
            "question_stem_plain": "?",
            "question_type": kind,
            "cfu_config": config,
        }
    )


def marks(asked: ExamQuestion, **response: Any) -> Any:
    verdict = decide(asked, AnswerResponse.model_validate(response))
    return None if verdict is None else verdict.marks


ONE = question("mcq", "B", options={"A": False, "B": True, "C": False})
SEVERAL = question("mcq_multiselect", "A, C", options={"A": True, "B": False, "C": True})
PARTIAL = question("mcq_multiselect", "A, C", options={"A": True, "B": False, "C": True}, marking_scheme=TWO_STEPS)
NUMBER = question("numeric", "3/8", acceptable_variations=["37.5%", "three eighths"])
LENGTH = question("numeric", "150 cm")
METHOD = question("numeric", "25.13", marking_scheme=TWO_STEPS)
WORDS = question("short_text", "photosynthesis")


@pytest.mark.parametrize(
    ("asked", "response", "expected"),
    [
        (ONE, {"selected_option": "B"}, 2),
        (ONE, {"selected_option": " b "}, 2),
        (ONE, {"selected_option": "text B"}, 2),
        (ONE, {"final_answer": "B"}, 2),
        (ONE, {"selected_option": "A"}, 0),
        (ONE, {"selected_option": "Z"}, 0),
        (ONE, {"selected_options": ["B"]}, 2),
        (ONE, {"selected_options": ["A", "B"]}, 0),
        (ONE, {"selected_option": ""}, 0),
        (ONE, {"drawing_data": {"strokes": [1]}}, None),
        (SEVERAL, {"selected_options": ["C", "A"]}, 2),
        (SEVERAL, {"selected_options": ["C", "A", "A"]}, 2),
        (SEVERAL, {"selected_options": ["A"]}, 0),
        (SEVERAL, {"selected_options": ["A", "C", "Z"]}, 0),
        (SEVERAL, {"selected_options": []}, 0),
        (PARTIAL, {"selected_options": ["A"]}, None),
        (PARTIAL, {"selected_options": ["B"]}, 0),
        (PARTIAL, {"selected_options": ["A", "C"]}, 2),
        (NUMBER, {"numeric_value": 0.375}, 2),
        (NUMBER, {"numeric_value": 0.376}, 2),
        (NUMBER, {"numeric_value": 0.374}, 2),
        (NUMBER, {"numeric_value": 0.3761}, 0),
        (NUMBER, {"numeric_value": 37.5}, 2),
        (NUMBER, {"response_text": "x = 3/8"}, 2),
        (NUMBER, {"response_text": "Three  eighths"}, 2),
        (NUMBER, {"response_text": "three of eight"}, None),
        (NUMBER, {"response_text": "5/8"}, 0),
        (LENGTH, {"response_text": "150 cm"}, 2),
        (LENGTH, {"response_text": "150"}, 2),
        (LENGTH, {"response_text": "1.5 m"}, None),
        (LENGTH, {"response_text": "150 m"}, None),
        (LENGTH, {"response_text": "15 cm"}, 0),
        (METHOD, {"numeric_value": 25.13}, 2),
        (METHOD, {"numeric_value": 50.27, "working": "3.14 × 16"}, None),
        (METHOD, {"numeric_value": 50.27}, 0),
        (WORDS, {"response_text": "photosynthesis"}, None),
        (WORDS, {}, 0),
        (WORDS, {"response_text": "  "}, 0),
    ],
)
def test_what_the_key_decides(asked: ExamQuestion, response: dict[str, Any], expected: int | None) -> None:
    assert marks(asked, **response) == expected


def test_no_answer_has_no_marks() -> None:
    verdict = decide(ONE, None)
    assert verdict is not None
    assert (verdict.marks, verdict.reason) == (0, "no answer was given")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("60", 60), ("-4.5 cm", Fraction(-9, 2)), ("−3", -3), ("£1,250", 1250),
        ("1 250 km", 1250), (".5", Fraction(1, 2)),

        ("x = 3/8", Fraction(3, 8)), ("3.2 × 10^3", 3200), ("25%", 25), ("60 km/h", 60), ("9.8 m/s²", Fraction(49, 5)),
        ("$6$", 6), ("180000 J", 180000), ("v(t) = 4", 4),
        ("", None), ("three", None), ("3 or 4", None), ("3/0", None), ("12.50.1", None), ("about 60", None),
    ],
)  # fmt: skip
def test_numbers_as_they_are_written(text: str, number: Fraction | None) -> None:
    quantity = read_quantity(text)
    assert (quantity.number if quantity else None) == number


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none(text: str) -> None:
    assert read_quantity(text) is None or any(character.isdecimal() for character in text)


@settings(deadline=None)
@given(st.integers(-(10**6), 10**6), st.integers(-3000, 3000))
def test_the_tolerance_is_a_thousandth_either_way(value: int, off: int) -> None:
    asked = question("numeric", str(value))
    given_number = float(Fraction(value) + Fraction(off, 1_000_000))
    assert marks(asked, response_text=f"{given_number:.6f}") == (2 if abs(off) <= 1000 else 0)
