"""The state of a session between two runs: its stage and the pending question."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bareme.domain.calibration.offers import GroupOffer, offers_to_groups
from bareme.domain.calibration.report import CalibrationReport
from bareme.domain.session import GradedSession
from bareme.domain.session_result import SessionResult, reference_scheme, session_result
from bareme.exports.material import ExportMaterial
from bareme.graphs.aggregation import calibration_of
from bareme.graphs.dispatch import no_longer_processing
from bareme.graphs.early_decisions import pending_decisions
from bareme.graphs.interrupts import ConfirmRubric, ConfirmScale, ReviewRequest
from bareme.graphs.revisions import revision_of
from bareme.graphs.session_cache import session_cache
from bareme.graphs.state import MERGED_BY_KEY, ConfirmedState, GradingState, Json, updated
from bareme.storage.checkpoints import KeptThread
from bareme.storage.kept_threads import kept_thread
from bareme.storage.session_lock import is_held_elsewhere

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver


class Stage(StrEnum):
    """The stage of a session between two runs."""

    NEW = "new"
    SCALE = "waiting_for_scale"
    RUBRIC = "waiting_for_rubric"
    READING = "reading"
    """A run is reading its files."""
    GRADING = "grading"
    """Another process is grading it."""
    STOPPED = "stopped"
    REVIEW = "in_review"
    FINISHED = "finished"


_INTERRUPT_STAGES = {"confirm_scale": Stage.SCALE, "confirm_rubric": Stage.RUBRIC, "review": Stage.REVIEW}


@dataclass(frozen=True)
class SessionSnapshot:
    """The state of a session between two runs."""

    session_id: str
    stage: Stage
    values: Json
    question: Json | None
    pending: tuple[str, ...] = ()
    """Numbers of the decisions that a run has yet to take in. They count in everything that is computed from here."""
    taken_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def state(self) -> GradingState:
        """The whole state; a ConfirmedState once the scale is confirmed."""
        return (ConfirmedState if self.values.get("brief_id") else GradingState).model_validate(self.values)

    @property
    def name(self) -> str:
        """The session's name; empty before it is known."""
        return self.state.session.name if self.state.session else ""

    @property
    def created_at(self) -> datetime | None:
        """When the session began, in UTC."""
        return self.state.session.created_at if self.state.session else None

    @property
    def results_version(self) -> str:
        """What differs once a file with the results would be another one."""
        values = self.values
        # The run that takes decisions in makes the next revision of them.
        revision = revision_of(values.get("changed_in") or {}) + bool(self.pending)
        counts = (revision, len(values.get("decisions") or ()))
        return f"{'.'.join(map(str, counts))}.{len(values.get('attempts') or ())}.{bool(values.get('finished'))}"

    @cached_property
    def scale_question(self) -> ConfirmScale:
        """The question asked at Stage.SCALE."""
        return ConfirmScale.model_validate(self.question)

    @cached_property
    def rubric_question(self) -> ConfirmRubric:
        """The question asked at Stage.RUBRIC."""
        return ConfirmRubric.model_validate(self.question)

    @cached_property
    def review_question(self) -> ReviewRequest:
        """The question asked at Stage.REVIEW."""
        return ReviewRequest.model_validate(self.question)

    @cached_property
    def graded(self) -> GradedSession | None:
        """The session as exports take it, as far as it is graded; None before the scale is confirmed."""
        return self.state.graded_session() if isinstance(self.state, ConfirmedState) else None

    @cached_property
    def result(self) -> SessionResult | None:
        """The results so far; None before the scale is confirmed."""
        if self.graded is None:
            return None
        state = self.state
        stale = state.statistics is None or not state.results_current or state.results_revision != state.revision
        if stale or self.pending:
            return session_result(self.graded, state.comparisons, session_cache(self.session_id).results)
        return SessionResult(
            copies=tuple(state.results),
            absent=tuple(self.state.absent),
            statistics=state.statistics,
            scheme=reference_scheme(self.graded, state.results),
            usage=state.usage,
        )

    @cached_property
    def calibration(self) -> CalibrationReport | None:
        """What comparing answers across copies shows of `result`; None if it is off or not made yet."""
        state = self.state
        if not self.pending or not isinstance(state, ConfirmedState) or state.calibration is None:
            return state.calibration
        assert self.graded is not None and self.result is not None  # noqa: S101, PT018 - the scale is confirmed
        return calibration_of(state, self.graded, self.result)

    @cached_property
    def offers(self) -> tuple[GroupOffer, ...]:
        """Decisions that could also go for copies with the same answer."""
        return offers_to_groups(self.graded, self.result.copies) if self.graded and self.result else ()

    @cached_property
    def material(self) -> ExportMaterial | None:
        """What screen and files show, without the models' names; None before the scale is confirmed."""
        if self.graded is None or self.result is None:
            return None
        return ExportMaterial(self.graded, self.result, self.taken_at)

    @property
    def revealed(self) -> ExportMaterial | None:
        """`material` with the models' names."""
        return replace(self.material, grader_names=self.grader_names()) if self.material else None

    def grader_names(self) -> dict[str, dict[str, str]]:
        """Return the models' names by copy id and blind label."""
        names = self.state.policy.grader_names if self.state.policy else ()
        return {
            copy_id: {label: names[index] for label, index in labels.items()}
            for copy_id, labels in self.state.labels.items()
        }


