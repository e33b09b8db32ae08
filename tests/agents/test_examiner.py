"""What becomes of an answer that is good, faulty or of no use."""

import json
import math
from collections.abc import Iterable
from decimal import Decimal

import pytest

from bareme.agents.examiner import marks_of
from bareme.calls.call import Caller, CallPlan
from bareme.domain.attempts import MarkStatus
from bareme.errors import ModelFailure
from tests.agents.conftest import GRADER
from tests.agents.examining import (
    GOOD,
    QUESTIONS,
    STEP,
    Reply,
    by_criteria,
    criteria,
    draft,
    examine,
    marks,
    message,
    points_of,
    said,
)
from tests.provider.server import Json, Provider, completion

pytestmark = pytest.mark.smoke


async def test_a_good_answer_takes_one_call(provider: Provider) -> None:
    caller = Caller(CallPlan(GRADER.model))
    answer = await examine(provider, GOOD, caller=caller)
    assert points_of(answer) == {"1": 3.5, "2.a": 2.0, "2.b": 2.5}
    assert len(provider.requests) == 1
    assert (answer.problem, caller.account.usage.calls) == ("", 1)
    assert (caller.account.usage.input_tokens, caller.account.usage.output_tokens) == (1000, 100)
    assert answer.value is not None
    assert answer.value.general_comment == "Bien."


async def test_criteria_are_summed_by_code(provider: Provider) -> None:
    answer = await examine(provider, marks(draft("1"), draft("2.a"), draft("2.b", 3, criteria=criteria(1, 1.1))))
    mark = marks_of(answer, QUESTIONS, STEP, "fr")["2.b"]
    assert mark.points == Decimal("2.1")
    assert [(c.criterion_id, c.points) for c in mark.criteria] == [("method", Decimal(1)), ("result", Decimal("1.1"))]


