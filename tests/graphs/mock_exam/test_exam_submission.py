"""What a client may send: the fixtures as they are, and every single field of them broken."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from bareme.domain.mock_exam.submission import ExamSubmissionWithExam, QuestionType
from bareme.domain.points import add
from bareme.errors import InvalidInput
from bareme.graphs.mock_exam.contract import read_submission
from tests.mock_exams import long_submission, sample_submission

type Path = tuple[str | int, ...]

OPTIONAL = {
    "acceptable_variations", "marking_scheme", "hints", "misconceptions", "feedback", "expected_format",
    "time_spent_seconds", "was_flagged", "time_overage_minutes", "was_auto_submitted", "sections_completed",
    "selected_option", "selected_options", "response_text", "numeric_value", "working", "final_answer",
}  # fmt: skip
UNKNOWN = {"was_changed", "change_count"}


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place of a JSON value, its inner ones included."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from paths(inner, (*path, key))


def parent_of(value: Any, path: Path) -> Any:
    for key in path[:-1]:
        value = value[key]
    return value


def place_of(path: Path) -> str:
    text = "exam_submission"
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}"
    return text


def complaint(submission: Any) -> str:
    with pytest.raises(InvalidInput) as refused:
        read_submission(submission)
    return str(refused.value)


def test_the_fixtures_are_what_they_say() -> None:
    for sent in (sample_submission(), long_submission()):
        submission = read_submission(sent)
        exam = submission.mock_exam
        assert {question.question_type for question in exam.questions()} == set(QuestionType)
        assert exam.metadata.totalMarks == add(question.marks for question in exam.questions())
        for section in exam.sections:
            assert section.section_marks == add(question.marks for question in section.questions)
            for question in section.questions:
                scheme = question.cfu_config.answer_key.marking_scheme
                assert not scheme or add(step.marks for step in scheme) == question.marks
        assert submission.model_dump(mode="json", exclude_unset=True) == json.loads(json.dumps(sent))
    assert sum(1 for _ in submission.mock_exam.questions()) == 30


def test_every_field_that_is_taken_away_is_named() -> None:
    sent = sample_submission()
    wanted = [path for path in paths(sent) if isinstance(path[-1], str) and path[-1] not in OPTIONAL | UNKNOWN]
    assert len(wanted) > 150
    for path in wanted:
        broken = copy.deepcopy(sent)
        del parent_of(broken, path)[path[-1]]
        if path[-1] in {"is_correct", "options"}:
            continue  # not always needed: see the tests of options
        assert f"{place_of(path)}: Field required" in complaint(broken)


def test_every_field_of_a_wrong_type_is_named() -> None:
    sent = sample_submission()
    places = [path for path in paths(sent) if path[-1] not in UNKNOWN]
    assert len(places) > 250
    for path in places:
        broken = copy.deepcopy(sent)
        there = parent_of(broken, path)[path[-1]]
        parent_of(broken, path)[path[-1]] = "wrong" if isinstance(there, dict | list) else {"wrong": "type"}
        # Of a field that takes one of two types, Pydantic says which of them it tried.
        place = place_of(path).replace("sections_completed[", "sections_completed.list[str][")
        assert place in complaint(broken)


@pytest.mark.parametrize("constant", ["NaN", "Infinity"])
@pytest.mark.parametrize(
    "path", [("answers", 3, "response", "numeric_value"), ("mock_exam", "sections", 0, "questions", 0, "marks")]
)
def test_what_is_no_number_is_refused(path: Path, constant: str) -> None:
    broken = sample_submission()
    parent_of(broken, path)[path[-1]] = float(constant)
    assert place_of(path) in complaint(broken)


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (("mock_exam", "sections", 0, "questions", 0, "question_type"), "numeric", "cfu_config.type is 'mcq'"),
        (("mock_exam", "sections", 0, "questions", 0, "cfu_config", "options"), None, "options: missing"),
        (("mock_exam", "sections", 0, "questions", 0, "cfu_config", "options", 1, "label"), "A", "'A' is used twice"),
        (("mock_exam", "sections", 0, "questions", 0, "cfu_config", "options", 1, "is_correct"), True, "more than one"),
        (("mock_exam", "sections", 0, "questions", 1, "question_id"), "q1", "question_id: 'q1' is used twice"),
        (("mock_exam", "sections", 1, "section_id"), "section_a", "section_id: 'section_a' is used twice"),
        (("mock_exam", "sections", 0, "questions", 0, "marks"), 0, "greater than 0"),
        (("mock_exam", "sections"), [], "at least 1 item"),
        (("mock_exam", "metadata", "calculator_policy"), "sometimes", "'non_calc'"),
    ],
)
def test_what_contradicts_itself_is_refused(path: Path, value: Any, reason: str) -> None:
    broken = sample_submission()
    parent_of(broken, path)[path[-1]] = value
    assert reason in complaint(broken)


def test_the_key_may_name_the_right_option() -> None:
    sent = sample_submission()
    config = sent["mock_exam"]["sections"][0]["questions"][0]["cfu_config"]
    for option in config["options"]:
        option["is_correct"] = False
    assert next(read_submission(sent).mock_exam.questions()).cfu_config.right_labels == {"A"}
    config["answer_key"]["correct_answer"] = " 5/3 "
    assert next(read_submission(sent).mock_exam.questions()).cfu_config.right_labels == {"D"}
    config["answer_key"]["correct_answer"] = "E"
    assert "none is marked as correct" in complaint(sent)


def test_what_real_clients_send_beside_is_kept() -> None:
    sent = sample_submission()
    sent["answers"][5]["response"]["final_answer"] = 3
    sent["exam_context"]["sections_completed"] = 2
    sent["answers"][0]["confidence"] = "high"
    submission = read_submission(sent)
    assert submission.answers[5].response.final_answer == "3"
    assert submission.exam_context.sections_completed == 2
    assert submission.answers[0].model_extra == {"was_changed": False, "change_count": 0, "confidence": "high"}


def test_a_complaint_holds_no_word_of_the_student() -> None:
    sent = sample_submission()
    sent["answers"][2]["response"]["response_text"] = {"name": "Jane Doe"}
    assert "Jane" not in complaint(sent)
    with pytest.raises(ValidationError) as refused:
        ExamSubmissionWithExam.model_validate(sent)
    assert "Jane" not in str(refused.value)


def test_an_object_is_taken_too() -> None:
    submission: BaseModel = read_submission(sample_submission())
    assert read_submission(submission) is submission
    assert "missing" in complaint(None)
