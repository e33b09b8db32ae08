"""`graph_grading`: the wiring, and nothing else.

intake ─ pre_analysis ─ confirm_scale ─┬─────────────────────────────┬─ grade_copy × N ─ calibrate ─ aggregate ─ review
                        (interrupt)    └ write_rubric ─ confirm_rubric┘ (Send a copy)                        (interrupt,
                                                        (interrupt)                                            loops)
"""

from typing import Any, Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from bareme.graphs.contract import GradingContext, GradingRequest
from bareme.graphs.nodes.aggregate import aggregate
from bareme.graphs.nodes.calibrate import calibrate
from bareme.graphs.nodes.confirm_rubric import confirm_rubric
from bareme.graphs.nodes.confirm_scale import confirm_scale
from bareme.graphs.nodes.grade_copy import copy_failed, grade_copy
from bareme.graphs.nodes.intake import intake
from bareme.graphs.nodes.pre_analysis import pre_analysis
from bareme.graphs.nodes.review import review
from bareme.graphs.nodes.write_rubric import write_rubric
from bareme.graphs.state import GradingOutput, GradingState, SummedUp

RECURSION_LIMIT = 50
"""Supersteps of one run. A run goes from one interrupt to the next, which takes six."""

_INTAKE_LEADS_TO = (
    "pre_analysis",
    "confirm_scale",
    "write_rubric",
    "confirm_rubric",
    "grade_copy",
    "calibrate",
    "aggregate",
)
"""Where a session can stand when an input comes."""

type GradingGraph = CompiledStateGraph[Any, Any, Any, Any]  # clients send the context as JSON


def _after_aggregate(state: SummedUp) -> Literal["review", "__end__"]:
    return "__end__" if state.finished or not state.policy.review else "review"


def build_grading_graph(checkpointer: BaseCheckpointSaver[str] | None = None) -> GradingGraph:
    """Return the compiled graph. The servers bring their own checkpointer; a caller without one gives it here."""
    builder = StateGraph(
        GradingState, context_schema=GradingContext, input_schema=GradingRequest, output_schema=GradingOutput
    )
    builder.add_node("intake", intake, destinations=_INTAKE_LEADS_TO)
    builder.add_node("pre_analysis", pre_analysis)
    builder.add_node("confirm_scale", confirm_scale, destinations=("confirm_scale", "write_rubric", "grade_copy"))
    builder.add_node("write_rubric", write_rubric)
    builder.add_node("confirm_rubric", confirm_rubric, destinations=("confirm_rubric", "write_rubric", "grade_copy"))
    # LangGraph's types know no node that is only ever sent to: its payload is a dict, validated at its door.
    builder.add_node("grade_copy", grade_copy, error_handler=copy_failed)  # type: ignore[call-overload]
    builder.add_node("calibrate", calibrate)
    builder.add_node("aggregate", aggregate)
    builder.add_node("review", review, destinations=("review", "grade_copy", "aggregate"))
    builder.add_edge(START, "intake")
    builder.add_edge("pre_analysis", "confirm_scale")
    builder.add_edge("write_rubric", "confirm_rubric")
    builder.add_edge("grade_copy", "calibrate")
    builder.add_edge("calibrate", "aggregate")
    builder.add_conditional_edges("aggregate", _after_aggregate)
    graph = builder.compile(checkpointer=checkpointer, name="graph_grading")
    return graph.with_config(recursion_limit=RECURSION_LIMIT)


graph_grading = build_grading_graph()
"""What langgraph.json names."""
