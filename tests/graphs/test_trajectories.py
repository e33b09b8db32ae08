"""The way a session takes through `graph_grading`, interrupts included, held against the way it must take.

agentevals reads a thread's steps, one list for each run between two interrupts, and compares them in order. It offers
the unordered and superset modes for tool calls alone: there each node visited is given as a call of its name.
"""

import json
from typing import Any

import pytest
from agentevals.graph_trajectory.strict import graph_trajectory_strict_match
from agentevals.graph_trajectory.utils import aextract_langgraph_trajectory_from_thread
from agentevals.trajectory.match import create_trajectory_match_evaluator
from langgraph.types import Command

from bareme.graphs.grading import GradingGraph
from tests.provider.held import Held
from tests.provider.server import Provider

type Json = dict[str, Any]
type Steps = list[list[str]]

SCHEME = {
    "questions": [
        {"id": "1", "max_points": 2, "expected_answer": "Paris"},
        {"id": "2", "max_points": 2, "expected_answer": "Rome"},
    ]
}
AMENDED = {"questions": [{**SCHEME["questions"][0], "max_points": 3}, SCHEME["questions"][1]]}
COPIES = [{"answers": {"1": "Paris", "2": city}} for city in ("Oslo", "Bern")]
GRADERS = ["offline:lexical", "offline:strict"]

START = ["__start__", "intake", "pre_analysis", "confirm_scale", "__interrupt__"]
RUBRIC = ["write_rubric", "confirm_rubric", "__interrupt__"]
AFTER = ["calibrate", "aggregate", "review", "__interrupt__"]
BOTH = ["grade_copy", "grade_copy", *AFTER]
END = ["review", "__interrupt__"]
PLAIN: Steps = [START, BOTH, END]

unordered = create_trajectory_match_evaluator(trajectory_match_mode="unordered")
superset = create_trajectory_match_evaluator(trajectory_match_mode="superset")


@pytest.fixture(autouse=True)
def nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "false")


class Walk:
    """One session and the way that it has taken."""

    def __init__(self, graph: GradingGraph) -> None:
        self.graph = graph
        self.config: Any = {"configurable": {"thread_id": "walk"}}

    async def begin(self, **context: Any) -> None:
        request = {"typed_copies": COPIES, "scheme": SCHEME}
        await self.graph.ainvoke(request, self.config, context={"graders": GRADERS, **context})

    async def answer(self, value: Json) -> Json:
        return await self.graph.ainvoke(Command(resume=value), self.config)

    async def act(self, *actions: Json) -> Json:
        return await self.answer({"actions": list(actions), "author": "Mme Roy"})

    async def finish(self) -> None:
        await self.act({"type": "finish", "force": True})

    async def steps(self) -> Steps:
        taken = await aextract_langgraph_trajectory_from_thread(self.graph, self.config)
        assert taken["inputs"][1:] == ["__resuming__"] * (len(taken["inputs"]) - 1)
        steps: Steps = taken["outputs"]["steps"]
        return steps


@pytest.fixture
def walk(graph: GradingGraph) -> Walk:
    return Walk(graph)


def strictly(taken: Steps, golden: Steps) -> bool:
    outputs, reference = ({"inputs": [], "results": [], "steps": steps} for steps in (taken, golden))
    return graph_trajectory_strict_match(outputs=outputs, reference_outputs=reference)["score"]


def as_calls(steps: Steps) -> list[Json]:
    """Return the nodes visited as tool calls, a message a run."""
    return [
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [{"function": {"name": node, "arguments": json.dumps({})}} for node in nodes],
        }
        for nodes in steps
    ]


def in_any_order(taken: Steps, golden: Steps) -> bool:
    return unordered(outputs=as_calls(taken), reference_outputs=as_calls(golden))["score"]


def at_least(taken: Steps, golden: Steps) -> bool:
    return superset(outputs=as_calls(taken), reference_outputs=as_calls(golden))["score"]


async def graded(walk: Walk, **context: Any) -> None:
    await walk.begin(**context)
    await walk.answer({"candidate": 0})


async def test_plain_grading(walk: Walk) -> None:
    await graded(walk)
    await walk.finish()
    taken = await walk.steps()
    assert strictly(taken, PLAIN)
    assert in_any_order(taken, PLAIN)
    assert not strictly(taken, [START, ["grade_copy", *AFTER], END])
    assert not in_any_order(taken, [START, ["grade_copy", *AFTER], END])


async def test_a_bad_answer_is_asked_again_and_grades_nothing(walk: Walk) -> None:
    await walk.begin()
    await walk.answer({"candidate": 7})
    await walk.answer({"candidate": 0})
    await walk.finish()
    taken = await walk.steps()
    assert strictly(taken, [START, ["confirm_scale", "__interrupt__"], BOTH, END])
    assert at_least(taken, PLAIN)


async def test_a_rubric_is_confirmed_before_the_first_copy(walk: Walk) -> None:
    await graded(walk, rubric="generate")
    await walk.answer({"accept": True})
    await walk.finish()
    taken = await walk.steps()
    assert strictly(taken, [START, RUBRIC, BOTH, END])
    assert at_least(taken, PLAIN)
    assert not at_least(PLAIN, taken)
    # Criteria that came after the marks would be the same nodes, and wrong.
    late = [START, BOTH, RUBRIC, END]
    assert in_any_order(taken, late)
    assert not strictly(taken, late)


async def test_an_amended_scheme_is_graded_again_in_review(walk: Walk) -> None:
    await graded(walk)
    proposed = await walk.act({"type": "amend_scheme", "scheme": AMENDED})
    assert proposed["__interrupt__"][0].value["outcomes"][0]["status"] == "proposed"
    await walk.act({"type": "amend_scheme", "scheme": AMENDED, "regrade": "all"})
    await walk.act({"type": "regrade", "copy_ids": "c01", "question_ids": "2"})
    await walk.finish()
    taken = await walk.steps()
    asked = ["review", "__interrupt__"]
    one = ["grade_copy", *AFTER]
    assert strictly(taken, [START, BOTH, asked, BOTH, one, END])
    assert in_any_order(taken, [START, one, asked, BOTH, BOTH, END])
    assert not strictly(taken, [START, one, asked, BOTH, BOTH, END])
    assert at_least(taken, PLAIN)
    assert not at_least(PLAIN, taken)


async def test_a_run_that_was_stopped_goes_on_to_review_and_finishes_later(walk: Walk, provider: Provider) -> None:
    provider.script = held = Held()
    await walk.begin(graders=["offline:lexical", "openai:slow"], calibration="off")
    stream: Any = walk.graph.astream(Command(resume={"candidate": 0}), walk.config, stream_mode="custom")
    async for event in stream:
        if event["type"] == "attempt_done":
            break
    await held.until_holding(1)
    await stream.aclose()
    held.released = True
    provider.count_what_was_sent()
    assert set((await walk.graph.aget_state(walk.config)).next) == {"grade_copy"}
    provider.reset()
    await walk.graph.ainvoke(None, walk.config, context={"stop": True})
    assert provider.requests == []
    await walk.act({"type": "regrade", "scope": "missing"})
    await walk.finish()
    assert len(provider.requests) == len(COPIES)
    taken = await walk.steps()
    # The stopped run and the one that went on from it are one way; then comes what was missing.
    assert strictly(taken, [START, BOTH, BOTH, END])
    assert at_least(taken, PLAIN)
