"""What was sent to a grader in an attempt, and what it replied.

The prompt is not stored: it is written anew and held against the key under which its answer is kept.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from bareme.documents import get_store
from bareme.domain.attempts import Attempt
from bareme.errors import InvalidInput, NeedsPictures
from bareme.graphs.attempt_prompt import AttemptPrompt, questions_of, shared_texts, write_prompt
from bareme.graphs.dispatch import AttemptSlot
from bareme.graphs.kept_replies import kept_reply
from bareme.graphs.material import load_brief
from bareme.graphs.pictures import Picture
from bareme.graphs.state import ConfirmedState
from bareme.models.picture_limit import PictureLimit, picture_limit
from bareme.storage.answers import answer_store

type Json = dict[str, Any]


@dataclass(frozen=True)
class AttemptTranscript:
    """A prompt and its replies."""

    system: str
    texts: tuple[str, ...]
    """After the system prompt, in order. The teacher's pictures stand after the first one, the copy's after its own."""
    pictures: tuple[Picture, ...]
    is_exact: bool
    """Whether this is the prompt that was sent. It is not if settings or the version of Barème have changed."""
    replies: tuple[Json, ...]
    """As `Reply.raw` returns them. Empty if none is kept, as for graders that cost nothing."""


async def transcript_of(state: ConfirmedState, copy_id: str, label: str, *, try_index: int = 1) -> AttemptTranscript:
    """Return the transcript of a grader's latest attempt at a copy.

    Raises:
        InvalidInput: there is no such attempt.
    """
    made = [a for a in state.attempts.values() if (a.copy_id, a.label, a.try_index) == (copy_id, label, try_index)]
    if not made:
        raise InvalidInput(
            "there is no attempt {try_index} of grader {label!r} at copy {copy_id!r}",
            try_index=try_index,
            label=label,
            copy_id=copy_id,
        )
    attempt = max(made, key=lambda one: one.round)
    if state.policy.by_hand:
        raise InvalidInput("{label!r} is a person: nothing was sent to a model", label=label)
    slot = AttemptSlot(
        label=label,
        grader=state.labels[copy_id][label],
        try_index=try_index,
        round=attempt.round,
        question_ids=() if attempt.round == 0 else tuple(attempt.marks),
    )
    prompt = None
    async for candidate, key in _prompts(state, attempt, slot):
        if prompt is None or key == attempt.record.inputs:
            prompt, is_exact = candidate, key == attempt.record.inputs
    if prompt is None:
        raise InvalidInput("the prompt cannot be written any more: the model takes fewer pictures than it did")
    key = attempt.record.inputs
    kept = (await answer_store().recall([key])).get(key) or await kept_reply(
        key, state.brief_id, get_store(state.owner)
    )
    return AttemptTranscript(
        system=prompt.system,
        texts=tuple(prompt.texts),
        pictures=prompt.view.pictures,
        is_exact=is_exact,
        replies=tuple(kept.get("replies", ())),
    )


async def _prompts(
    state: ConfirmedState, attempt: Attempt, slot: AttemptSlot
) -> AsyncIterator[tuple[AttemptPrompt, str]]:
    """Yield the prompt under every number of pictures that the model may have taken, and its key."""
    latest = await load_brief(state.brief_id, get_store(state.owner))
    schemes = state.graded_session().schemes
    brief = latest.model_copy(update={"scheme": schemes.get(attempt.scheme_version, latest.scheme)})
    # A regrade of all questions has the prompt, and the key, of one without a choice.
    if set(slot.question_ids) == set(brief.scheme.leaf_ids()):
        slot = slot.model_copy(update={"question_ids": ()})
    grader = brief.policy.graders[slot.grader]
    questions = questions_of(slot, brief)
    limits: list[PictureLimit] = [await picture_limit(grader), None, 0, 1]
    for limit in dict.fromkeys(limits):
        shown = brief.shown_to(sees=limit != 0).without(attempt.left_out)
        try:
            copy, shared = state.copies[attempt.copy_id], shared_texts(shown)
            prompt = await write_prompt(shown, copy, grader, shared, questions, limit=limit)
        except NeedsPictures:
            continue
        yield prompt, prompt.key(slot, brief)
