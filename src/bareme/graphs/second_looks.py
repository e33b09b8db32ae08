"""Second looks at one copy: where its graders differ by much, each sees the other's reading and marks once more.

The first pass stays the record: comparison, consensus and marks are made of it alone.
"""

import asyncio
from collections.abc import Sequence

from bareme.agents.second_look import PROMPT, second_look_content
from bareme.domain.attempts import Attempt, Mark, attempts_in_force
from bareme.domain.brief import Brief
from bareme.domain.comparison import Comparison
from bareme.domain.money import Usage
from bareme.domain.policy import Verification
from bareme.domain.second_look import disputed_questions, other_marks
from bareme.graphs.attempt import CopyMaterial, make_attempt
from bareme.graphs.dispatch import AttemptSlot, GradeTask


async def look_again(
    task: GradeTask, brief: Brief, material: CopyMaterial, attempts: Sequence[Attempt], comparison: Comparison
) -> tuple[list[Attempt], Usage]:
    """Return the second looks that the attempts of this round give reason for, and what was spent on others in vain.

    There are none where the session asks for none.
    """
    policy = brief.policy
    if policy.verification is not Verification.DISAGREEMENTS:
        return [], Usage()
    disputed = disputed_questions(comparison, policy.verification_share)
    standing = attempts_in_force([*task.earlier, *attempts])
    looks = other_marks(standing, disputed)
    made = await asyncio.gather(*(_look(task, slot, others, material) for slot, others in looks.items()))
    attempts_made = [one for one in made if isinstance(one, Attempt)]
    return attempts_made, sum((one for one in made if isinstance(one, Usage)), Usage())


async def _look(
    task: GradeTask, slot: tuple[str, int], others: dict[str, Mark], material: CopyMaterial
) -> Attempt | Usage:
    """Return the look, or what was spent in vain where it is left waiting."""
    label, try_index = slot
    again = AttemptSlot(
        label=label,
        grader=task.graders[label],
        try_index=try_index,
        round=max(slot.round for slot in task.slots),
        question_ids=tuple(others),
    )
    made = await make_attempt(again, material, stop=False, remark=second_look_content(others))
    if made is None or "waiting" in made:
        return Usage.model_validate((made or {}).get("usage") or {})
    return Attempt.model_validate({**made, "prompt_version": f"{made['prompt_version']} {PROMPT.version}"})
