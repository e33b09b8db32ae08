"""Whatever a client sends is taken or refused: nothing else is raised, no run gets stuck, a refusal changes nothing."""

import asyncio
import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.errors import BaremeError
from bareme.graphs.grading import build_grading_graph
from bareme.graphs.mock_exam.graph import build_mock_exam_graph
from bareme.runtime import close_runtime
from tests.mock_exams import sample_submission
from tests.nasty import fuzz_settings, spoiled

type Json = dict[str, Any]

CRITERION = {"id": "a", "name": "sens", "points": 2, "kind": "levels", "levels": [{"points": 2, "description": "tout"}]}
REQUEST: Json = {
    "typed_copies": [
        {"student": {"name": "Anne Roux", "student_id": "7"}, "answers": {"1": "12,5 m/s", "2": "oui"}},
        {"answers": {"1": "13 m/s"}},
    ],
    "documents": [{"role": "copies", "name": "absent.pdf", "document_id": "0" * 64}],
    "students": [{"name": "Anne Roux", "student_id": "7", "email": "a@b.fr", "group": "3e"}],
    "scheme": {
        "questions": [
            {"id": "1", "max_points": 2, "expected_answer": "12,5 m/s", "text": "Vitesse ?", "criteria": [CRITERION]},
            {"id": "2", "parts": [{"id": "2.a", "max_points": 1}, {"id": "2.b", "max_points": 1}], "best_of": 1},
        ]
    },
    "guidelines": "unités",
    "session_name": "Vitesse",
}
CONTEXT: Json = {
    "graders": [{"model": "offline:lexical", "tries": 1}, "offline:strict"],
    "language": "fr",
    "mark_step": 0.5,
    "low_confidence": 0.5,
    "bands": [{"label": "A", "from_percentage": 50}],
    "budget": {"calls": 50, "dollars": None},
    "rubric": "off",
    "verification": "disagreements",
    "reveal": "always",
    "markers": [],
    "stop": False,
}
PAGES: list[Json] = [{"document_id": "0" * 64, "index": 0}]
SCALE: Json = {
    "candidate": 0,
    "confirm": True,
    "students": [{"copy_id": "c01", "student": {"name": "A"}}, {"copy_id": "c02", "pages": PAGES, "left_out": True}],
    "graders": [{"model": "offline:strict"}],
    "rubric": "off",
    "replace": False,
}
EDITED: Json = {"scheme": "1: 2, 2: 3", "confirm": False, "copies": [{"copy_id": "c01"}, {"copy_id": "c02"}]}
RUBRIC: Json = {"accept": True, "rubric": {"1": [CRITERION]}, "drop": ["2.a"], "redo": {"2.b": "plus court"}}
ACTIONS: list[Json] = [
    {"type": "set_mark", "copy_ids": ["c01"], "question_id": "1", "points": 1, "expected_version": 1},
    {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "criteria": {"a": 2}},
    {"type": "choose_attempt", "copy_ids": "c02", "label": "A", "try_index": 1},
    {"type": "accept", "question_ids": ["1"], "min_confidence": 0.2, "provisional": True},
    {"type": "set_feedback", "copy_ids": "c01", "question_id": "1", "criterion_id": "a", "text": "bien"},
    {"type": "set_student", "copy_ids": "c02", "student": {"name": "B"}},
    {"type": "set_adjustment", "copy_ids": "c01", "category": "late", "percent": -10},
    {"type": "excuse", "copy_ids": "c01", "question_id": "2"},
    {"type": "mark_complete", "copy_ids": ["c01"]},
    {"type": "reopen", "copy_ids": ["c01"]},
    {"type": "undo", "decision": "00001", "expected_version": 2},
    {"type": "regrade", "copy_ids": ["c01"], "question_ids": ["1"], "scope": "missing"},
    {"type": "amend_scheme", "scheme": "1: 3", "regrade": ["c01"], "expected_scheme_version": 1},
    {"type": "submit_marks", "copy_ids": "c01", "marks": {"1": {"points": 1, "feedback": "f"}}},
    {"type": "finish", "force": True},
    {"type": "reopen_session"},
]
TOLD = {"answered_in", "error", "outcomes", "rubric"}
"""What a refusal changes: it says what was wrong."""

_loop: asyncio.Runner


