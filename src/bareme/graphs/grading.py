"""`graph_grading`: the wiring, and nothing else."""

from collections.abc import Callable
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from pydantic import BaseModel, ConfigDict

from bareme.domain.policy import Policy
from bareme.graphs.answered_once import answered_once
from bareme.graphs.contract import GradingContext
from bareme.graphs.input import GradingInput, complete_input
from bareme.graphs.nodes.aggregate import aggregate
from bareme.graphs.nodes.calibrate import calibrate
from bareme.graphs.nodes.confirm_rubric import confirm_rubric
from bareme.graphs.nodes.confirm_scale import confirm_scale
from bareme.graphs.nodes.grade_copy import copy_failed, grade_copy
from bareme.graphs.nodes.intake import intake
from bareme.graphs.nodes.pre_analysis import pre_analysis
from bareme.graphs.nodes.resume_session import resume_session
from bareme.graphs.nodes.review import review
from bareme.graphs.nodes.write_rubric import write_rubric
from bareme.graphs.owner import only_for_owner
from bareme.graphs.state import GradingOutput, GradingState
from bareme.memory_allocation import return_memory_after

RECURSION_LIMIT = 50
"""Supersteps of one run. A run goes from one interrupt to the next, which takes seven at most."""

type GradingGraph = CompiledStateGraph[Any, Any, Any, Any]  # clients send the context as JSON


class _AggregatedState(BaseModel):
    """The channels that decide where `aggregate` leads. Validating the whole state would take as long as a node."""

    model_config = ConfigDict(extra="ignore")

    policy: Policy


def _after_aggregate(state: _AggregatedState) -> str:
    # A finished session stays in review: a thread that has ended would swallow an answer in silence.
    return "to review" if state.policy.review else "no review"


def build_grading_graph(checkpointer: BaseCheckpointSaver[str] | None = None) -> GradingGraph:
    """Return the compiled graph. The servers bring their own checkpointer; a caller without one gives it here."""
    return graph_grading.copy({"checkpointer": checkpointer})


def _compiled() -> GradingGraph:
    builder = StateGraph(
        GradingState, context_schema=GradingContext, input_schema=GradingInput, output_schema=GradingOutput
    )

    def add(
        node: Callable[..., Any], *, reviewers: bool = False, asks: bool = False, reads: bool = False, **options: Any
    ) -> None:
        checked = only_for_owner(answered_once(node) if asks else node, reviewers=reviewers)
        made = return_memory_after(checked) if reads else checked
        builder.add_node(node.__name__, made, metadata=description_of(node), **options)

    # `destinations` label the ways that a node's Command can take.
    add(
        intake,
        reads=True,
        destinations={"pre_analysis": "new session", "resume_session": "the thread has a session"},
    )
    add(
        resume_session,
        destinations={
            "pre_analysis": "files not read",
            "confirm_scale": "scale not confirmed",
            "write_rubric": "criteria not drafted",
            "confirm_rubric": "criteria not confirmed",
            "grade_copy": "copies not graded",
            "calibrate": "answers not compared",
            "aggregate": "nothing left to grade",
        },
    )
    add(pre_analysis, reads=True)
    add(
        confirm_scale,
        asks=True,
        destinations={
            "confirm_scale": "invalid answer",
            "write_rubric": "criteria to draft",
            "grade_copy": "confirmed, one task a copy",
            "calibrate": "confirmed, no graders",
            END: "confirmed, no copies",
        },
    )
    add(write_rubric)
    add(
        confirm_rubric,
        asks=True,
        destinations={
            "confirm_rubric": "not accepted yet",
            "write_rubric": "criteria to redraft",
            "grade_copy": "accepted, one task a copy",
            END: "accepted, no copies",
        },
    )
    add(
        grade_copy,
        error_handler=copy_failed,
        destinations={"__error_handler__grade_copy": "unexpected error"},
    )
    # LangGraph takes no destinations for a handler, which it would then draw without a way in or out.
    handler = builder.nodes["__error_handler__grade_copy"]
    handler.ends = {"calibrate": "copy marked as failed"}
    handler.metadata = description_of(copy_failed)
    add(calibrate)
    add(aggregate, reviewers=True)
    add(
        review,
        asks=True,
        reviewers=True,
        destinations={"review": "asked again", "grade_copy": "regrade"},
    )
    builder.add_edge(START, "intake")
    builder.add_edge("pre_analysis", "confirm_scale")
    builder.add_edge("write_rubric", "confirm_rubric")
    builder.add_edge("grade_copy", "calibrate")
    builder.add_edge("calibrate", "aggregate")
    builder.add_conditional_edges("aggregate", _after_aggregate, {"to review": "review", "no review": END})
    graph = builder.compile(name="graph_grading")
    graph.nodes[START].mapper = complete_input
    return graph.with_config(recursion_limit=RECURSION_LIMIT)


def description_of(node: Callable[..., Any]) -> dict[str, Any]:
    """Return the metadata of a node, which Studio shows beside it: the first line of its docstring."""
    return {"description": (node.__doc__ or "").partition("\n")[0]}


graph_grading = _compiled()
"""What langgraph.json names. Compiling takes twenty milliseconds, so whoever brings a checkpointer gets a copy."""
