"""What was asked and answered, a row for each question of each attempt: nothing lost, and nothing told too early."""

import csv
import io
import json
from decimal import Decimal

import pytest

from bareme.domain.policy import Reveal
from bareme.domain.session import GradedSession
from bareme.exports import ExportFormat, export
from bareme.exports.attempts import ATTEMPT_COLUMNS
from tests.exports.conftest import MODELS, NAMES
from tests.exports.test_usage import paid

__all__ = ["paid"]  # a fixture


def rows_of(session: GradedSession, at, **options) -> list[dict[str, str]]:
    text = export(session, ExportFormat.ATTEMPTS, generated_at=at, **options).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_for_each_question_of_each_attempt(paid: GradedSession, at) -> None:
    rows = rows_of(paid, at, grader_names=NAMES)
    given = {
        (attempt.copy_id, attempt.label, str(attempt.try_index), str(attempt.round), question_id)
        for attempt in paid.attempts
        for question_id in attempt.marks or [""]
    }
    keys = [(row["copy_id"], row["label"], row["try_index"], row["round"], row["question_id"]) for row in rows]
    assert set(keys) == given
    assert len(keys) == len(given)
    assert tuple(rows[0]) == ATTEMPT_COLUMNS
    assert {row["model"] for row in rows} == set(MODELS)


def test_what_an_attempt_took_adds_up(paid: GradedSession, at) -> None:
    rows = rows_of(paid, at, grader_names=NAMES)
    assert sum(int(row["input_tokens"] or 0) for row in rows) == sum(a.usage.input_tokens for a in paid.attempts)
    known = [a.usage.cost for a in paid.attempts if a.usage.cost is not None]
    assert sum(Decimal(row["cost"] or 0) for row in rows) == sum(known)


def test_blind_graders_stay_blind(paid: GradedSession, at) -> None:
    for row in rows_of(paid, at):
        assert {row[name] for name in ("model", "input_tokens", "cost", "seconds")} == {""}


def test_json_lines_say_the_same(paid: GradedSession, at) -> None:
    text = export(paid, ExportFormat.ATTEMPTS_JSONL, generated_at=at, grader_names=NAMES).decode()
    lines = [json.loads(line) for line in text.splitlines()]
    rows = rows_of(paid, at, grader_names=NAMES)
    assert [line["question_id"] for line in lines] == [row["question_id"] for row in rows]
    assert [line["points"] for line in lines] == [float(row["points"]) if row["points"] else None for row in rows]
    assert tuple(lines[0]) == ATTEMPT_COLUMNS


@pytest.mark.parametrize("fmt", [ExportFormat.ATTEMPTS, ExportFormat.ATTEMPTS_JSONL])
def test_marks_that_are_hidden_from_the_teacher_are_not_told(english: GradedSession, at, fmt) -> None:
    policy = english.policy.model_copy(update={"reveal": Reveal.AFTER_DECISION})
    hidden = english.model_copy(update={"policy": policy, "decisions": ()})
    text = export(hidden, fmt, generated_at=at).decode()
    shown = {mark.transcription for attempt in hidden.attempts for mark in attempt.marks.values()} - {""}
    assert not [transcription for transcription in shown if transcription in text]
    if fmt is ExportFormat.ATTEMPTS:
        assert {row["points"] for row in rows_of(hidden, at)} == {""}
