"""Groups of copies whose answers say the same, so that their marks should be the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from pydantic import Field

from bareme.domain.answer_groups.canonical import canonical
from bareme.domain.attempts import Mark, MarkStatus
from bareme.domain.copies import Copy
from bareme.domain.frozen_model import FrozenModel

type AnswerTexts = dict[str, str]
"""The answers to one question, by copy id, in the order of the copies."""


class AnswerGroup(FrozenModel):
    """Copies whose answers to one question say the same."""

    copy_ids: tuple[str, ...] = Field(min_length=2, description="In the order of the session.")
    by_model: bool = Field(
        default=False, description="Whether the calibrator's reading joined some of them, rather than rules alone."
    )


def answer_text(copy: Copy, question_id: str, marks: Iterable[Mark]) -> str | None:
    """Return the answer of a copy to a question, or None if it is blank, illegible or not settled.

    A typed answer is taken as it is. For a copy on paper, more than half of the current marks must have transcriptions
    that say the same, and the first of these is returned. A grader who found nothing to mark counts against them.
    """
    marks = list(marks)
    graded = [mark for mark in marks if mark.status is MarkStatus.GRADED]
    if question_id in copy.answers:
        typed = copy.answers[question_id]
        return typed if graded and canonical(typed) else None
    with_points = sum(mark.status.has_points for mark in marks)
    said = Counter(key for mark in graded if (key := canonical(mark.transcription)))
    if not said:
        return None
    key, times = said.most_common(1)[0]
    if 2 * times <= with_points:
        return None
    return next(mark.transcription for mark in graded if canonical(mark.transcription) == key)


def same_by_rules(answers: AnswerTexts) -> list[list[str]]:
    """Return lists of copies whose answers say the same by rules. Every copy is in exactly one list."""
    by_key: defaultdict[str, list[str]] = defaultdict(list)
    for copy_id, text in answers.items():
        by_key[canonical(text)].append(copy_id)
    return list(by_key.values())


def to_groups(
    answers: AnswerTexts, same: Iterable[list[str]], joined: Iterable[Iterable[str]] = ()
) -> tuple[AnswerGroup, ...]:
    """Return the groups of two copies or more.

    `same` holds the lists found by rules, and `joined` sets of copies that a reader found to say the same. Lists and
    sets with a copy in common are merged, so that "says the same" is an equivalence relation.
    """
    # Union–find (Galler & Fisher 1964), without ranks: a class is small.
    leader = {copy_id: copy_ids[0] for copy_ids in same for copy_id in copy_ids}
    read: set[str] = set()

    def find(copy_id: str) -> str:
        while leader[copy_id] != copy_id:
            copy_id = leader[copy_id]
        return copy_id

    for copy_ids in joined:
        first, *others = map(find, copy_ids)
        for other in others:
            leader[find(other)] = find(first)
        if others:
            read.add(first)
    members: defaultdict[str, list[str]] = defaultdict(list)
    for copy_id in answers:
        members[find(copy_id)].append(copy_id)
    joined_now = {find(copy_id) for copy_id in read}
    return tuple(
        AnswerGroup(copy_ids=tuple(copy_ids), by_model=first in joined_now)
        for first, copy_ids in members.items()
        if len(copy_ids) > 1
    )


def unequal_groups(
    groups: Iterable[AnswerGroup], points: Mapping[str, Decimal | None]
) -> list[tuple[AnswerGroup, dict[str, Decimal]]]:
    """Return the groups with different points, each with the points of its copies that have any."""
    found = []
    for group in groups:
        known = {copy_id: value for copy_id in group.copy_ids if (value := points.get(copy_id)) is not None}
        if len(set(known.values())) > 1:
            found.append((group, known))
    return found


def unequal_answers(
    groups: Mapping[str, Iterable[AnswerGroup]], points: Mapping[str, Mapping[str, Decimal | None]]
) -> set[tuple[str, str]]:
    """Return the answers, as (copy id, question id), in a group with different points.

    `points` is by question id and copy id.
    """
    return {
        (copy_id, question_id)
        for question_id, column in points.items()
        for _, known in unequal_groups(groups.get(question_id, ()), column)
        for copy_id in known
    }
