"""Graders that differ by much look again, each at the other's reading; the first pass stays the record."""

from typing import Any

import pytest
from langgraph.types import Command

from bareme.graphs.grading import GradingGraph
from tests.provider.server import Provider, prompt_of

type Json = dict[str, Any]

GRADERS = ["openai:gpt-4.1", "openai:gpt-4.1-mini"]
SCHEME = {"questions": [{"id": "1", "max_points": 4}, {"id": "2", "max_points": 4}]}
READINGS = {"gpt-4.1": "the force is ten", "gpt-4.1-mini": "the torque is ten"}
REASONS = {"gpt-4.1": "it names the force", "gpt-4.1-mini": "it names no force"}


def mark(question_id: str, points: float, model: str) -> Json:
    return {
        "question_id": question_id,
        "points": points,
        "transcription": READINGS[model],
        "rationale": REASONS[model],
        "feedback": f"{points}",
        "confidence": 0.9,
    }


def script(request: Json) -> Json:
    """They differ on question 1 of every copy that says 'disputed': by 3 of 4, and by nothing once they look again."""
    prompt, model = prompt_of(request), request["model"]
    if "<other_reading" in prompt:
        return {"marks": [mark("1", 2, model)]}
    first = 4 if "disputed" in prompt and model == "gpt-4.1" else 1
    return {"marks": [mark("1", first, model), mark("2", 1 if model == "gpt-4.1" else 2, model)]}


@pytest.fixture(autouse=True)
def disputed(provider: Provider) -> None:
    provider.script = script


async def grade(graph: GradingGraph, **context: Any) -> tuple[Json, Any]:
    config: Any = {"configurable": {"thread_id": "t"}}
    answers = [{"1": "disputed", "2": "x"}, {"1": "plain", "2": "x"}]
    request = {"typed_copies": [{"answers": answer} for answer in answers], "scheme": SCHEME}
    await graph.ainvoke(request, config, context={"graders": GRADERS, "language": "en", **context})
    return await graph.ainvoke(Command(resume={"candidate": 0}), config), config


def second_looks(provider: Provider) -> list[Json]:
    return [request for request in provider.requests if "<other_reading" in prompt_of(request)]


async def test_each_looks_once_more_at_what_they_dispute(graph: GradingGraph, provider: Provider) -> None:
    state, _ = await grade(graph, verification="disagreements", verification_share=0.5)
    assert len(provider.requests) == 4 + 2
    assert sorted(state["second_looks"]) == ["c01/A/1/0", "c01/B/1/0"]
    for look in state["second_looks"].values():
        assert {question: given["points"] for question, given in look["marks"].items()} == {"1": 2}
        assert "second_look@1" in look["prompt_version"]
    # The record is the first pass.
    first = {a["label"]: a["marks"]["1"]["points"] for k, a in state["attempts"].items() if k.startswith("c01")}
    assert sorted(first.values()) == [1, 4]
    assert state["comparisons"]["c01"]["questions"]["1"]["consensus"] is None
    assert state["results"][0]["questions"]["1"]["source"] == "none yet"
    assert state["usage"]["calls"] == 6


async def test_it_sees_the_other_s_reading_and_reason_and_nothing_else(graph: GradingGraph, provider: Provider) -> None:
    await grade(graph, verification="disagreements", verification_share=0.5)
    for request in second_looks(provider):
        other = next(model for model in READINGS if model != request["model"])
        shown = prompt_of(request).partition("You have marked this copy before")[2]
        assert READINGS[other] in shown
        assert REASONS[other] in shown
        assert READINGS[request["model"]] not in shown
        assert "gpt" not in shown
        assert not [label for label in ("grader A", "grader B", "points: ", "4.0") if label in shown]
        # What all copies share stays in front, as a provider's prompt cache needs it.
        assert prompt_of(request).index("<scheme>") < prompt_of(request).index("<copy>")
        assert prompt_of(request).index("<copy>") < prompt_of(request).index("<other_reading")