async def take_snapshot(saver: "BaseCheckpointSaver[str]", session_id: str) -> SessionSnapshot:
    """Return the current snapshot of a session, which is new until its settings are frozen."""
    return await kept_snapshot(session_id, await kept_thread(saver, session_id))


async def kept_snapshot(session_id: str, kept: KeptThread | None) -> SessionSnapshot:
    """Return the snapshot of a session of which this is kept."""
    values, question = _kept_state(kept)
    snapshot = await snapshot_of(session_id, values, question)
    if snapshot.stage is not Stage.STOPPED:
        return snapshot
    if await asyncio.to_thread(is_held_elsewhere, session_id):
        return replace(snapshot, stage=Stage.GRADING)
    if not snapshot.values.get("brief_id"):
        return snapshot
    return at_rest(snapshot)


def _kept_state(kept: KeptThread | None) -> tuple[Json, Json | None]:
    """Return the values of a session, with what finished tasks of a step under way have written, and its question.

    The graph's `aget_state` gives the same, but loading the graph takes longer than all else of a command that reads.
    """
    if kept is None:
        return {}, None
    values: Json = {name: {} for name in MERGED_BY_KEY}
    values |= {name: kept.channels[name] for name in GradingState.model_fields if name in kept.channels}
    for channel, value in kept.writes:
        if channel in GradingState.model_fields:
            values = updated(values, {channel: value})
    return values, next(iter(kept.questions), None)


def at_rest(snapshot: SessionSnapshot) -> SessionSnapshot:
    """Return a snapshot of which no run is at work: copies that one had in hand are no longer being graded."""
    return replace(snapshot, values=updated(snapshot.values, {"progress": no_longer_processing(snapshot.state)}))


async def snapshot_of(session_id: str, values: Json, question: Json | None) -> SessionSnapshot:
    """Return the snapshot of a session with this state and this pending question."""
    pending = await asyncio.to_thread(pending_decisions, values)
    values = updated(values, pending)
    decisions = tuple(pending.get("decisions", ()))
    return SessionSnapshot(session_id, _stage(values, question), values, question, pending=decisions)


def _stage(values: dict[str, Any], question: Json | None) -> Stage:
    if question is not None:
        return Stage.FINISHED if question.get("finished") else _INTERRUPT_STAGES[question["kind"]]
    if not values.get("session"):
        return Stage.NEW
    # `state.next` is no criterion: a crash between a node's writes and the next checkpoint leaves it empty too.
    reviewed = (values.get("policy") or {}).get("review", True)
    ended = values.get("finished") or (not reviewed and values.get("results_current"))
    return Stage.FINISHED if ended else Stage.STOPPED
