"""What a mock exam costs: estimated, kept within its budget, in turn with others, and paid once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from langgraph.cache.sqlite import SqliteCache
from langgraph.checkpoint.memory import InMemorySaver

from bareme.calls import measurements
from bareme.calls.measurements import Measurements
from bareme.errors import BudgetReached, InvalidInput, ModelFailure
from bareme.graphs.mock_exam.graph import build_mock_exam_graph
from bareme.settings import get_settings
from tests.faults.laboratory import laboratory
from tests.mock_exams import expected_marks, long_submission
from tests.provider.evaluation import evaluation, questions_of
from tests.provider.server import Json, Provider, completion, prompt_of, run_provider

MODEL = "openai:gpt-4.1-mini"
MARKS = expected_marks("long-exam")
SECTIONS = [section["section_id"] for section in long_submission()["mock_exam"]["sections"]]


def right(request: Json) -> Json:
    """The right evaluation of the questions that are asked about, so that one call is enough."""
    return evaluation(questions_of(prompt_of(request)), MARKS)


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[Provider]:
    with run_provider() as running:
        async with laboratory(running, tmp_path, BAREME_MAX_IN_FLIGHT="1"):
            running.script = right
            yield running


def submission(number: int = 1) -> Json:
    return {**long_submission(), "submission_id": f"sub_{number}"}


async def mark(number: int = 1, *, model: str = MODEL, **budget: object) -> Json:
    """Mark the long exam, three sections in a call each."""
    context: Any = {"budget": budget} if budget else None
    config: Any = {"configurable": {"model": model}}
    return await build_mock_exam_graph().ainvoke({"exam_submission": submission(number)}, config, context=context)


def marked_sections(state: Json) -> list[str]:
    feedback = state["structured_response"]["question_feedback"]
    assert [q["question_id"] for q in feedback] == list(MARKS)
    marked = {q["section_id"] for q in feedback if q["marks_earned"] is not None}
    assert all(q["marks_earned"] == MARKS[q["question_id"]] for q in feedback if q["section_id"] in marked)
    return [section for section in SECTIONS if section in marked]


def budget_checks(state: Json) -> list[str]:
    checks = state["structured_response"]["checks"]
    return [check["message"] for check in checks if check["kind"] == "budget_reached"]


def sections_asked(provider: Provider) -> list[str]:
    """The sections whose marks were asked for; a call for the closing words asks for none."""
    asked = [questions_of(prompt_of(request)) for request in provider.requests]
    return [questions[0]["section_id"] for questions in asked if questions]


async def test_what_it_takes_is_estimated_and_told(provider: Provider) -> None:
    state = await mark()
    # A call a section, and one for the closing words.
    assert (state["estimate"]["calls"], state["estimate"]["most_calls"]) == (4, 11)
    assert 0 < state["estimate"]["dollars"] < state["estimate"]["most_dollars"]
    assert (state["usage"]["calls"], state["usage"]["input_tokens"]) == (4, 4000)
    assert state["usage"]["cost"] > 0
    assert state["usage"]["seconds"] > 0
    assert state["budget_reached"] is None
    assert not get_settings().spending_file.exists()


async def test_at_the_limit_the_sections_that_are_not_paid_are_named_and_no_zero(provider: Provider) -> None:
    # Three calls at worst are set aside for a section, which takes one: the third has two left.
    state = await mark(calls=4)
    paid = [section for section in SECTIONS if section in sections_asked(provider)]
    assert (len(paid), marked_sections(state)) == (2, paid)
    (unpaid,) = (s for s in submission()["mock_exam"]["sections"] if s["section_id"] not in paid)
    assert (state["budget_reached"], state["usage"]["calls"]) == ("calls", 2)
    (message,) = budget_checks(state)
    numbers = [question["question_number"] for question in unpaid["questions"]]
    place = f"questions {numbers[0]} to {numbers[-1]} (section {unpaid['section_label']!r})"
    assert message == f"{place} are not marked: the budget of calls is reached"
    result = state["structured_response"]
    by_section = {s["section_id"]: s for s in result["section_results"]}
    assert by_section[unpaid["section_id"]]["questions_open"] == len(numbers)
    earned, possible = (
        [by_section[section][total] for section in SECTIONS if section in paid]
        for total in ("marks_earned", "marks_possible")
    )
    overall = result["overall_result"]
    assert (overall["total_marks_earned"], overall["total_marks_marked"]) == (sum(earned), sum(possible))
    assert (overall["grade"], overall["pass_status"], overall["percentage"]) == ("Incomplete", None, None)


async def test_a_higher_budget_goes_on_where_the_lower_one_ended(provider: Provider) -> None:
    first = await mark(calls=4)
    again = await mark(calls=4)
    assert (marked_sections(again), len(provider.requests)) == (marked_sections(first), 2)
    state = await mark(calls=5)
    assert sorted(sections_asked(provider)) == sorted(SECTIONS)
    assert (marked_sections(state), budget_checks(state)) == (SECTIONS, [])
    assert (state["budget_reached"], state["usage"]["calls"]) == (None, 4)
    # All of it is paid, so that no budget is needed any more.
    assert marked_sections(await mark(calls=0)) == SECTIONS
    assert marked_sections(await mark()) == SECTIONS
    assert len(provider.requests) == 4


async def test_without_money_for_the_closing_words_there_are_plain_ones(provider: Provider) -> None:
    # At worst a section takes three calls: when the last one starts, two are spent, and its own leaves two of five.
    provider.script = lambda request: right(request) if questions_of(prompt_of(request)) else 503
    state = await mark(calls=5)
    result = state["structured_response"]
    assert (marked_sections(state), result["overall_result"]["total_marks_earned"]) == (SECTIONS, 31)
    (check,) = result["checks"]
    assert check["kind"] == "incomplete_comment"
    assert "encouragement_message is not the model's" in check["message"]
    assert result["encouragement_message"].startswith("Questions that are fully right:")
    assert len(provider.requests) <= 5


async def test_another_submission_is_marked_for_itself(provider: Provider) -> None:
    await mark(1)
    await mark(2)
    # Their results are the same, and so are their closing words, which are paid once.
    assert len(provider.requests) == 7


async def test_without_money_for_anything_there_is_no_result(provider: Provider) -> None:
    with pytest.raises(BudgetReached, match="the budget of calls is reached"):
        await mark(calls=2)
    assert provider.requests == []


async def test_a_budget_of_dollars_is_kept_and_needs_prices(provider: Provider) -> None:
    def long_answer(request: Json) -> Json:
        answer = completion(request["model"], "EvaluationResult", right(request))
        answer["usage"].update(completion_tokens=10_000)
        return answer

    one_at_worst = (await mark())["estimate"]["most_dollars"] / 3
    provider.script = long_answer
    state = await mark(2, dollars=1.2 * one_at_worst)
    assert len(marked_sections(state)) == 1
    assert state["budget_reached"] == "dollars"
    assert one_at_worst / 3 < state["usage"]["cost"] <= 1.2 * one_at_worst
    with pytest.raises(InvalidInput, match="unheard-of"):
        await mark(model="openai:unheard-of", dollars=1)
    with pytest.raises(Exception, match="dollar"):
        await mark(dollar=1)


@pytest.mark.parametrize("budget", [3, 4, 6, 9])
async def test_requests_that_fail_stay_within_the_budget(provider: Provider, budget: int) -> None:
    asked: Counter[str] = Counter()

    def every_other(request: Json) -> Any:
        section = next((question["section_id"] for question in questions_of(prompt_of(request))), "closing")
        asked[section] += 1
        return 503 if asked[section] % 2 else right(request)

    provider.script = every_other
    state = await mark(calls=budget)
    assert len(provider.requests) <= budget
    assert len(marked_sections(state)) == len(sections_asked(provider)) // 2
    assert bool(budget_checks(state)) == (len(marked_sections(state)) < 3)


async def test_exams_take_their_turns(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = 0

    async def once_all_others_wait(request: Json) -> Json:
        while len(provider.requests) == 1 and waiting < 2 * len(SECTIONS) - 1:  # noqa: ASYNC110 - another thread's loop
            await asyncio.sleep(0.01)
        return right(request)

    def call_waits(_: str, change: int) -> None:
        nonlocal waiting
        waiting += change

    measuring = Mock(spec=Measurements, call_waits=call_waits)
    monkeypatch.setattr(measurements, "_measuring", [measuring])
    provider.script = once_all_others_wait
    await asyncio.gather(mark(1), mark(2))
    order = ["sub_1" if '"sub_1"' in prompt_of(request) else "sub_2" for request in provider.requests]
    # One call at a time: whoever came first does not keep the other waiting until its last section.
    assert sorted(order[:2]) == sorted(order[2:4]) == ["sub_1", "sub_2"]


async def test_the_same_exam_sent_twice_at_once_is_paid_once(provider: Provider) -> None:
    states = await asyncio.gather(mark(calls=9), mark(calls=9))
    assert len(provider.requests) == 4
    assert [marked_sections(state) for state in states] == [SECTIONS, SECTIONS]


async def test_what_was_paid_is_found_after_a_crash(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteCache.aset

    async def cut(self: SqliteCache[Any], pairs: Mapping[Any, Any]) -> None:
        await store(self, pairs)
        raise RuntimeError("the power is cut")

    graph = build_mock_exam_graph(InMemorySaver())
    config: Any = {"configurable": {"model": MODEL, "thread_id": "t"}}
    context: Any = {"budget": {"calls": 9}}
    with monkeypatch.context() as patch:
        patch.setattr(SqliteCache, "aset", cut)
        with pytest.raises(RuntimeError, match="power"):
            await graph.ainvoke({"exam_submission": submission()}, config, context=context)
    state = await graph.ainvoke(None, config, context=context)
    assert sorted(sections_asked(provider)) == sorted(SECTIONS)
    assert (marked_sections(state), state["usage"]["calls"]) == (SECTIONS, 4)


async def test_a_conversation_that_was_cut_short_goes_on(provider: Provider) -> None:
    """What was marked is in the result; a later run asks only for what is still wrong."""
    first = next(iter(MARKS))
    provider.script = lambda request: 400 if len(request["messages"]) > 2 else lacking(right(request), first)
    state = await mark()
    assert [c["kind"] for c in state["structured_response"]["checks"]] == ["not_marked", "call_failed"]
    assert (len(provider.requests), state["usage"]["calls"]) == (4, 3)
    provider.script = right
    state = await mark()
    assert len(provider.requests) == 6
    assert len(provider.requests[4]["messages"]) == 4
    assert (marked_sections(state), state["structured_response"]["checks"]) == (SECTIONS, [])
    await mark()
    assert len(provider.requests) == 6


async def test_an_answer_without_a_mark_is_asked_for_again(provider: Provider) -> None:
    prose = completion("any", "-", {})
    prose["choices"] = [{"index": 0, "message": {"role": "assistant", "content": "Good."}, "finish_reason": "stop"}]
    provider.script = lambda _: prose
    with pytest.raises(ModelFailure, match="no usable evaluation"):
        await mark(calls=30)
    assert len(provider.requests) == 9
    provider.script = right
    # What was spent in vain counts: nine calls are gone.
    with pytest.raises(BudgetReached):
        await mark(calls=11)
    state = await mark(calls=14)
    assert marked_sections(state) == SECTIONS
    assert len(sections_asked(provider)) == 12


async def test_on_a_thread_the_same_exam_is_told_again(provider: Provider) -> None:
    graph = build_mock_exam_graph(InMemorySaver())
    config: Any = {"configurable": {"model": MODEL, "thread_id": "t"}}
    once = await graph.ainvoke({"exam_submission": submission()}, config)
    again = await graph.ainvoke({"exam_submission": submission()}, config)
    assert len(provider.requests) == 4
    assert [m.type for m in again["messages"]] == ["human", "ai", "tool", "ai", "tool"]
    assert again["structured_response"]["question_feedback"] == once["structured_response"]["question_feedback"]


def lacking(answer: Json, question_id: str) -> Json:
    entries = [entry for entry in answer["question_feedback"] if entry["question_id"] != question_id]
    return {**answer, "question_feedback": entries}


async def test_an_answer_that_no_checkpoint_could_hold_is_paid_once(provider: Provider) -> None:
    """JSON knows integers of any size, and halves of a character."""
    provider.script = lambda request: {**right(request), "note": [10**30], "encouragement_message": "Bien \ud83d."}
    given: Any = {"exam_submission": submission()}
    for thread in ("first", "second"):
        config: Any = {"configurable": {"model": MODEL, "thread_id": thread}}
        state = await build_mock_exam_graph(InMemorySaver()).ainvoke(given, config)
        assert marked_sections(state) == SECTIONS
        assert state["structured_response"]["encouragement_message"].encode().count(b"Bien") == 1
        assert len(provider.requests) == 4
