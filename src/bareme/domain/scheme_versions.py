"""Versions of a marking scheme: what an edit changed, and which marks of an earlier version still hold."""

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.attempts import Attempt
from bareme.domain.points import Points
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.shorthand import parse_shorthand


class ChangedMaximum(BaseModel):
    """A question whose maximum is another."""

    model_config = ConfigDict(frozen=True)

    question_id: str
    before: Points
    after: Points


class SchemeDiff(BaseModel):
    """What differs between two versions. Only questions that carry marks are named."""

    model_config = ConfigDict(frozen=True)

    added: tuple[str, ...] = Field((), description="Ids of questions that are new.")
    removed: tuple[str, ...] = Field((), description="Ids of questions that are gone.")
    changed_maximum: tuple[ChangedMaximum, ...] = ()
    changed_criteria: tuple[str, ...] = Field((), description="Ids of questions with other criteria.")
    changed_text: tuple[str, ...] = Field(
        (), description="Ids of questions asked, answered or carried on from errors in another way."
    )
    changed_counting: bool = Field(
        default=False, description="Whether points are summed in another way: coefficients, choices, groups, order."
    )
    renamed: bool = Field(default=False, description="Whether a name, a label or the printed total differs.")
    to_mark: tuple[str, ...] = Field((), description="Questions that earlier marks do not hold for, in order.")

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return self == SchemeDiff()


def diff_schemes(old: GradingScheme, new: GradingScheme) -> SchemeDiff:
    """Return what `new` changes in `old`."""
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
        if (a.text, a.expected_answer, a.follow_through) != (b.text, b.expected_answer, b.follow_through)
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
    return [(q.id, q.coefficient, q.best_of, [part.id for part in q.parts]) for q in scheme.walk()]


def _names(scheme: GradingScheme) -> list[object]:
    groups = [(q.id, q.max_points, q.text) for q in scheme.walk() if q.parts]
    return [scheme.name, scheme.printed_total, scheme.deleted, groups, [(q.id, q.label) for q in scheme.walk()]]


def merge_shorthand(old: GradingScheme, shorthand: str) -> GradingScheme:
    """Return the scheme that `shorthand` makes of `old`.

    A shorthand says names, points and order. A question that is called as one of `old` is that question: it keeps its
    id, texts, criteria, coefficient and choice. One is found by the names on the path to it, or by its id.

    Raises:
        InvalidShorthand: the text cannot be read.
    """
    before: dict[tuple[str, ...], Question] = {}
    by_id = {question.id: question for question in old.walk()}

    def remember(question: Question, path: tuple[str, ...]) -> None:
        here = (*path, question.name)
        before.setdefault(here, question)
        for part in question.parts:
            remember(part, here)

    def carry(new: Question, path: tuple[str, ...]) -> Question:
        here = (*path, new.name)
        parts = tuple(carry(part, here) for part in new.parts)
        # Quoted, "Ex 2.a" is a label of its own, and may well be meant as the id that it looks like.
        known = before.get(here) or by_id.get(new.id) or (None if path else by_id.get(new.name))
        if known is None or bool(known.parts) != bool(parts):
            return new.model_copy(update={"parts": parts})
        best_of = known.best_of if known.best_of is not None and known.best_of <= len(parts) else None
        return known.model_copy(update={"max_points": new.max_points, "parts": parts, "best_of": best_of})

    for question in old.questions:
        remember(question, ())
    typed = parse_shorthand(shorthand)
    amended = old.model_copy(update={"questions": tuple(carry(question, ()) for question in typed.questions)})
    # What the paper prints is no longer the total once the points are others.
    return amended if amended.total == old.total else amended.model_copy(update={"printed_total": None})


def attempts_under(
    scheme: GradingScheme, attempts: Iterable[Attempt], versions: Mapping[int, GradingScheme]
) -> list[Attempt]:
    """Return the attempts with only those marks that hold under `scheme`.

    `versions` holds every scheme by its version. A mark given under another version holds where nothing that it rests
    on was changed; one under a version that nobody kept is taken as it is. An attempt of which no mark holds is left
    out.
    """
    kept = []
    for attempt in attempts:
        given_under = versions.get(attempt.scheme_version, scheme)
        if given_under.version == scheme.version:
            kept.append(attempt)
            continue
        holds = _same_questions(given_under, scheme)
        marks = {question_id: mark for question_id, mark in attempt.marks.items() if question_id in holds}
        if marks:
            kept.append(attempt.model_copy(update={"marks": marks}))
    return kept


def _same_questions(old: GradingScheme, new: GradingScheme) -> set[str]:
    before = {leaf.id: leaf for leaf in old.leaves()}
    return {leaf.id for leaf in new.leaves() if leaf.id in before and leaf.accepts_marks_of(before[leaf.id])}
