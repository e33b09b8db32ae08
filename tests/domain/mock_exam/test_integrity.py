"""What code notices about a submission."""

from collections.abc import Callable
from typing import Any

import pytest

from bareme.domain.mock_exam.integrity import check_submission
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from tests.mock_exams import sample_submission

type Json = dict[str, Any]


def unknown_question(sent: Json) -> None:
    sent["answers"].append({**sent["answers"][0], "question_id": "q99", "time_spent_seconds": 0})


def repeated(sent: Json) -> None:
    sent["answers"].append({**sent["answers"][0], "time_spent_seconds": 0})


def unknown_option(sent: Json) -> None:
    sent["answers"][0]["response"]["selected_option"] = "Z"


def unknown_options(sent: Json) -> None:
    sent["answers"][1]["response"]["selected_options"] = ["A", "Z"]


def other_type(sent: Json) -> None:
    sent["answers"][0]["question_type"] = "short_text"


def section_total(sent: Json) -> None:
    sent["mock_exam"]["sections"][0]["section_marks"] = 9


def exam_total(sent: Json) -> None:
    sent["mock_exam"]["metadata"]["totalMarks"] = 12


def other_exam(sent: Json) -> None:
    sent["exam_id"] = "exam_of_another_day"


def wrong_count(sent: Json) -> None:
    sent["exam_context"]["questions_answered"] = 2


def before_it_began(sent: Json) -> None:
    sent["submission_metadata"]["submitted_at"] = "2026-03-02T08:00:00Z"


def longer_than_it_took(sent: Json) -> None:
    sent["submission_metadata"]["time_spent_minutes"] = 39


def no_time(sent: Json) -> None:
    sent["submission_metadata"]["started_at"] = "this morning"


def other_limit(sent: Json) -> None:
    sent["submission_metadata"]["time_limit_minutes"] = 45


def slow_answers(sent: Json) -> None:
    sent["answers"][0]["time_spent_seconds"] = 4000


def no_key(sent: Json) -> None:
    sent["mock_exam"]["sections"][0]["questions"][2]["cfu_config"]["answer_key"] = {"correct_answer": " "}


def late(sent: Json) -> None:
    sent["submission_metadata"].update(
        submitted_at="2026-03-02T09:50:00Z", time_spent_minutes=50, time_overage_minutes=10
    )


def wrong_overage(sent: Json) -> None:
    sent["submission_metadata"]["time_overage_minutes"] = 10


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        (unknown_question, "unknown_question", "'q99'"),
        (repeated, "repeated_answer", "2 times; the first"),
        (unknown_option, "unknown_option", "'q1' has no option 'Z'"),
        (unknown_options, "unknown_option", "'q2' has no option 'Z'"),
        (other_type, "type_disagrees", "'short_text', and is 'mcq'"),
        (section_total, "totals_disagree", "declares 9 marks, and its questions have 4; their sum is used"),
        (exam_total, "totals_disagree", "declares 12 marks, and its questions have 11"),
        (other_exam, "identifiers_disagree", "exam_of_another_day"),
        (wrong_count, "counts_disagree", "2 answered and 0 skipped of 6"),
        (before_it_began, "contradictory_times", "before it was started"),
        (longer_than_it_took, "contradictory_times", "39 minutes were spent, and only 31.3 went by"),
        (no_time, "contradictory_times", "started_at is no ISO 8601 time"),
        (other_limit, "contradictory_times", "45 minutes, the exam's 40"),
        (slow_answers, "contradictory_times", "the answers took"),
        (no_key, "key_not_understood", "'q3' has no answer key; the marker decides"),
        (late, "over_time", "submitted by hand 10 minutes after"),
        (wrong_overage, "contradictory_times", "10 minutes over time are declared"),
    ],
)
def test_each_is_reported_alone(change: Callable[[Json], None], kind: str, words: str) -> None:
    sent = sample_submission()
    change(sent)
    (check,) = check_submission(ExamSubmissionWithExam.model_validate(sent))
    assert check.kind == kind
    assert words in check.message


def test_nothing_to_report() -> None:
    assert check_submission(ExamSubmissionWithExam.model_validate(sample_submission())) == []


def test_over_time_is_no_matter_where_the_clock_submitted() -> None:
    sent = sample_submission()
    late(sent)
    sent["submission_metadata"]["was_auto_submitted"] = True
    assert check_submission(ExamSubmissionWithExam.model_validate(sent)) == []
