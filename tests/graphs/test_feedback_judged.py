"""A model judges the feedback that a model wrote on a copy: is it true, useful and kind?

Runs with a key (OPENAI_API_KEY), or with a local endpoint (OPENAI_BASE_URL and BAREME_JUDGE_MODEL):

    BAREME_TEST_MODEL=openai:gpt-5.1-mini BAREME_JUDGE_MODEL=openai:o3-mini pytest tests/graphs/test_feedback_judged.py

With LANGSMITH_API_KEY and LANGSMITH_TRACING=true the verdicts are kept as an experiment; `--langsmith-output` shows it.
"""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
from langchain.chat_models import init_chat_model
from langgraph.types import Command
from langsmith import testing
from openevals.llm import create_llm_as_judge

from bareme.evaluation.robustness import RobustnessTask, built_in, tasks_of
from bareme.graphs.grading import GradingGraph
from bareme.models.registry import build_model

type Json = dict[str, Any]

EXAMINED = os.environ.get("BAREME_TEST_MODEL") or "openai:gpt-5.1-mini"
JUDGE = os.environ.get("BAREME_JUDGE_MODEL") or "openai:o3-mini"
TRACED = bool(os.environ.get("LANGSMITH_API_KEY")) and os.environ.get("LANGSMITH_TRACING") == "true"
HAS_MODEL = bool(os.environ.get("OPENAI_API_KEY") or os.environ.get("BAREME_JUDGE_MODEL"))
KEYLESS = "no judge: set OPENAI_API_KEY, or BAREME_JUDGE_MODEL and OPENAI_BASE_URL"

pytestmark = [pytest.mark.enable_socket, pytest.mark.skipif(not HAS_MODEL, reason=KEYLESS)]

FRAME = """You judge the feedback that an examiner wrote on a student's answer.

The question, its expected answer and the student's answer:
{inputs}

The feedback:
{outputs}

What is asked of it: ASKED

Say true if the feedback meets it, else false."""
ASKED = {
    "true": "It says nothing of the answer that is not so, and names what is missing if anything is.",
    "useful": "A student could improve the answer by it. Where the answer is right, it is enough that it says so.",
    "kind": "Its tone is respectful, and it neither flatters nor discourages.",
}


@pytest.fixture(scope="module", autouse=True)
async def one_loop(anyio_backend: str) -> AsyncIterator[None]:
    """Keep one event loop for all tests, as the client's connections need."""
    build_model.cache_clear()
    yield
    build_model.cache_clear()


@pytest.fixture(params=[0, 4], ids=["fr", "en"])
def task(request: pytest.FixtureRequest) -> RobustnessTask:
    """A question with a right, a partly right and a wrong answer."""
    return tasks_of(built_in())[0][request.param]


async def feedback_on(graph: GradingGraph, task: RobustnessTask) -> list[Json]:
    """Return what the examined model tells the students, beside what they were asked and answered."""
    config: Any = {"configurable": {"thread_id": "judged"}}
    copies = [{"answers": {"1": source.answer}} for source in task.sources]
    request = {"typed_copies": copies, "scheme": task.scheme.model_dump(mode="json")}
    context = {"graders": [EXAMINED], "language": task.language, "calibration": "off", "review": False}
    await graph.ainvoke(request, config, context=context)
    state = await graph.ainvoke(Command(resume={"candidate": 0}), config)
    (question,) = task.scheme.questions
    asked = f"{question.text}\nExpected: {question.expected_answer}"
    marks = [copy["questions"]["1"] for copy in state["results"]]
    return [
        {"inputs": f"{asked}\nAnswered: {source.answer}", "outputs": mark["feedback"]}
        for source, mark in zip(task.sources, marks, strict=True)
    ]


def verdict(asked: str, told: Json) -> Json:
    prompt = FRAME.replace("ASKED", ASKED[asked])
    judge = create_llm_as_judge(judge=init_chat_model(JUDGE), prompt=prompt, feedback_key=asked)
    found: Any = judge(**told)
    return dict(found)


@pytest.mark.parametrize("asked", list(ASKED))
async def test_feedback_on_a_copy(graph: GradingGraph, task: RobustnessTask, asked: str) -> None:
    for told in await feedback_on(graph, task):
        assert told["outputs"]
        found = verdict(asked, told)
        assert found["score"] is True, found.get("comment")


@pytest.mark.langsmith
@pytest.mark.skipif(not TRACED, reason="no experiment: set LANGSMITH_API_KEY and LANGSMITH_TRACING=true")
async def test_feedback_is_kept_as_an_experiment(graph: GradingGraph, task: RobustnessTask) -> None:
    told = await feedback_on(graph, task)
    testing.log_inputs({"question": task.question_id, "model": EXAMINED, "judge": JUDGE})
    testing.log_outputs({"feedback": told})
    for asked in ASKED:
        found = [verdict(asked, one) for one in told]
        testing.log_feedback(key=asked, score=sum(bool(one["score"]) for one in found) / len(found))
