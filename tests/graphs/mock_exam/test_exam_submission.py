"""What a client may send: the fixtures as they are, and every single field of them broken."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from bareme.domain.mock_exam.answer_keys import decide
from bareme.domain.mock_exam.exam import QuestionType
from bareme.domain.mock_exam.integrity import check_submission
from bareme.domain.mock_exam.submission import AnswerResponse, ExamSubmissionWithExam
from bareme.domain.points import add
from bareme.errors import InvalidInput
from bareme.graphs.mock_exam.contract import read_submission
from tests.mock_exams import french_submission, hundred_questions, long_submission, sample_submission

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
    counts = []
    for sent in (sample_submission(), french_submission(), long_submission(), hundred_questions()):
        exam = read_submission(sent).mock_exam
        counts.append(sum(1 for _ in exam.questions()))
        assert exam.metadata.totalMarks == add(question.marks for question in exam.questions())
        for section in exam.sections:
            assert section.section_marks == add(question.marks for question in section.questions)
            for question in section.questions:
                scheme = question.cfu_config.answer_key.marking_scheme
                assert not scheme or add(step.marks for step in scheme) == question.marks
    assert counts == [6, 7, 30, 100]


def test_what_is_read_is_what_was_sent() -> None:
    for sent in (sample_submission(), long_submission()):
        submission = read_submission(sent)
        assert {question.question_type for question in submission.mock_exam.questions()} == set(QuestionType)
        assert submission.model_dump(mode="json", exclude_unset=True) == json.loads(json.dumps(sent))


def test_every_field_that_is_taken_away_is_named() -> None:
    sent = sample_submission()
    wanted = [path for path in paths(sent) if isinstance(path[-1], str) and path[-1] not in OPTIONAL | UNKNOWN]
    assert len(wanted) > 150
    for path in wanted:
        broken = copy.deepcopy(sent)
        del parent_of(broken, path)[path[-1]]
        if path[-1] in {"is_correct", "options"}:
            continue  # not always needed: see the tests of options
        assert f"{place_of(path)}: is missing" in complaint(broken)


def test_every_field_of_a_wrong_type_is_named() -> None:
    sent = sample_submission()
    places = [path for path in paths(sent) if path[-1] not in UNKNOWN]
    assert len(places) > 250
    for path in places:
        broken = copy.deepcopy(sent)
        there = parent_of(broken, path)[path[-1]]
        parent_of(broken, path)[path[-1]] = "wrong" if isinstance(there, dict | list) else {"wrong": "type"}
        if path[-1] == "selected_options":
            continue  # one option may be sent as a text
        assert place_of(path) in complaint(broken)


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
        (("mock_exam", "sections", 0, "questions", 1, "question_id"), "q1", "question_id: 'q1' is used twice"),
        (("mock_exam", "sections", 1, "section_id"), "section_a", "section_id: 'section_a' is used twice"),
        (("mock_exam", "sections", 0, "questions", 0, "marks"), -1, "must be at least 0"),
        (("mock_exam", "sections"), [], "must not be empty"),
        (("answers", 3, "response", "response_text"), "x" * 100_001, "response_text: is too long"),
        (("answers", 3, "response", "working"), "x" * 100_001, "working: is too long"),
        (("mock_exam", "metadata", "calculator_policy"), "sometimes", "'non_calc'"),
    ],
)
def test_what_cannot_be_is_refused(path: Path, value: Any, reason: str) -> None:
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
    submission = read_submission(sent)
    assert next(submission.mock_exam.questions()).cfu_config.right_labels == frozenset()
    assert "has no right option: 'E' names none" in told(submission)


def told(submission: ExamSubmissionWithExam) -> str:
    return " ".join(check.message for check in check_submission(submission) if check.question_id == "q1")


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (("question_type",), "numeric", "cfu_config is 'mcq'"),
        (("cfu_config", "options"), None, "has no options"),
        (("cfu_config", "options", 1, "label"), "A", "two options 'A'"),
        (("cfu_config", "options", 1, "is_correct"), True, "contradicts itself"),
        (
            ("cfu_config", "answer_key", "correct_answer"),
            "B",
            "contradicts itself: B by correct_answer, A by is_correct",
        ),
        (
            ("cfu_config", "answer_key", "marking_scheme"),
            [{"step": "s", "marks": 3}],
            "scheme of 3 marks, and is worth 1",
        ),
    ],
)
def test_a_key_that_contradicts_itself_is_told_and_decides_nothing(path: Path, value: Any, reason: str) -> None:
    sent = sample_submission()
    question = sent["mock_exam"]["sections"][0]["questions"][0]
    parent_of(question, path)[path[-1]] = value
    submission = read_submission(sent)
    assert reason in told(submission)
    asked = next(submission.mock_exam.questions())
    if path[-1] != "marking_scheme":
        assert decide(asked, AnswerResponse(selected_option="B")) is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("answers", 0, "response"), None),
        (("answers", 0, "time_spent_seconds"), None),
        (("mock_exam", "sections", 0, "questions", 0, "hints"), None),
        (("mock_exam", "sections", 0, "questions", 0, "misconceptions"), None),
        (("mock_exam", "sections", 0, "questions", 0, "cfu_config", "answer_key", "acceptable_variations"), None),
        (("mock_exam", "sections", 0, "questions", 0, "cfu_config", "answer_key", "marking_scheme"), None),
        (("mock_exam", "sections", 1, "questions"), []),
        (("mock_exam", "metadata", "timeLimit"), None),
        (("submission_metadata", "time_limit_minutes"), None),
        (("mock_exam", "sections", 0, "questions", 0, "marks"), 0),
    ],
)
def test_nothing_is_lost_at_hand_in(path: Path, value: Any) -> None:
    sent = sample_submission()
    parent_of(sent, path)[path[-1]] = value
    read_submission(sent)


@pytest.mark.parametrize(
    ("sent", "number", "final"),
    [
        ("", None, None),
        ("  ", None, None),
        ("42,0", 42.0, None),
        (" 3.5 ", 3.5, None),
        ("3e5", 300000.0, None),
        ("1,234", None, "1,234"),
        ("42 cm", None, "42 cm"),
        ("about 40", None, "about 40"),
    ],
)
def test_a_number_that_is_sent_as_text_is_read_or_kept(sent: str, number: float | None, final: str | None) -> None:
    response = AnswerResponse.model_validate({"numeric_value": sent})
    assert (response.numeric_value, response.final_answer) == (number, final)
    assert response.is_blank == (not sent.strip())


def test_what_real_clients_send_beside_is_kept() -> None:
    sent = sample_submission()
    sent["answers"][5]["response"]["final_answer"] = 3
    sent["exam_context"]["sections_completed"] = 2
    sent["answers"][0]["confidence"] = "high"
    submission = read_submission(sent)
    assert submission.answers[5].response is not None
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
