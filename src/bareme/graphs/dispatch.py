"""From confirmed copies to the tasks that grade them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from langgraph.types import Send
from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.attempts import Attempt, AttemptStatus
from bareme.domain.copies import Copy
from bareme.domain.money import NOTHING, Budget, Usage
from bareme.domain.policy import Policy
from bareme.domain.review import RegradeScope
from bareme.domain.session import CopyProgress
from bareme.graphs.state import ConfirmedState
from bareme.models.budget import Allowance
from bareme.models.ledger import Amount


class AttemptSlot(BaseModel):
    """One attempt to make."""

    model_config = ConfigDict(frozen=True)

    label: str
    grader: int = Field(ge=0, description="Index in policy.graders.")
    try_index: int = Field(ge=1)
    round: int = Field(ge=0)


class GradeTask(BaseModel):
    """What `grade_copy` is sent: references, and what the attempts need beyond the brief."""

    model_config = ConfigDict(frozen=True)

    session_id: str
    brief_id: str
    copy_: Copy = Field(alias="copy", serialization_alias="copy")
    progress: CopyProgress
    slots: tuple[AttemptSlot, ...]
    question_ids: tuple[str, ...] = Field((), description="Empty: every question.")
    earlier: tuple[Attempt, ...] = Field((), description="The copy's attempts before this round, to compare with.")
    total: int = Field(description="Copies in the session.")
    place: int = Field(0, description="The copy's place among them, from 0: the first are graded first.")
    budget: Budget = Field(Budget(), description="What the session may spend.")
    spent: Usage = Field(Usage(), description="What it had spent when this was sent.")
    grading_started_at: datetime

    @property
    def allowance(self) -> Allowance:
        """What the copy's attempts may spend, together with the session's others."""
        spent = Amount(self.spent.calls, self.spent.cost or NOTHING)
        return Allowance(self.session_id, self.budget, spent)

    def send(self) -> Send:
        """Return the message that starts the node."""
        return Send("grade_copy", self.model_dump(mode="json", by_alias=True))


def task_for(
    state: ConfirmedState,
    copy_id: str,
    *,
    scope: RegradeScope,
    question_ids: tuple[str, ...] = (),
    progress: CopyProgress | None = None,
) -> GradeTask:
    """Return the task that grades a copy again, or finishes what is missing. It has no slots where nothing is."""
    attempts = tuple(attempt for attempt in state.attempts.values() if attempt.copy_id == copy_id)
    slots = slots_to_repeat(
        state.policy,
        state.grader_key[copy_id],
        attempts,
        scope=scope,
        question_ids=question_ids or tuple(state.scheme.leaf_ids()),
    )
    return GradeTask(
        session_id=state.session.session_id,
        brief_id=state.brief_id,
        copy=state.copies[copy_id],
        progress=progress or state.progress[copy_id],
        slots=tuple(slots),
        question_ids=question_ids,
        earlier=attempts,
        total=len(state.copies),
        place=list(state.copies).index(copy_id),
        budget=state.policy.budget,
        spent=state.spent,
        grading_started_at=datetime.now(UTC),
    )


def slots_of(policy: Policy, labels: dict[str, int], *, round_number: int) -> list[AttemptSlot]:
    """Return every attempt at a copy, by label and try."""
    return [
        AttemptSlot(label=label, grader=grader, try_index=number, round=round_number)
        for label, grader in sorted(labels.items())
        for number in range(1, policy.graders[grader].tries + 1)
    ]


def slots_to_repeat(
    policy: Policy,
    labels: dict[str, int],
    attempts: Sequence[Attempt],
    *,
    scope: RegradeScope,
    question_ids: Iterable[str],
) -> list[AttemptSlot]:
    """Return the attempts of a regrade: all of them, or those that left any of the questions without points."""
    slots = slots_of(policy, labels, round_number=1 + max((a.round for a in attempts), default=-1))
    if scope is RegradeScope.ALL:
        return slots
    wanted = set(question_ids)

    def has_points(slot: AttemptSlot) -> bool:
        covered = {
            question_id
            for attempt in attempts
            if (attempt.label, attempt.try_index) == (slot.label, slot.try_index)
            and attempt.status is AttemptStatus.GRADED
            for question_id, mark in attempt.marks.items()
            if mark.status.has_points
        }
        return wanted <= covered

    return [slot for slot in slots if not has_points(slot)]
