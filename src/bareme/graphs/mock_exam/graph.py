"""`graph_mock_exam`: the wiring, and nothing else."""

from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelCallLimitMiddleware
from langchain.agents.structured_output import ToolStrategy
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.policy import Grader
from bareme.graphs.mock_exam.contract import MockExamContext, MockExamOutput, MockExamRequest, MockExamState
from bareme.graphs.mock_exam.conversation import CALLS_A_PART, DONE
from bareme.graphs.mock_exam.middleware import MarkingState, MockExamMiddleware
from bareme.graphs.mock_exam.prepare import prepare
from bareme.models.registry import build_model

type MockExamGraph = CompiledStateGraph[Any, MockExamContext, Any, Any]

NAME = "graph_mock_exam"
RECURSION_LIMIT = 20
"""Supersteps of one run, which takes two, and four inside `mark`."""


def build_mock_exam_graph(checkpointer: BaseCheckpointSaver[str] | None = None) -> MockExamGraph:
    """Return the compiled graph. The servers bring their own checkpointer; a caller without one gives it here."""
    builder = StateGraph(
        MockExamState, context_schema=MockExamContext, input_schema=MockExamRequest, output_schema=MockExamOutput
    )
    builder.add_node("prepare", prepare, metadata={"description": "Validate the submission and write the prompt."})
    builder.add_node("mark", _build_marker(), metadata={"description": "Have a model mark the exam; check the marks."})
    builder.add_edge(START, "prepare")
    builder.add_edge("prepare", "mark")
    builder.add_edge("mark", END)
    graph = builder.compile(checkpointer=checkpointer, name=NAME)
    return graph.with_config(recursion_limit=RECURSION_LIMIT)


def _build_marker() -> CompiledStateGraph[Any, MockExamContext, Any, Any]:
    """Return the agent that marks the exam by the run's model and reconciles its marks with the answer keys."""
    # The middleware ends the run or raises. The limit is a safeguard in case it does neither.
    middleware: list[AgentMiddleware[Any, MockExamContext, Any]] = [
        MockExamMiddleware(),
        ModelCallLimitMiddleware(run_limit=CALLS_A_PART, exit_behavior="error"),
    ]
    return create_agent(
        # A stand-in that needs no key: the middleware calls the model that the run names.
        build_model(Grader(model="offline:lexical")),
        tools=[],
        middleware=middleware,
        response_format=ToolStrategy(EvaluationResult, tool_message_content=DONE),
        state_schema=MarkingState,
        context_schema=MockExamContext,
        name=NAME,
    )


graph_mock_exam = build_mock_exam_graph()
"""What langgraph.json names."""
