"""Make the tasks that grade copies: which attempts are to be made, and what they need."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import Field

from bareme.calls.budget import Allowance
from bareme.domain.apply import RegradeOrder
from bareme.domain.attempts import Attempt, Slot, attempts_by_copy, current_marks
from bareme.domain.comparison import Comparison
from bareme.domain.copies import Copy, CopyStatus
from bareme.domain.decisions import Decision, MarkDecision, current_decisions, history_of
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Budget, Usage
from bareme.domain.points import Language
from bareme.domain.policy import Policy, Verification
from bareme.domain.review import RegradeScope
from bareme.domain.scheme import GradingScheme
from bareme.domain.scheme_versions import attempts_under
from bareme.domain.second_look import pending_second_looks
from bareme.domain.session import CopyProgress
from bareme.graphs.state import ConfirmedState, GradingState, Json, dump

if TYPE_CHECKING:
    from langgraph.types import Send


class AttemptSlot(FrozenModel):
    """One attempt to make."""

    label: str
    grader: int = Field(ge=0, description="Index in policy.graders.")
    try_index: int = Field(ge=1)
    round: int = Field(ge=0)
    question_ids: tuple[str, ...] = Field((), description="Empty: every question.")


class GradeTask(FrozenModel):
    """The payload of `grade_copy`: references, and what the attempts need beyond the brief."""

    session_id: str
    owner: str = Field("", description="Who owns the session.")
    brief_id: str
    copy_: Copy = Field(alias="copy", serialization_alias="copy")
    progress: CopyProgress
    slots: tuple[AttemptSlot, ...]
    looks: tuple[Slot, ...] = Field(
        (), description="If no attempt is to be made: the second looks to make, by label and try."
    )
    graders: dict[str, int] = Field(description="By blind label: the index in policy.graders.")
    earlier: tuple[Attempt, ...] = Field(
        (), description="The copy's attempts before this round, with their valid marks, to compare with."
    )
    decisions: tuple[Decision, ...] = Field((), description="Those on the copy; the events report the current marks.")
    total: int = Field(description="Copies in the session.")
    others_failed: int = Field(0, description="For the counts: failed copies that are not sent in this round.")
    others_waiting: int = Field(0, description="For the counts: waiting copies that are not sent in this round.")
    place: int = Field(0, description="The copy's index; earlier copies are graded first.")
    budget: Budget = Field(Budget(), description="What the session may spend.")
    spent: Usage = Field(Usage(), description="What the session had spent when this was sent.")
    grading_started_at: datetime
    event_names: bool = Field(default=False, description="Whether the events carry the student's name.")
    language: Language = Field("fr", description="Of what the teacher is told.")

    @property
    def allowance(self) -> Allowance:
        """What the copy's attempts may spend, shared with the session's other attempts."""
        return Allowance.after(self.session_id, self.budget, self.spent)

    def send(self) -> "Send":
        """Return the message that starts the node."""
        from langgraph.types import Send  # noqa: PLC0415 - it takes long to load, and reading a session needs none of it

        # LangGraph stores a payload twice, and most sessions have no budget.
        unused = set() if self.budget.is_set else {"budget", "spent"}
        unused |= set() if self.looks else {"looks"}
        unused |= set() if self.event_names else {"event_names"}
        return Send("grade_copy", self.model_dump(mode="json", by_alias=True, exclude=unused))


def tasks_for(state: ConfirmedState, orders: Mapping[str, RegradeOrder]) -> list[GradeTask]:
    """Return the tasks that grade copies again or complete them, with none for a copy that lacks nothing.

    `orders` is by copy id. An order to complete covers the questions that it names, or else those that no person has
    decided. A second look that was left waiting counts as missing.

    Raises:
        SecretChanged: who is behind the labels cannot be told.
    """
    session = state.graded_session()
    by_copy, schemes = attempts_by_copy(session.attempts), session.schemes
    decided, labels = current_decisions(session.decisions).marks, state.labels
    tasks = [
        _task(state, copy_id, order, graders=labels[copy_id], own=by_copy[copy_id], schemes=schemes, marks=decided)
        for copy_id, order in orders.items()
    ]
    sent = [task for task in tasks if task.slots or task.looks]
    names = {task.copy_.copy_id for task in sent}
    others = Counter(progress.status for copy_id, progress in state.progress.items() if copy_id not in names)
    waiting = others[CopyStatus.WAITING] + others[CopyStatus.PROCESSING]
    counts = {"others_failed": others[CopyStatus.FAILED], "others_waiting": waiting}
    return [task.model_copy(update=counts) for task in sent]


def processing(tasks: Iterable[GradeTask]) -> dict[str, Json]:
    """Return the progress to write for copies that are handed to their graders, by copy id."""
    under_way = {"status": CopyStatus.PROCESSING}
    return {task.copy_.copy_id: dump(task.progress.model_copy(update=under_way)) for task in tasks}


def no_longer_processing(state: GradingState) -> dict[str, Json]:
    """Return the progress to write, by copy id, for copies that a run was grading when it was cut short."""
    return {
        copy_id: dump(progress.model_copy(update={"status": _status_at_rest(state.comparisons.get(copy_id))}))
        for copy_id, progress in state.progress.items()
        if progress.status is CopyStatus.PROCESSING
    }


def _status_at_rest(comparison: Comparison | None) -> CopyStatus:
    return comparison.copy_status if comparison else CopyStatus.WAITING


def _task(
    state: ConfirmedState,
    copy_id: str,
    order: RegradeOrder,
    *,
    graders: dict[str, int],
    own: Sequence[Attempt],
    schemes: Mapping[int, GradingScheme],
    marks: Mapping[tuple[str, str], MarkDecision],
) -> GradeTask:
    question_ids = order.question_ids
    attempts = attempts_under(state.scheme, own, schemes)
    decided = {question_id for owner, question_id in marks if owner == copy_id}
    wanted = question_ids or tuple(question_id for question_id in state.scheme.leaf_ids() if question_id not in decided)
    slots = slots_of(
        state.policy,
        graders,
        round_number=1 + max((attempt.round for attempt in own), default=-1),
        question_ids=question_ids,
    )
    looks: tuple[Slot, ...] = ()
    if order.scope is RegradeScope.MISSING:
        slots = slots_to_finish(slots, attempts, wanted)
        looks = () if slots else _pending_second_looks(state, copy_id, attempts, wanted)
    return GradeTask(
        session_id=state.session.session_id,
        owner=state.owner,
        brief_id=state.brief_id,
        copy=state.copies[copy_id],
        progress=state.progress[copy_id],
        slots=tuple(slots),
        looks=looks,
        graders=graders,
        earlier=tuple(attempts),
        decisions=tuple(history_of(state.decisions, copy_id).values()),
        total=len(state.copies),
        place=list(state.copies).index(copy_id),
        budget=state.policy.budget,
        spent=state.spent,
        grading_started_at=datetime.now(UTC),
        event_names=state.policy.event_names,
        language=state.policy.language,
    )


def _pending_second_looks(
    state: ConfirmedState, copy_id: str, attempts: Sequence[Attempt], question_ids: Sequence[str]
) -> tuple[Slot, ...]:
    comparison = state.comparisons.get(copy_id)
    if state.policy.verification is not Verification.DISAGREEMENTS or comparison is None:
        return ()
    made = [look for look in state.second_looks.values() if look.copy_id == copy_id]
    current = current_marks(attempts)
    return pending_second_looks(comparison, state.policy.verification_share, current, made, question_ids)


def slots_of(
    policy: Policy, labels: dict[str, int], *, round_number: int, question_ids: tuple[str, ...] = ()
) -> list[AttemptSlot]:
    """Return all attempts to make at a copy, by label and try."""
    return [
        AttemptSlot(label=label, grader=grader, try_index=number, round=round_number, question_ids=question_ids)
        for label, grader in sorted(labels.items())
        if grader < len(policy.graders)  # the others are people
        for number in range(1, policy.graders[grader].tries + 1)
    ]


def slots_to_finish(
    slots: Iterable[AttemptSlot], attempts: Sequence[Attempt], question_ids: Sequence[str]
) -> list[AttemptSlot]:
    """Return the slots whose grader and try gave no points for some of the questions, limited to these questions."""
    missing = [(slot, _missing(slot, attempts, question_ids)) for slot in slots]
    return [slot.model_copy(update={"question_ids": ids}) for slot, ids in missing if ids]


def _missing(slot: AttemptSlot, attempts: Sequence[Attempt], question_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the questions that this try of the grader gave no points for."""
    covered = {
        question_id
        for attempt in attempts
        if attempt.slot == (slot.label, slot.try_index)
        for question_id, mark in attempt.marks.items()
        if mark.status.has_points
    }
    return tuple(question_id for question_id in question_ids if question_id not in covered)
