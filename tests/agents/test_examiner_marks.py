"""One lawful mark for each question, whatever was sent; and what the examiner is shown."""

import json
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.agents.agent import Answer
from bareme.agents.briefing import scheme_json
from bareme.agents.copy_content import copy_content
from bareme.agents.examiner import Examination, MarkDraft, find_problems, marks_of
from bareme.agents.examiner_prompt import selection
from bareme.domain.attempts import Flag, Mark, MarkStatus
from bareme.domain.points import is_mark
from tests.agents.examining import BRIEF, QUESTIONS, SCHEME, STEP, by_criteria, criteria, draft, marks
from tests.provider.server import Json


def answered(*drafts: Json) -> Answer[Examination]:
    return Answer(value=Examination.model_validate(marks(*drafts)), arguments=[], problem="")


@pytest.mark.parametrize("status", ["missing", "not_treated", "unreadable"])
def test_an_answer_that_is_not_there_earns_nothing_whatever_points_are_named(status: str) -> None:
    given = marks_of(answered(draft("1", 4, status=status)), QUESTIONS[:1], STEP, "fr")["1"]
    assert (given.status.value, given.points) == (status, Decimal(0))
    unread = marks_of(answered(by_criteria() | {"status": status}), QUESTIONS[2:], STEP, "fr")["2.b"]
    assert (unread.points, unread.criteria) == (Decimal(0), ())


def test_a_mark_carries_what_the_grader_said() -> None:
    told = draft("1", 2, feedback="Bien.", rationale="Tout y est.", evidence=["v = d/t", " "], injection_suspected=True)
    given = marks_of(answered(told), QUESTIONS[:1], STEP, "fr")["1"]
    assert given == Mark(
        question_id="1",
        status=MarkStatus.GRADED,
        points=Decimal(2),
        evidence=("v = d/t",),
        feedback="Bien.",
        rationale="Tout y est.",
        confidence=0.9,
        flags=(Flag.INJECTION_SUSPECTED,),
    )


def test_criteria_of_a_question_without_any_are_dropped() -> None:
    given = marks_of(answered(draft("1", 2, criteria=criteria())), QUESTIONS[:1], STEP, "fr")["1"]
    assert (given.points, given.criteria) == (Decimal(2), ())


_POINTS = st.sampled_from([0, 0.25, 1, 2, "2,5", 3.9, 4, 99, -1, None, True, "x", math.nan])
_CRITERIA = st.fixed_dictionaries({"criterion_id": st.sampled_from(["method", "result"]), "points": _POINTS})
_DRAFTS = st.lists(
    st.builds(
        draft,
        st.sampled_from(["1", "2.a", "2.b", "2", "9"]),
        _POINTS,
        status=st.sampled_from(["graded", "missing", "unreadable", "lost"]),
        criteria=st.lists(_CRITERIA, max_size=3),
    )
    | st.sampled_from([None, 7, "1", {}]),
    max_size=6,
)


@given(_DRAFTS)
def test_whatever_the_model_sends_every_question_has_one_lawful_mark(drafts: list[Json]) -> None:
    salvaged = Answer[Examination](value=None, arguments=[{"marks": drafts}], problem="faulty")
    given = marks_of(salvaged, QUESTIONS, STEP, "fr")
    assert list(given) == [question.id for question in QUESTIONS]
    for question in QUESTIONS[:2]:
        points = given[question.id].points
        assert points is None or is_mark(points, maximum=question.maximum, step=STEP)
    last = given["2.b"]
    assert last.points is None or 0 <= last.points <= 3
    assert all(mark.note for mark in given.values() if mark.points is None)


@given(_DRAFTS)
def test_what_passes_the_checks_loses_no_mark(drafts: list[Json]) -> None:
    valid = [MarkDraft.model_validate(one) for one in drafts if _is_draft(one)]
    kept = marks_of(Answer(value=Examination(marks=valid), arguments=[], problem=""), QUESTIONS, STEP, "fr")
    lost = [mark for mark in kept.values() if mark.status is MarkStatus.INVALID_OUTPUT]
    if not find_problems(valid, QUESTIONS, STEP):
        assert lost == []


def _is_draft(one: object) -> bool:
    try:
        MarkDraft.model_validate(one)
    except ValueError:
        return False
    return True


def test_the_scheme_is_shown_with_nothing_empty() -> None:
    assert json.loads(scheme_json(SCHEME)) == [
        {"id": "1", "label": "Exercice 1", "max_points": 4.0},
        {
            "id": "2",
            "label": "2",
            "max_points": 5.0,
            "parts": [
                {"id": "2.a", "label": "2.a", "max_points": 2.0},
                {
                    "id": "2.b",
                    "label": "2.b",
                    "max_points": 3.0,
                    "criteria": [
                        {"criterion_id": "method", "name": "Méthode", "points": 2.0, "description": ""},
                        {"criterion_id": "result", "name": "Résultat", "points": 1.1, "description": ""},
                    ],
                },
            ],
        },
    ]


def test_a_regrade_of_some_questions_says_which() -> None:
    assert not selection(BRIEF, QUESTIONS)
    assert selection(BRIEF, QUESTIONS[1:]) == "Mark only these questions: '2.a', '2.b'."


def test_pictures_are_announced_only_where_they_follow() -> None:
    assert "pictures that follow" in copy_content(pages=[""], pictured=[1])
    assert "pictures" not in copy_content(answers={"1": "oui"})
