"""Versions of a marking scheme: their differences, and which marks stay valid under another version."""

from collections.abc import Iterable, Mapping

from pydantic import Field

from bareme.domain.attempts import Attempt
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import Points
from bareme.domain.scheme import GradingScheme


class ChangedMaximum(FrozenModel):
    """A question with a changed maximum."""

    question_id: str
    before: Points
    after: Points


class SchemeDiff(FrozenModel):
    """The differences between two versions. Question ids are those of leaves."""

    added: tuple[str, ...] = Field((), description="Ids of new questions.")
    removed: tuple[str, ...] = Field((), description="Ids of removed questions.")
    changed_maximum: tuple[ChangedMaximum, ...] = ()
    changed_criteria: tuple[str, ...] = Field((), description="Ids of questions with changed criteria.")
    changed_text: tuple[str, ...] = Field(
        (), description="Ids of questions with a changed text, expected answer or follow-through rule."
    )
    changed_counting: bool = Field(
        default=False,
        description="Whether points are summed or bounded differently: coefficients, choices, groups, order or limits.",
    )
    renamed: bool = Field(default=False, description="Whether a name, a label or the printed total differs.")
    to_mark: tuple[str, ...] = Field((), description="Ids of questions whose earlier marks are invalid, in order.")

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return self == SchemeDiff()


def diff_schemes(old: GradingScheme, new: GradingScheme) -> SchemeDiff:
    """Return the differences of `new` from `old`."""
    before = {leaf.id: leaf for leaf in old.leaves()}
    after = {leaf.id: leaf for leaf in new.leaves()}
    both = [(before[i], after[i]) for i in after if i in before]
    changed_criteria = tuple(b.id for a, b in both if a.criteria != b.criteria)
    changed_maximum = tuple(
        ChangedMaximum(question_id=b.id, before=a.maximum, after=b.maximum) for a, b in both if a.maximum != b.maximum
    )
    changed_text = tuple(
        b.id
        for a, b in both
        if (a.text, a.expected_answer, a.guidelines, a.follow_through)
        != (b.text, b.expected_answer, b.guidelines, b.follow_through)
    )
    return SchemeDiff(
        added=tuple(i for i in after if i not in before),
        removed=tuple(i for i in before if i not in after),
        changed_maximum=changed_maximum,
        changed_criteria=changed_criteria,
        changed_text=changed_text,
        changed_counting=_counting(old) != _counting(new),
        renamed=_names(old) != _names(new),
        to_mark=tuple(i for i, leaf in after.items() if i not in before or not leaf.accepts_marks_of(before[i])),
    )


def _counting(scheme: GradingScheme) -> list[object]:
    questions = [(q.id, q.coefficient, q.best_of, [part.id for part in q.parts]) for q in scheme.walk()]
    return [scheme.allow_above_maximum, scheme.allow_below_zero, questions]


def _names(scheme: GradingScheme) -> list[object]:
    groups = [(q.id, q.max_points, q.text) for q in scheme.walk() if q.parts]
    return [scheme.name, scheme.printed_total, scheme.deleted, groups, [(q.id, q.label) for q in scheme.walk()]]


def attempts_under(
    scheme: GradingScheme, attempts: Iterable[Attempt], versions: Mapping[int, GradingScheme]
) -> list[Attempt]:
    """Return the attempts with only the marks that are valid under `scheme`.

    `versions` maps version numbers to schemes. A mark given under another version is valid if its question has not
    changed in a way that affects marks, or if that version is unknown. Attempts without a valid mark are left out.
    """
    kept = []
    for attempt in attempts:
        given_under = versions.get(attempt.scheme_version, scheme)
        if given_under.version == scheme.version:
            kept.append(attempt)
            continue
        valid = _unchanged_questions(given_under, scheme)
        marks = {question_id: mark for question_id, mark in attempt.marks.items() if question_id in valid}
        if marks:
            kept.append(attempt.model_copy(update={"marks": marks}))
    return kept


def _unchanged_questions(old: GradingScheme, new: GradingScheme) -> set[str]:
    before = {leaf.id: leaf for leaf in old.leaves()}
    return {leaf.id for leaf in new.leaves() if leaf.id in before and leaf.accepts_marks_of(before[leaf.id])}
