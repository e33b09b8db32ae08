"""The prompt of one attempt, and the key under which its answer is kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bareme.agents.examiner_prompt import selection, shared_content, system_prompt
from bareme.agents.shared_part import SharedPart
from bareme.domain.brief import Brief
from bareme.domain.copies import Copy
from bareme.domain.policy import Grader
from bareme.domain.scheme import Question
from bareme.graphs.copy_view import CopyView, picture_key, view_copy
from bareme.graphs.dispatch import AttemptSlot
from bareme.models.picture_limit import PictureLimit
from bareme.models.tokens import picture_tokens
from bareme.storage.answers import cache_key


class SharedTexts(NamedTuple):
    """What all copies are shown, except for pictures: the system prompt, and the first part of the message."""

    system: str
    content: str


def shared_texts(shown: Brief) -> SharedTexts:
    """Return the texts for all copies of a session. Writing them takes as long as reading an answer."""
    return SharedTexts(system_prompt(shown), shared_content(shown))


@dataclass(frozen=True)
class AttemptPrompt:
    """What one grader is shown: texts, and references to pictures, which are loaded only for a call."""

    system: str
    shared: str
    selection: str
    view: CopyView
    remark: str

    @property
    def texts(self) -> list[str]:
        """All texts after the system prompt, in order. Pictures of the teacher's pages stand after the first one."""
        return [text for text in (self.shared, self.selection, self.view.text, self.remark) if text]

    def shared_part(self, grader: Grader) -> SharedPart:
        """Return what the prompts of all copies begin with: a text, and pictures of the teacher's pages."""
        pictures = self.view.shared_pictures
        tokens = sum(picture_tokens(grader.model, one.size) for one in pictures)
        key = (grader.reasoning_effort, self.shared, pictures)
        return SharedPart(1 + len(pictures), tokens, key, _digest(self.system, self.shared))

    def key(self, slot: AttemptSlot, brief: Brief) -> str:
        """Return the hash of everything that the answer depends on. Each try and each regrade has its own answer.

        So has each of several identical graders: with a shared answer, a grader would agree with itself.
        """
        duplicates_before = brief.policy.duplicates_before(slot.grader)
        return cache_key(
            brief.owner,
            **({"duplicates_before": duplicates_before} if duplicates_before else {}),
            **brief.policy.graders[slot.grader].call_settings,
            try_index=slot.try_index,
            round=slot.round,
            system_prompt=self.system,
            texts=self.texts,
            **picture_key(self.view.pictures, brief.digests),
        )


@lru_cache(maxsize=16)
def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:32]


def questions_of(slot: AttemptSlot, brief: Brief) -> list[Question]:
    """Return the questions that an attempt is about."""
    return [leaf for leaf in brief.scheme.leaves() if not slot.question_ids or leaf.id in slot.question_ids]


async def write_prompt(
    shown: Brief,
    copy: Copy,
    grader: Grader,
    shared: SharedTexts,
    questions: Sequence[Question],
    *,
    limit: PictureLimit,
    remark: str = "",
) -> AttemptPrompt:
    """Return the prompt of an attempt at `copy` with at most `limit` pictures. `remark` is shown after the copy.

    Raises:
        NeedsPictures: the copy cannot be shown in this way.
    """
    view = await view_copy(shown, copy, grader, limit)
    return AttemptPrompt(*shared, selection(shown, questions), view, remark)
