"""`graph_mock_exam`: the wiring, and nothing else."""

from typing import Any

from langchain_core.runnables import RunnableLambda
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from bareme.graphs.mock_exam.contract import MockExamContext, MockExamOutput, MockExamRequest, MockExamState
from bareme.graphs.mock_exam.mark import mark, mark_without_a_loop
from bareme.graphs.mock_exam.prepare import prepare

type MockExamGraph = CompiledStateGraph[Any, MockExamContext, Any, Any]

NAME = "graph_mock_exam"
RECURSION_LIMIT = 20
"""Supersteps of one run, which takes two."""


def build_mock_exam_graph(checkpointer: BaseCheckpointSaver[str] | None = None) -> MockExamGraph:
    """Return the compiled graph. The servers bring their own checkpointer; a caller without one gives it here."""
    builder = StateGraph(
        MockExamState, context_schema=MockExamContext, input_schema=MockExamRequest, output_schema=MockExamOutput
    )
    builder.add_node("prepare", prepare, metadata={"description": "Validate the submission and write the prompt."})
    builder.add_node(
        "mark",
        RunnableLambda(mark_without_a_loop, afunc=mark),
        metadata={"description": "Have a model mark the exam; check the marks."},
    )
    builder.add_edge(START, "prepare")
    builder.add_edge("prepare", "mark")
    builder.add_edge("mark", END)
    graph = builder.compile(checkpointer=checkpointer, name=NAME)
    return graph.with_config(recursion_limit=RECURSION_LIMIT)


graph_mock_exam = build_mock_exam_graph()
"""What langgraph.json names."""