@pytest.fixture
def runtime() -> None:
    """Replaces the fixture of the other tests, which Hypothesis takes for a parameter."""


@pytest.fixture(autouse=True)
def around() -> Iterator[None]:
    global _loop
    with asyncio.Runner() as _loop:
        yield
        _loop.run(close_runtime())


class Thread:
    """One thread of the graph."""

    def __init__(self, build: Any = build_grading_graph, saver: InMemorySaver | None = None) -> None:
        self.saver = saver or InMemorySaver()
        self.graph = build(self.saver)
        self.config: Any = {"configurable": {"thread_id": "t"}}

    def fork(self) -> "Thread":
        """Return a thread in the same state."""
        saver = InMemorySaver()
        for kept in ("storage", "writes", "blobs"):
            getattr(saver, kept).update(copy.deepcopy({**getattr(self.saver, kept)}))
        return Thread(saver=saver)

    def send(self, value: Any, context: Any = None) -> Any:
        return _loop.run(asyncio.wait_for(self.graph.ainvoke(value, self.config, context=context), 60))

    def answer(self, value: Any) -> "Thread":
        self.send(Command(resume=value))
        return self

    @property
    def values(self) -> Json:
        values: Json = _loop.run(self.graph.aget_state(self.config)).values
        return values

    @property
    def asked(self) -> Json | None:
        interrupts = _loop.run(self.graph.aget_state(self.config)).interrupts
        return interrupts[0].value if interrupts else None


def at_scale(**context: Any) -> Thread:
    thread = Thread()
    thread.send({**REQUEST, "documents": []}, {**CONTEXT, **context})
    return thread


STAGES: dict[str, Callable[[], Thread]] = {
    "confirm_scale": at_scale,
    "confirm_rubric": lambda: at_scale(rubric="generate").answer({"candidate": 0}),
    "review": lambda: at_scale().answer({"candidate": 0}),
}
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "confirm_scale": st.sampled_from([SCALE, EDITED]).flatmap(spoiled),
    "confirm_rubric": spoiled(RUBRIC),
    "review": st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=4).flatmap(
        lambda actions: spoiled({"actions": actions, "author": "teacher"})
    ),
}


@fuzz_settings(50)
@given(request=spoiled(REQUEST), context=st.just(CONTEXT) | spoiled(CONTEXT))
def test_any_input_is_taken_or_refused(request: Any, context: Any) -> None:
    if not isinstance(request, dict) or not request or not isinstance(context, dict):
        return  # the platform's own door
    thread = Thread()
    try:
        thread.send(request, context)
    except BaremeError:
        assert not thread.values.get("session")
        thread.send({**REQUEST, "documents": []}, CONTEXT)
    assert thread.asked


@pytest.mark.parametrize("stage", STAGES)
def test_any_answer_is_taken_or_refused(stage: str) -> None:
    prepared = STAGES[stage]()

    @fuzz_settings(50)
    @given(answers=st.lists(ANSWERS[stage], min_size=1, max_size=3))
    def answered(answers: list[Any]) -> None:
        thread = prepared.fork()
        for answer in answers:
            # LangGraph takes these for no answer; the door refuses them.
            if answer is not None and answer != {} and stage == (thread.asked or {}).get("kind"):
                check(thread, answer)

    answered()


def check(thread: Thread, answer: Any) -> None:
    before = thread.values
    thread.send(Command(resume=answer))
    question, after = thread.asked, thread.values
    assert question or after["finished"]
    changed = {name for name in after if after[name] != before.get(name)}
    statuses = {outcome["status"] for outcome in after.get("outcomes", ())}
    if question and question["error"]:
        assert changed <= TOLD
    elif statuses and statuses <= {"refused", "conflict"}:
        assert not changed & {"decisions", "results", "attempts", "progress", "scheme", "policy"}


@fuzz_settings(40)
@given(submission=spoiled(sample_submission()))
def test_any_submission_is_marked_or_refused(submission: Any) -> None:
    if not isinstance(submission, dict):
        return
    thread = Thread(build_mock_exam_graph)
    sent = {"messages": [], "exam_submission": submission}
    try:
        result = thread.send(sent, {"model": "offline:lexical"})
    except BaremeError:
        assert "structured_response" not in thread.values
        result = thread.send({**sent, "exam_submission": sample_submission()}, {"model": "offline:lexical"})
    assert result["structured_response"]["marked_by"]
