"""`graph_mock_exam`: the wiring, and nothing else."""

from typing import Any, Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from bareme.graphs.mock_exam.contract import (
    MockExamContext,
    MockExamOutput,
    MockExamRequest,
    MockExamState,
    submission_in,
)
from bareme.graphs.mock_exam.follow_up import asks_about_evaluation, follow_up
from bareme.graphs.mock_exam.loops import with_or_without_loop
from bareme.graphs.mock_exam.mark import mark
from bareme.graphs.mock_exam.prepare import prepare

type MockExamGraph = CompiledStateGraph[Any, MockExamContext, Any, Any]

NAME = "graph_mock_exam"
RECURSION_LIMIT = 20
"""Supersteps of one run, which takes two."""


def build_mock_exam_graph(checkpointer: BaseCheckpointSaver[str] | None = None) -> MockExamGraph:
    """Return the compiled graph. The servers bring their own checkpointer; a caller without one gives it here."""
    return graph_mock_exam.copy({"checkpointer": checkpointer})


def _compiled() -> MockExamGraph:
    builder = StateGraph(
        MockExamState, context_schema=MockExamContext, input_schema=MockExamRequest, output_schema=MockExamOutput
    )
    builder.add_node("prepare", prepare, metadata={"description": "Validate the submission and write the prompt."})
    builder.add_node(
        "mark",
        with_or_without_loop(mark),
        metadata={"description": "Have a model mark the exam; check the marks."},
    )
    builder.add_node(
        "follow_up",
        with_or_without_loop(follow_up),
        metadata={"description": "Answer a message about the evaluation; change no mark."},
    )
    builder.add_conditional_edges(START, _first_node)
    builder.add_edge("prepare", "mark")
    builder.add_edge("mark", END)
    builder.add_edge("follow_up", END)
    graph = builder.compile(name=NAME)
    return graph.with_config(recursion_limit=RECURSION_LIMIT)


def _first_node(state: MockExamState) -> Literal["prepare", "follow_up"]:
    is_sent = state.get("exam_submission") is not None or submission_in(state.get("messages", [])) is not None
    return "follow_up" if asks_about_evaluation(state) and not is_sent else "prepare"


graph_mock_exam = _compiled()
"""What langgraph.json names."""