async def test_the_review_tells_what_came_of_it(graph: GradingGraph, provider: Provider) -> None:
    state, _ = await grade(graph, verification="disagreements", verification_share=0.5)
    review = state["__interrupt__"][0].value
    told = {(flag["copy_id"], flag["question_id"]): flag["second_looks"] for flag in review["flags"]}
    assert {(look["first"], look["points"], look["status"]) for look in told["c01", "1"]} == {
        (4, 2, "graded"),
        (1, 2, "graded"),
    }
    assert [look["label"] for look in told["c01", "1"]] == ["A", "B"]
    assert {at for at, looks in told.items() if looks} == {("c01", "1")}


async def test_the_review_tells_nothing_of_marks_that_are_hidden(graph: GradingGraph, provider: Provider) -> None:
    state, config = await grade(graph, verification="disagreements", verification_share=0.5, reveal="after_decision")
    assert state["second_looks"]
    assert not [flag for flag in state["__interrupt__"][0].value["flags"] if flag["second_looks"]]
    decide = {"actions": [{"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": 1}]}
    state = await graph.ainvoke(Command(resume=decide), config)
    assert state["results"][0]["questions"]["1"]["points"] == 1


async def test_small_differences_and_no_wish_give_no_second_look(graph: GradingGraph, provider: Provider) -> None:
    state, _ = await grade(graph, verification="disagreements", verification_share=0.75)
    assert (len(provider.requests), state["second_looks"]) == (4, {})


async def test_it_is_off_unless_asked_for(graph: GradingGraph, provider: Provider) -> None:
    state, _ = await grade(graph)
    assert (len(provider.requests), state["second_looks"]) == (4, {})


async def test_a_second_look_that_fails_takes_nothing_away(graph: GradingGraph, provider: Provider) -> None:
    provider.script = lambda request: 400 if "<other_reading" in prompt_of(request) else script(request)
    state, _ = await grade(graph, verification="disagreements", verification_share=0.5)
    assert {look["status"] for look in state["second_looks"].values()} == {"failed"}
    assert {progress["status"] for progress in state["progress"].values()} == {"complete"}
    assert state["results"][1]["total"] is not None


async def test_a_regrade_is_a_new_pass_with_looks_of_its_own(graph: GradingGraph, provider: Provider) -> None:
    _, config = await grade(graph, verification="disagreements", verification_share=0.5)
    again = {"actions": [{"type": "regrade", "copy_ids": "c01", "question_ids": "1"}]}
    state = await graph.ainvoke(Command(resume=again), config)
    assert sorted(state["second_looks"]) == ["c01/A/1/0", "c01/A/1/1", "c01/B/1/0", "c01/B/1/1"]


@pytest.mark.parametrize("calls", [3, 4])
async def test_a_look_that_has_no_room_is_told_and_made_when_there_is(
    graph: GradingGraph, provider: Provider, calls: int
) -> None:
    """Each sets two calls aside and takes one: two attempts leave room for no look, or for one."""
    config: Any = {"configurable": {"thread_id": "t"}}
    request = {"typed_copies": [{"answers": {"1": "disputed", "2": "x"}}], "scheme": SCHEME}
    context: Any = {"graders": GRADERS, "verification": "disagreements", "verification_share": 0.5}
    await graph.ainvoke(request, config, context={**context, "budget": {"calls": calls}})
    state = await graph.ainvoke(Command(resume={"candidate": 0}), config)
    made = {**state["second_looks"]}
    assert (len(made), len(provider.requests)) == (calls - 3, calls - 1)
    assert state["__interrupt__"][0].value["budget_reached"] == "calls"
    missing = {"actions": [{"type": "regrade", "scope": "missing"}]}
    # Not by a run that has no more room, nor twice.
    for raised, looks in (({}, calls - 3), ({"budget": {"calls": 40}}, 2), ({"budget": {"calls": 40}}, 2)):
        state = await graph.ainvoke(Command(resume=missing), config, context=raised)
        assert (len(state["second_looks"]), len(provider.requests)) == (looks, 2 + looks)
    assert sorted(state["second_looks"]) == ["c01/A/1/0", "c01/B/1/0"]
    assert {key: state["second_looks"][key] for key in made} == made
    assert state["__interrupt__"][0].value["budget_reached"] is None
    assert {attempt["round"] for attempt in state["attempts"].values()} == {0}
    assert state["progress"]["c01"]["evaluation_version"] == 1