FAULTS = [
    pytest.param(marks(draft("1"), by_criteria()), "'2.a' is not marked", {"2.a"}, id="missing"),
    pytest.param(
        marks(draft("1"), draft("1", 2), draft("2.a"), by_criteria()),
        "'1' is marked twice, with 1.00",
        {"1"},
        id="twice",
    ),
    pytest.param(marks(draft("1", 4.25), draft("2.a"), by_criteria()), "'1' has 4.25 points", {"1"}, id="above"),
    pytest.param(marks(draft("1", 1.1), draft("2.a"), by_criteria()), "'1' has 1.10 points", {"1"}, id="off step"),
    pytest.param(marks(draft("1", -1), draft("2.a"), by_criteria()), "'1' has -1.00 points", {"1"}, id="negative"),
    pytest.param(marks(draft("1", None), draft("2.a"), by_criteria()), "'1' has no points", {"1"}, id="none"),
    pytest.param(marks(draft("1", math.nan), draft("2.a"), by_criteria()), "must be finite", {"1"}, id="NaN"),
    pytest.param(marks(draft("1", math.inf), draft("2.a"), by_criteria()), "must be finite", {"1"}, id="infinity"),
    pytest.param(marks(draft("1", True), draft("2.a"), by_criteria()), "not the boolean True", {"1"}, id="boolean"),
    pytest.param(marks(draft("1", "bien"), draft("2.a"), by_criteria()), "not 'bien'", {"1"}, id="text"),
    pytest.param(marks(draft("1", 0.333), draft("2.a"), by_criteria()), "two decimal places", {"1"}, id="a third"),
    pytest.param(marks(draft("1", status="ok"), draft("2.a"), by_criteria()), "status", {"1"}, id="status"),
    pytest.param(marks({"points": 1}, draft("2.a"), by_criteria()), "question_id", {"1"}, id="no id"),
    pytest.param(marks(draft("1"), draft("2.a"), draft("2.b", 2)), "each of its criteria", {"2.b"}, id="no criteria"),
    pytest.param(
        marks(draft("1"), draft("2.a"), by_criteria([*criteria(), {"criterion_id": "style", "points": 1}])),
        "each of its criteria exactly once: 'method', 'result'",
        {"2.b"},
        id="unknown criterion",
    ),
    pytest.param(
        marks(draft("1"), draft("2.a"), by_criteria(criteria()[:1] * 2)),
        "each of its criteria exactly once",
        {"2.b"},
        id="criterion twice",
    ),
    pytest.param(
        marks(draft("1"), draft("2.a"), by_criteria(criteria(2.5, 0))),
        "criterion 'method', has 2.50 points",
        {"2.b"},
        id="criterion above",
    ),
    pytest.param(
        marks(draft("1"), draft("2.a"), by_criteria(criteria(0.1, 0))),
        "criterion 'method', has 0.10 points",
        {"2.b"},
        id="criterion off step",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("faulty", "told", "bad"), FAULTS)
async def test_a_faulty_answer_is_told_once_and_then_only_what_is_bad_is_lost(
    provider: Provider, faulty: Json, told: str, bad: set[str]
) -> None:
    caller = Caller(CallPlan(GRADER.model))
    answer = await examine(provider, faulty, faulty, caller=caller)
    assert len(provider.requests) == 2
    assert told in said(provider.requests[1])
    assert caller.account.usage.calls == 2
    given = marks_of(answer, QUESTIONS, STEP, "fr")
    assert {question_id for question_id, mark in given.items() if mark.status is MarkStatus.INVALID_OUTPUT} == bad
    assert all(mark.points is not None for question_id, mark in given.items() if question_id not in bad)
    assert all(given[question_id].note for question_id in bad)


@pytest.mark.parametrize(("faulty", "told", "bad"), FAULTS)
async def test_an_answer_that_is_put_right_counts(provider: Provider, faulty: Json, told: str, bad: set[str]) -> None:
    answer = await examine(provider, faulty, GOOD)
    assert points_of(answer) == {"1": 3.5, "2.a": 2.0, "2.b": 2.5}
    assert answer.problem == ""


async def test_an_unknown_question_spoils_no_other(provider: Provider) -> None:
    faulty = marks(draft("1", 1), draft("2", 1), draft("2.a", 1), by_criteria())
    answer = await examine(provider, faulty, faulty)
    assert "'2' is no question of the scheme that can be marked" in said(provider.requests[1])
    assert points_of(answer) == {"1": 1.0, "2.a": 1.0, "2.b": 2.5}


CALL = ("Examination", json.dumps(GOOD))
NO_CALL = [
    pytest.param(message("Voici les notes : 3,5 et 2."), "You answered in prose", id="prose"),
    pytest.param(message(None), "You answered in prose", id="nothing"),
    pytest.param(message(None, ("Examination", '{"marks": [{"id')), "not valid JSON", id="truncated"),
    pytest.param(message(None, ("Grade", json.dumps(GOOD))), "There is no tool 'Grade'", id="unknown tool"),
]
USELESS = [
    *NO_CALL,
    pytest.param(message(None, ("Examination", "[]")), "no JSON object", id="no object"),
    pytest.param(message(None, ("Examination", "{}")), "marks", id="no marks"),
    pytest.param(message(None, ("Examination", '{"marks": "none"}')), "marks", id="marks are text"),
    pytest.param(message(None, ("Examination", '{"marks": [7, null]}')), "marks", id="marks are numbers"),
]


@pytest.mark.parametrize(("useless", "told"), USELESS)
async def test_a_useless_answer_twice_is_invalid_throughout(provider: Provider, useless: Json, told: str) -> None:
    answer = await examine(provider, useless, useless)
    assert len(provider.requests) == 2
    assert told in said(provider.requests[1])
    assert told in answer.problem
    assert set(points_of(answer).values()) == {"invalid_output"}


@pytest.mark.parametrize(("useless", "told"), USELESS)
async def test_a_useless_answer_that_is_put_right_counts(provider: Provider, useless: Json, told: str) -> None:
    assert points_of(await examine(provider, useless, GOOD)) == {"1": 3.5, "2.a": 2.0, "2.b": 2.5}
    assert len(provider.requests) == 2


async def test_of_two_faulty_answers_the_second_counts(provider: Provider) -> None:
    first = marks(draft("1", 3), draft("2.a", 1))
    second = marks(draft("1", 99), draft("2.a", 2), by_criteria())
    assert points_of(await examine(provider, first, second)) == {"1": "invalid_output", "2.a": 2.0, "2.b": 2.5}


@pytest.mark.parametrize(("useless", "told"), NO_CALL)
async def test_what_was_good_before_a_useless_answer_is_kept(provider: Provider, useless: Json, told: str) -> None:
    answer = await examine(provider, marks(draft("1", 3), draft("2.a", 99), by_criteria()), useless)
    assert points_of(answer) == {"1": 3.0, "2.a": "invalid_output", "2.b": 2.5}
    assert told in answer.problem


@pytest.mark.parametrize(
    "calls",
    [
        [CALL, CALL],
        [CALL, ("Grade", "{}")],
        [("Grade", "{}"), ("Examination", "{}")],
        [CALL, ("Examination", '{"marks": [')],
        [("Examination", '{"marks": ['), ("Grade", "{}")],
    ],
)
async def test_every_call_has_its_answer_before_the_model_is_asked_again(
    provider: Provider, calls: Iterable[tuple[str, str]]
) -> None:
    await examine(provider, message(None, *calls), GOOD)
    for request in provider.requests:
        asked = {call["id"] for m in request["messages"] for call in m.get("tool_calls") or []}
        assert {m["tool_call_id"] for m in request["messages"] if m["role"] == "tool"} == asked
    assert len(provider.requests) <= 2


async def test_two_calls_that_share_out_the_questions_are_kept_and_what_both_mark_is_not(provider: Provider) -> None:
    first = ("Examination", json.dumps(marks(draft("1", 3), draft("2.a", 1))))
    second = ("Examination", json.dumps(marks(draft("2.a", 2), by_criteria())))
    answer = await examine(provider, message(None, first, second), message(None, first, second))
    assert points_of(answer) == {"1": 3.0, "2.a": "invalid_output", "2.b": 2.5}


@pytest.mark.parametrize("reply", [{**completion("fake", "x", {}), "choices": []}, {"choices": None}, 429, 500])
async def test_a_provider_that_gives_no_answer_is_asked_again(provider: Provider, reply: Reply) -> None:
    assert (await examine(provider, reply, GOOD)).problem == ""
    assert len(provider.requests) == 2


@pytest.mark.parametrize("reply", [400, 401, 404])
async def test_a_provider_that_refuses_is_not_asked_again(provider: Provider, reply: Reply) -> None:
    with pytest.raises(ModelFailure):
        await examine(provider, reply)
    assert len(provider.requests) == 1


async def test_what_was_good_is_kept_when_the_second_call_fails(provider: Provider) -> None:
    answer = await examine(provider, marks(draft("1", 3), draft("2.a", 99), by_criteria()), 400)
    assert points_of(answer) == {"1": 3.0, "2.a": "invalid_output", "2.b": 2.5}


async def test_latex_arrives_as_it_was_written_however_it_was_escaped(provider: Provider) -> None:
    read = {"transcription": r"$E = \frac{1}{2} m v^2 \times \theta_0$", "evidence": [r"$\frac{1}{2}$"]}
    careful = json.dumps(marks(draft("1", **read), draft("2.a"), by_criteria()))
    careless = careful.replace("\\\\", "\\")
    for arguments in (careful, careless):
        answer = await examine(provider, message(None, ("Examination", arguments)))
        mark = marks_of(answer, QUESTIONS, STEP, "fr")["1"]
        assert (mark.transcription, mark.evidence) == (read["transcription"], (r"$\frac{1}{2}$",))


TOLD = [
    pytest.param(message("Voici les notes : 3,5 et 2."), "texte libre", "free text", id="prose"),
    pytest.param(message(None, ("Examination", "{}")), "n’a pas la forme", "not in the requested form", id="no marks"),
    pytest.param(message("Voici", finish_reason="length"), "coupée", "cut off", id="cut off"),
    pytest.param(message(None, finish_reason="content_filter"), "filtre de contenu", "content filter", id="blocked"),
]


@pytest.mark.parametrize(("useless", "french", "english"), TOLD)
async def test_the_teacher_is_not_told_what_the_model_is(
    provider: Provider, useless: Json, french: str, english: str
) -> None:
    answer = await examine(provider, useless, useless)
    assert french in answer.explain("fr")
    assert english in answer.explain("en")
    assert "Examination" not in answer.explain("en")
    mark = marks_of(answer, QUESTIONS, STEP, "fr")["1"]
    assert mark.note == answer.explain("fr")
    assert (await examine(provider, GOOD)).explain("fr") == ""
