import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bareme.domain.decisions import MarkDecision, MarkSource
from bareme.errors import InvalidInput
from bareme.evaluation import DataSet, read_dataset
from bareme.exports import ExportFormat, export
from tests.domain.sessions import AT, attempt, session

type Load = Callable[..., DataSet]


@pytest.fixture
def load(shared_data: Path) -> Load:
    return lambda name, *fmt: read_dataset(shared_data / "short-answers" / name, *fmt)


def marks_of(data: DataSet, rater: str = "human") -> Counter[Decimal]:
    return Counter(mark.points for item in data.items for mark in item.human_marks if mark.rater == rater)


def write_json(folder: Path, value: object) -> Path:
    path = folder / "set.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_mohler_is_both_graders_without_what_the_authors_exclude(load: Load) -> None:
    data = load("mohler")
    assert (data.format, len(data.items), data.raters) == ("mohler", 1074, ("me", "other"))
    assert [(left.count, str(left.reason)) for left in data.left_out] == [(60, "question left out by the authors")]
    assert {item.maximum for item in data.items} == {5}
    assert all(len(item.human_marks) == 2 and item.reference_answer for item in data.items)


def test_mohler_never_reads_the_column_of_means(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    header = "question_id,student_index,excluded_by_authors,me,other,ave,question,reference,answer"
    path.write_text(f"{header}\n11.1,3,False,2.25,4.5,3.5,Q,R,A\n12.1,3,False,2.25,9,3.5,Q,R,A\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"answers.csv, line 3: .*'other'"):
        read_dataset(path)
    path.write_text(f"{header}\n11.1,3,False,2.25,4.5,3.5,Q,R,A\n", encoding="utf-8")
    (item,) = read_dataset(path).items
    assert [mark.points for mark in item.human_marks] == [Decimal("2.25"), Decimal("4.5")]
    assert item.student_id == "11-3"


def test_beetle_in_five_three_and_two_labels(load: Load) -> None:
    five, three, two = load("beetle"), load("beetle", "semeval-3way"), load("beetle", "semeval-2way")
    assert marks_of(five) == {0: 1049 + 195 + 113, Decimal("0.5"): 919, 1: 1665}
    assert marks_of(three) == marks_of(two) == {0: 3941 - 1665, 1: 1665}
    labels = Counter(item.human_marks[0].label for item in three.items)
    assert labels == {"correct": 1665, "contradictory": 1049, "incorrect": 919 + 195 + 113}
    first = five.items[0]
    assert (first.student_id, first.question_id) == ("sbj3", "BULB_C_VOLTAGE_EXPLAIN_WHY1")
    assert first.reference_answer == "Terminal 1 and the positive battery terminal are in different electrical states"


def test_a_table_of_scientsbank_with_its_own_column_names(tmp_path: Path) -> None:
    path = tmp_path / "scients.csv"
    path.write_text("id,question,reference_answer,student_answer,label_2way\n7,Why?,Because,So,Incorrect\n")
    (item,) = read_dataset(path).items
    assert (item.question_id, item.answer, item.human_marks[0].label) == ("Why?", "So", "incorrect")
    path.write_text("id,question,reference_answer,student_answer,label_2way\n7,Why?,Because,So,maybe\n")
    with pytest.raises(InvalidInput, match="line 2: the label 'maybe'"):
        read_dataset(path)


def test_digiklausur_with_questions_and_model_answers(load: Load) -> None:
    data = load("digiklausur")
    assert marks_of(data) == {0: 141, 1: 399, 2: 695}
    assert not any((item.answer or "").startswith("YOUR ANSWER") for item in data.items)
    assert all(item.question for item in data.items)
    assert len({item.question_id for item in data.items if item.reference_answer}) == 40
    assert len({item.question_id for item in data.items}) == 51


def test_athena_takes_the_score_and_never_the_models_credits_for_a_persons(load: Load) -> None:
    data = load("athena")
    assert len(data.items) == 59
    assert sorted(left.count for left in data.left_out) == [9, 44]
    assert data.systems == ("azure_openai_gpt-4o",)
    points = {item.item_id: item.human_marks[0].points for item in data.items}
    assert [points[key] for key in points if key.startswith("6715/")][:4] == [0, 1, Decimal("1.5"), 2]
    # 22.9, 60.4 and 87.5 % of 12 points.
    assert {Decimal("2.75"), Decimal("7.25"), Decimal("10.5")} <= {
        item.human_marks[0].points for item in data.items if item.question_id == "7195"
    }
    assert any(len(item.system_marks[0].criteria) > 1 for item in data.items)
    assert all(0 <= item.system_marks[0].points <= (item.maximum or 0) for item in data.items)


def exercise(**fields: object) -> dict[str, Any]:
    submission = {"id": 1, "text": "x", "score": 50, "feedbacks": [{"id": 1, "title": "t", "credits": 2}]}
    base = {"id": 9, "type": "text", "max_points": 4, "problem_statement": "P", "submissions": [submission]}
    return {**base, **fields}


def test_athena_criteria_with_credits(tmp_path: Path) -> None:
    instructions = [{"credits": 0, "instruction_description": "no"}, {"credits": 1.5, "instruction_description": "yes"}]
    off = [{"credits": -1, "instruction_description": "too long"}]
    criteria = [
        {"id": 4, "title": "Idea", "structured_grading_instructions": instructions},
        {"id": 5, "structured_grading_instructions": off},
    ]
    (item,) = read_dataset(write_json(tmp_path, exercise(grading_criteria=criteria))).items
    (idea, penalty) = item.criteria
    assert (idea.id, idea.name, idea.points) == ("4", "Idea", Decimal("1.5"))
    assert [(level.points, level.description) for level in idea.levels] == [(0, "no"), (Decimal("1.5"), "yes")]
    assert (penalty.points, penalty.levels[0].description) == (-1, "too long")
    assert (item.human_marks[0].points, item.system_marks) == (2, ())


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (exercise(submissions=[{"id": 5, "text": "x", "score": 150}]), "submission 5: .*is not between 0 and 4"),
        (exercise(submissions=[{"id": 5, "text": "x", "score": 51}]), "submission 5: no multiple of 0.25 is 51 % of 4"),
        (exercise(submissions=[{"id": 5, "score": 50}]), "submission 5: 'text': is missing"),
        (exercise(type="programming"), "no text submission has a human score"),
    ],
)
def test_exercises_that_are_refused(tmp_path: Path, value: object, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_dataset(write_json(tmp_path, value))


def test_alice_levels(load: Load, tmp_path: Path) -> None:
    data = load("alice")
    assert marks_of(data) == {0: 286, 1: 297, 2: 244}
    assert [level.label for level in data.items[0].levels] == ["Incorrect", "Partially correct", "Correct"]
    assert len({item.question_id for item in data.items}) == 78
    entry = {
        "id": "1",
        "question_id": "q",
        "question": "?",
        "answer": "a",
        "rubric": {"Correct": "ja", "Incorrect": "nein"},
    }
    path = write_json(tmp_path, [{**entry, "score": "incorrect"}, {**entry, "id": "2", "score": "Correct."}])
    assert [item.human_marks[0].points for item in read_dataset(path).items] == [0, 1]
    with pytest.raises(InvalidInput, match=r"set.json, \[0\]: the rubric has no level 'perhaps'"):
        read_dataset(write_json(tmp_path, [{**entry, "score": "perhaps"}]))


def test_rsmtool_rows_that_repeat_are_one_students(load: Load) -> None:
    data = load("rsmtool")
    assert (len(data.items), data.raters, data.systems) == (200, ("human1", "human2"), ("system_scaled",))
    assert len({item.student_id for item in data.items}) == 40
    assert data.items[0].system_marks[0].points == Decimal("4.11545839")


def test_rsmtool_with_other_names_and_a_missing_second_score(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("spkitemid,sc1,sc2,raw\nA,3,,2.5\nB,2,3,2.1\n")
    first, second = read_dataset(path).items
    assert [mark.rater for mark in first.human_marks] == ["sc1"]
    assert len(second.human_marks) == 2
    assert first.student_id == ""


def test_human_marks_session_by_session(tmp_path: Path) -> None:
    nested = {"human_marks_by_qid": {"Q1": 9, "Q2": None}, "questions": [{"question_id": "Q1", "max_marks": 10}]}
    data = read_dataset(write_json(tmp_path, {"abc": {"Q1": 4.5, "Q2": 0}, "def": nested}))
    found = {
        item.item_id: (item.student_id, item.maximum, [mark.points for mark in item.human_marks]) for item in data.items
    }
    assert found == {
        "abc/Q1": ("abc", None, [Decimal("4.5")]),
        "abc/Q2": ("abc", None, [0]),
        "def/Q1": ("def", 10, [9]),
        "def/Q2": ("def", None, []),
    }
    with pytest.raises(InvalidInput, match=r"abc.Q1: (.|\n)*def: expected a mapping"):
        read_dataset(write_json(tmp_path, {"abc": {"Q1": "x", "Q2": 1}, "def": 3}))


def test_what_a_teacher_decided_in_a_graded_session(tmp_path: Path) -> None:
    def decided(copy_id: str, question_id: str, points: str, source: MarkSource) -> MarkDecision:
        return MarkDecision.model_validate(
            {
                "copy_id": copy_id,
                "question_id": question_id,
                "source": source,
                "points": points,
                "author": "teacher",
                "at": AT,
                "scheme_version": 1,
                "evaluation_version": 2,
            }
        )

    graded = session(
        "Q1: 5, Q2: 3",
        [
            attempt("c1", "A", {"Q1": "4", "Q2": "3"}),
            attempt("c1", "B", {"Q1": "2", "Q2": "3"}),
            attempt("c2", "A", {"Q1": "1", "Q2": "0"}),
            attempt("c2", "B", {"Q1": "1", "Q2": "1"}),
        ],
        decisions=[decided("c1", "Q1", "3", MarkSource.TEACHER), decided("c2", "Q2", "1", MarkSource.MODEL)],
    )
    path = tmp_path / "session.json"
    path.write_bytes(export(graded, ExportFormat.JSON, generated_at=AT))
    exported = read_dataset(path)
    path.write_text(graded.model_dump_json(), encoding="utf-8")
    kept = read_dataset(path)
    assert exported == kept
    assert [(item.item_id, item.maximum, item.human_marks[0].points) for item in kept.items] == [
        ("c1/Q1", 5, 3),
        ("c2/Q2", 3, 1),
    ]
    assert [(mark.rater, mark.points, mark.confidence) for mark in kept.items[0].system_marks] == [
        ("A", 4, 0.9),
        ("B", 2, 0.9),
    ]
    assert [left.count for left in kept.left_out] == [2]
    assert str(kept.remarks[0]).startswith("1 decisions adopt")
    path.write_text(session("Q1: 5", [attempt("c1", "A", {"Q1": "4"})], graders=1).model_dump_json(), encoding="utf-8")
    with pytest.raises(InvalidInput, match="has not decided any mark"):
        read_dataset(path)
