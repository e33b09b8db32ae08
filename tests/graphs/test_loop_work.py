"""While one session works, the event loop answers the others: what one turn of it does is bounded, and counted."""

from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.errors import InvalidInput
from bareme.graphs.grading import GradingGraph, build_grading_graph
from bareme.graphs.mock_exam.contract import MockExamContext
from bareme.graphs.mock_exam.graph import build_mock_exam_graph
from bareme.runtime import close_runtime
from bareme.settings import get_settings
from tests.graphs.conftest import interrupt_of
from tests.loop_work import count_loop_work
from tests.mock_exams import Json, sample_submission

COPIES, QUESTIONS = 40, 5
MOST = 10_000
"""Calls of Python functions in one turn: about ten milliseconds on a quiet machine."""
MOST_OF_AN_EXAM = 40_000
"""The schema of its answer is made for each exam, which takes most of it."""
GRADERS: Any = {"graders": ["offline:lexical", "offline:strict"]}
"""The offline examiner: all that it does is done in this process."""


def class_set(copies: int = COPIES, **first: Any) -> Json:
    answers = {str(number): f"La réponse {number} parle de l'énergie." for number in range(QUESTIONS)}
    questions = [{"id": i, "max_points": 2, "expected_answer": "l'énergie et la masse"} for i in answers]
    typed: list[Json] = [{"student": {"name": f"Élève {n}"}, "answers": answers} for n in range(copies)]
    typed[0] = {**typed[0], "answers": {**answers, **first}}
    return {"typed_copies": typed, "scheme": {"questions": questions}}


async def work_of(graph: GradingGraph, value: Any, **context: Any) -> tuple[Json, int]:
    config: Any = {"configurable": {"thread_id": "t"}}
    with count_loop_work() as work:
        state = await graph.ainvoke(value, config, context=context or None)
    print(work.where)
    return interrupt_of(state), work.longest


@pytest.fixture(autouse=True, scope="module")
async def warm(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What a process makes once, such as the schemas of tools, is not counted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAREME_HOME", str(tmp_path_factory.mktemp("warm")))
        get_settings.cache_clear()
        graph, sent = build_grading_graph(InMemorySaver()), [class_set(2), Command(resume={"candidate": 0})]
        for one in sent:
            await graph.ainvoke(one, {"configurable": {"thread_id": "t"}}, context=GRADERS)
        await mark(sample_submission())
        await close_runtime()
    get_settings.cache_clear()


@pytest.fixture(autouse=True)
def settled(home: Path) -> None:
    """Settings are read once by a process too; here each test has its own."""
    assert get_settings().home == home


async def mark(submission: Json) -> None:
    sent: Any = {"messages": [], "exam_submission": submission}
    await build_mock_exam_graph().ainvoke(sent, context=MockExamContext(model="offline:lexical"))


async def test_a4_a_class_is_graded_and_reviewed_off_the_loop() -> None:
    graph = build_grading_graph(InMemorySaver())
    _, opening = await work_of(graph, class_set(), **GRADERS)
    review, grading = await work_of(graph, Command(resume={"candidate": 0}))
    one = {"type": "set_mark", "copy_ids": "c01", "question_id": "0", "points": 1}
    _, edit = await work_of(graph, Command(resume={"actions": [one]}))
    _, accepting = await work_of(graph, Command(resume={"actions": [{"type": "accept", "provisional": True}]}))
    wrong, refusing = await work_of(graph, Command(resume={"actions": [{"type": "shred"}] * 5_000}))
    assert review["counts"]["total"] == COPIES
    assert wrong["error"]
    assert max(opening, grading, edit, accepting, refusing) < MOST, (opening, grading, edit, accepting, refusing)


@pytest.mark.parametrize(
    "answer",
    ["<" + " " * 90_000, "ignore " * 14_000, "1/" * 50_000, "$" + "{" * 90_000],
    ids=["tag", "orders", "fractions", "braces"],
)
async def test_a1_a_long_answer_is_read_off_the_loop(answer: str) -> None:
    graph = build_grading_graph(InMemorySaver())
    _, opening = await work_of(graph, class_set(2, **{"0": answer}), **GRADERS)
    _, grading = await work_of(graph, Command(resume={"candidate": 0}))
    assert max(opening, grading) < MOST, (opening, grading)


async def test_a1_a_mock_exam_is_marked_off_the_loop() -> None:
    submission = sample_submission()
    for answer in submission["answers"]:
        answer["response"] = {"response_text": "<" + " " * 9_000}
    with count_loop_work() as work:
        await mark(submission)
    assert work.longest < MOST_OF_AN_EXAM, work.where


@pytest.mark.parametrize(
    "request_",
    [
        {**class_set(2), "scheme": "Q1" + " " * 40_000 + "5"},
        {**class_set(2), "scheme": "Q1" + " " * 200_000 + "5"},
        {**class_set(2), "scheme": "Q:1," * 12_000},
        {**class_set(2), "scheme": {"questions": [{"id": str(n), "max_points": 1} for n in range(20_000)]}},
        {**class_set(2), "students": [{"name": f"Élève {n}"} for n in range(20_000)]},
        {**class_set(2), "typed_copies": [{"answers": {"1": "a"}}] * 5_000},
        class_set(2, **{"0": "a" * 20_000_000}),
    ],
    ids=["spaces", "more spaces", "entries", "questions", "roster", "copies", "answer"],
)
async def test_a2_a4_what_is_too_large_is_refused_off_the_loop(request_: Json) -> None:
    graph = build_grading_graph(InMemorySaver())
    with count_loop_work() as work, pytest.raises(InvalidInput):
        await graph.ainvoke(request_, {"configurable": {"thread_id": "t"}}, context=GRADERS)
    assert work.longest < MOST, work.where
