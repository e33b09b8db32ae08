"""`graph_mock_exam`: the wiring, and nothing else.

exam_submission ─ before_agent (validate, build the message) ─ model (mark, reconcile) ─ END
"""

from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelCallLimitMiddleware
from langchain.agents.structured_output import ToolStrategy
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph.state import CompiledStateGraph

from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.policy import Grader
from bareme.graphs.contract import MockExamContext
from bareme.graphs.mock_exam.marker import CALLS_A_PART, DONE
from bareme.graphs.mock_exam.middleware import MockExamMiddleware, MockExamState
from bareme.models.registry import build_model

type MockExamGraph = CompiledStateGraph[Any, Any, Any, Any]

RECURSION_LIMIT = 20
"""Supersteps of one run, which takes four."""


def build_mock_exam_graph(checkpointer: BaseCheckpointSaver[str] | None = None) -> MockExamGraph:
    """Return the compiled graph. The servers bring their own checkpointer; a caller without one gives it here."""
    # The marker ends the run or raises; the limit holds should neither happen.
    middleware: list[AgentMiddleware[Any, MockExamContext, Any]] = [
        MockExamMiddleware(),
        ModelCallLimitMiddleware(run_limit=CALLS_A_PART, exit_behavior="error"),
    ]
    graph = create_agent(
        # The run knows what it marks with: the middleware puts that in this one's place, which needs no key.
        build_model(Grader(model="offline:lexical")),
        tools=[],
        middleware=middleware,
        response_format=ToolStrategy(EvaluationResult, tool_message_content=DONE),
        state_schema=MockExamState,
        context_schema=MockExamContext,
        checkpointer=checkpointer,
        name="graph_mock_exam",
    )
    return graph.with_config(recursion_limit=RECURSION_LIMIT)


graph_mock_exam = build_mock_exam_graph()
"""What langgraph.json names."""
