"""Second looks: graders whose marks differ widely each mark again, seeing the other's reading.

Second looks change no mark: comparison, consensus and marks depend on the first pass alone.
"""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from bareme.agents.second_look import PROMPT, second_look_content
from bareme.domain.attempts import Attempt, Mark, Slot, current_marks
from bareme.domain.brief import Brief
from bareme.domain.comparison import Comparison
from bareme.domain.policy import Verification
from bareme.domain.second_look import disputed_questions, most_different_marks
from bareme.graphs.attempt import CopyMaterial, WaitingAttempt, attempt_or_wait
from bareme.graphs.dispatch import AttemptSlot, GradeTask


class Looks(NamedTuple):
    """The second looks that were made, and those left waiting."""

    made: tuple[Attempt, ...] = ()
    waiting: tuple[WaitingAttempt, ...] = ()


async def look_again(
    task: GradeTask, brief: Brief, material: CopyMaterial, attempts: Sequence[Attempt], comparison: Comparison
) -> Looks:
    """Return the second looks that the attempts of this round call for, or those that the task asks for.

    There are none if the session's policy does not ask for them.
    """
    policy = brief.policy
    if policy.verification is not Verification.DISAGREEMENTS:
        return Looks()
    disputed = disputed_questions(comparison, policy.verification_share)
    passes = [*task.earlier, *attempts]
    # A task without attempts completes the last round.
    round_number = max((slot.round for slot in task.slots), default=max((a.round for a in passes), default=0))
    looks = {
        slot: others
        for slot, others in most_different_marks(current_marks(passes), disputed).items()
        if task.slots or slot in task.looks
    }
    outcomes = await asyncio.gather(
        *(_look(task, slot, others, material, round_number) for slot, others in looks.items())
    )
    return Looks(
        made=tuple(outcome for outcome in outcomes if isinstance(outcome, Attempt)),
        waiting=tuple(outcome for outcome in outcomes if isinstance(outcome, WaitingAttempt)),
    )


async def _look(
    task: GradeTask, slot: Slot, others: dict[str, Mark], material: CopyMaterial, round_number: int
) -> Attempt | WaitingAttempt:
    """Return the second look, or why it is left waiting."""
    label, try_index = slot
    again = AttemptSlot(
        label=label,
        grader=task.graders[label],
        try_index=try_index,
        round=round_number,
        question_ids=tuple(others),
    )
    look = await attempt_or_wait(again, material, stop=False, remark=second_look_content(others))
    if isinstance(look, WaitingAttempt):
        return look
    return look.model_copy(update={"prompt_version": f"{look.prompt_version} {PROMPT.version}"})
