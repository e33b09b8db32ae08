"""A session as the command line sees it: where it stands, what it waits for, and how it goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from langgraph.types import Command

from bareme.domain.session import GradedSession
from bareme.domain.session_result import SessionResult, session_result
from bareme.graphs.contract import GradingContext
from bareme.graphs.grading import GradingGraph
from bareme.graphs.interrupts import ConfirmRubric, ConfirmScale, ReviewRequest
from bareme.graphs.state import ConfirmedState, GradingState, Json

type Work = Json | Command[Any] | None
"""What a run is given: a request, an answer to the pending interrupt, or None to go on after a stop."""

type Listener = Callable[[Json], None]
"""Is told each progress event."""


class Stage(StrEnum):
    """Where a session stands between two runs."""

    SCALE = "waiting_for_scale"
    RUBRIC = "waiting_for_rubric"
    STOPPED = "stopped"
    REVIEW = "in_review"
    FINISHED = "finished"


_ASKED = {"confirm_scale": Stage.SCALE, "confirm_rubric": Stage.RUBRIC, "review": Stage.REVIEW}


@dataclass(frozen=True)
class SessionSnapshot:
    """A session at rest."""

    session_id: str
    stage: Stage
    values: Json
    question: Json | None

    @cached_property
    def state(self) -> GradingState:
        """The whole state."""
        return GradingState.model_validate(self.values)

    @property
    def began(self) -> bool:
        """Whether the files are taken in and the settings frozen. Before that there is nothing to go on with."""
        return self.state.session is not None

    @property
    def name(self) -> str:
        """What the session is called; empty before that is known."""
        return self.state.session.name if self.state.session else ""

    @property
    def created_at(self) -> datetime | None:
        """When it began, in UTC."""
        return self.state.session.created_at if self.state.session else None

    @cached_property
    def scale_question(self) -> ConfirmScale:
        """What is asked at Stage.SCALE."""
        return ConfirmScale.model_validate(self.question)

    @cached_property
    def rubric_question(self) -> ConfirmRubric:
        """What is asked at Stage.RUBRIC."""
        return ConfirmRubric.model_validate(self.question)

    @cached_property
    def review_question(self) -> ReviewRequest:
        """What is asked at Stage.REVIEW."""
        return ReviewRequest.model_validate(self.question)

    @cached_property
    def graded(self) -> GradedSession | None:
        """The session as exports take it, with what is finished so far; None before the first copy is graded."""
        return ConfirmedState.model_validate(self.values).graded_session() if self.state.brief_id else None

    @cached_property
    def result(self) -> SessionResult | None:
        """Every copy and the class's figures, computed from what is finished so far."""
        return session_result(self.graded) if self.graded else None

    def grader_names(self) -> dict[str, dict[str, str]]:
        """Return the models, as the policy tells them apart, by copy id and blind label."""
        names = self.state.policy.grader_names if self.state.policy else ()
        return {
            copy_id: {label: names[index] for label, index in labels.items()}
            for copy_id, labels in self.state.grader_key.items()
        }


async def look_up(graph: GradingGraph, session_id: str) -> SessionSnapshot | None:
    """Return where a session stands, None where there is no such session."""
    state = await graph.aget_state({"configurable": {"thread_id": session_id}})
    if state.created_at is None:
        return None
    question = state.interrupts[0].value if state.interrupts else None
    # Not `state.next`: it is empty, too, where a power cut fell between a node's writes and the next checkpoint.
    values = state.values
    without_review = not (values.get("policy") or {}).get("review", True) and values.get("summed_up", False)
    resting = Stage.FINISHED if values.get("finished") or without_review else Stage.STOPPED
    stage = _ASKED[question["kind"]] if question is not None else resting
    return SessionSnapshot(session_id, stage, state.values, question)


async def list_sessions(graph: GradingGraph) -> list[SessionSnapshot]:
    """Return every session that began, the latest first."""
    assert graph.checkpointer is not None and not isinstance(graph.checkpointer, bool)  # noqa: S101, PT018 - the desk's
    seen = dict.fromkeys([saved.config["configurable"]["thread_id"] async for saved in graph.checkpointer.alist(None)])
    snapshots = [await look_up(graph, session_id) for session_id in seen]
    begun = [snapshot for snapshot in snapshots if snapshot and snapshot.began]
    return sorted(begun, key=lambda snapshot: str(snapshot.created_at), reverse=True)


async def advance(
    graph: GradingGraph,
    session_id: str,
    work: Work,
    *,
    on_event: Listener,
    context: GradingContext | None = None,
) -> SessionSnapshot:
    """Run the session until it waits for the teacher or ends, and return where it stands then."""
    config: Any = {"configurable": {"thread_id": session_id}}
    async for event in graph.astream(work, config, context=context, stream_mode="custom"):
        on_event(event)
    snapshot = await look_up(graph, session_id)
    assert snapshot is not None  # noqa: S101 - it has just run
    return snapshot


def answer(value: Json) -> Command[Any]:
    """Return what answers the pending interrupt."""
    return Command(resume=value)
