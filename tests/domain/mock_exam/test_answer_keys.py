"""What an answer key decides by itself."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.domain.mock_exam.answer_keys import decide
from bareme.domain.mock_exam.exam import ExamQuestion
from bareme.domain.mock_exam.submission import AnswerResponse
from tests.domain.quantities.notations import OF_DECIMALS, Written, decimals, written

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
DIGITS = question("numeric", "3/8", acceptable_variations=["37.5%"])
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
        (ONE, {"selected_option": "Z"}, None),
        (ONE, {"response_text": "I think that it is B because of the text"}, None),
        (ONE, {"response_text": "Option b."}, 2),
        (ONE, {"selected_options": ["B"]}, 2),
        (ONE, {"selected_options": ["A", "B"]}, 0),
        (ONE, {"selected_option": ""}, 0),
        (ONE, {"drawing_data": {"strokes": [1]}}, None),
        (SEVERAL, {"selected_options": ["C", "A"]}, 2),
        (SEVERAL, {"selected_options": ["C", "A", "A"]}, 2),
        (SEVERAL, {"selected_options": ["A"]}, None),
        (SEVERAL, {"selected_options": ["B"]}, 0),
        (SEVERAL, {"response_text": "A and C"}, 2),
        (SEVERAL, {"selected_options": "A, C"}, 2),
        (SEVERAL, {"selected_options": ["A; C"]}, 2),
        (SEVERAL, {"selected_option": "B and C"}, None),
        (SEVERAL, {"selected_options": ["A, Z"]}, None),
        (ONE, {"selected_option": "A, B"}, 0),
        (SEVERAL, {"selected_options": ["A", "C", "Z"]}, None),
        (SEVERAL, {"selected_options": []}, 0),
        (PARTIAL, {"selected_options": ["A"]}, None),
        (PARTIAL, {"selected_options": ["B"]}, 0),
        (PARTIAL, {"selected_options": ["A", "C"]}, 2),
        (NUMBER, {"numeric_value": 0.375}, 2),
        (NUMBER, {"numeric_value": 0.376}, 2),
        (NUMBER, {"numeric_value": 0.374}, 2),
        (NUMBER, {"numeric_value": 0.3761}, None),
        (DIGITS, {"numeric_value": 0.3761}, 0),
        (DIGITS, {"response_text": "5/8"}, 0),
        (NUMBER, {"numeric_value": 37.5}, 2),
        (NUMBER, {"response_text": "x = 3/8"}, 2),
        (NUMBER, {"response_text": "Three  eighths"}, 2),
        (NUMBER, {"response_text": "three of eight"}, None),
        (LENGTH, {"response_text": "150 cm"}, 2),
        (LENGTH, {"response_text": "150"}, 2),
        (LENGTH, {"response_text": "1.5 m"}, None),
        (LENGTH, {"response_text": "150 m"}, None),
        (LENGTH, {"response_text": "15 cm"}, 0),
        (METHOD, {"numeric_value": 25.13}, 2),
        (METHOD, {"numeric_value": 50.27, "working": "3.14 × 16"}, None),
        (METHOD, {"numeric_value": 50.27, "response_text": "I used pi times four squared: 50.27"}, None),
        (METHOD, {"numeric_value": 50.27, "response_text": "50.28"}, None),
        (METHOD, {"numeric_value": 50.27}, 0),
        (METHOD, {"numeric_value": 25.1}, None),
        (WORDS, {"response_text": " Photosynthesis. "}, 2),
        (WORDS, {"response_text": "respiration"}, None),
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


FULL, LEFT, WRONG = 2, None, 0


@pytest.mark.parametrize(
    ("key", "written", "expected"),
    [
        # "1,234" may be 1.234 or 1234: the key decides only if both lead to the same mark.
        ("3.142", "3,142", LEFT), ("0.375", "0,375", FULL), ("1.234", "1,234", LEFT), ("1500", "1.500", LEFT),
        ("0.5", "50 %", LEFT), ("0,5", "50%", LEFT), ("50 %", "0,5", LEFT), ("50 %", "50", FULL),
        ("50 %", "5", WRONG), ("1500", "1,500", LEFT), ("1500", "1 500", FULL), ("1500", "1’500", FULL),
        ("1,500", "1.5", LEFT), ("1,500", "1,500", FULL), ("1,500 m", "1,500m", FULL), ("1,500", "1.500", LEFT),
        ("£1,250", "1250", LEFT), ("1,234", "1,237", WRONG), ("1.234", "1234.5", WRONG),
        ("1,234.5", "1 234,5", FULL), ("1234567", "1,234,567", FULL), ("0,125", "1/8", FULL),
        ("0,125", "125", WRONG), ("1.5", r"\frac32", FULL), ("1,5", r"$\dfrac{3}{2}$", FULL), ("0.25", "¼", FULL),
        ("2.5", "2½", FULL), ("2 1/2", "2,5", FULL), (r"2\frac12", "2.5", LEFT), ("0.25", "½", WRONG),
        ("-3", "−3", FULL), ("300 000", r"3\times10^{5}", FULL), ("√2", "1.4142", FULL),
        ("2,5 m/s", "2.5 m.s⁻¹", FULL), ("2,5 m/s", "9 km/h", LEFT), ("2,5 m/s", "2,6 m/s", WRONG),
        ("12 apples", "12", FULL), ("12 apples", "13", WRONG), ("12 apples", "12 pears", LEFT),
    ],
)  # fmt: skip
def test_ambiguous_numbers_are_left_to_the_model(key: str, written: str, expected: int | None) -> None:
    assert marks(question("numeric", key), final_answer=written) == expected


@pytest.mark.parametrize(
    ("key", "number", "expected"),
    [
        ("0,125", 0.125, FULL), ("3,142", 3.142, LEFT), ("1,234", 1234, LEFT), ("1.500", 1500, LEFT),
        ("50 %", 0.5, LEFT), ("1 234", 1234, FULL), ("3,142", 4, WRONG), ("0,125", 125, WRONG),
    ],
)  # fmt: skip
def test_keys_with_a_decimal_comma(key: str, number: float, expected: int | None) -> None:
    """The key "0,125" was once read as 125, and gave 0 to the right answer over the model's full marks."""
    assert marks(question("numeric", key), numeric_value=number) == expected


@given(written(), written())
def test_no_right_answer_is_overruled_to_zero(key: Written, answer: Written) -> None:
    """Whatever two people write for one number, the key does not take the marks away."""
    (text, value), (text_2, value_2) = key, answer
    if abs(value - value_2) <= Fraction(1, 1000):
        assert marks(question("numeric", text), final_answer=text_2) != WRONG


@given(st.sampled_from(sorted(OF_DECIMALS)), st.sampled_from(sorted(OF_DECIMALS)), decimals)
def test_one_number_in_two_notations_is_never_wrong(one: str, other: str, number: Decimal) -> None:
    (text, value), (text_2, value_2) = OF_DECIMALS[one](number), OF_DECIMALS[other](number)
    decided = marks(question("numeric", text), final_answer=text_2)
    assert decided != WRONG or value != value_2


@settings(deadline=None)
@given(st.integers(-(10**6), 10**6), st.integers(-3000, 3000))
def test_the_tolerance_is_a_thousandth_either_way(value: int, off: int) -> None:
    asked = question("numeric", str(value))
    given_number = float(Fraction(value) + Fraction(off, 1_000_000))
    assert marks(asked, response_text=f"{given_number:.6f}") == (2 if abs(off) <= 1000 else 0)
