"""The graders of a session held against each other. Only for eyes that may know who is behind which label."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.agreement import Agreement, agreement
from bareme.domain.attempts import Mark, attempts_by_copy
from bareme.domain.confidence import ConfidenceAgreement, confidence_against_agreement
from bareme.domain.scheme import GradingScheme
from bareme.domain.session import GradedSession

type _MarksByCopy = dict[str, dict[str, Mark]]
"""Marks in force by copy id and question id."""


class Rater(BaseModel):
    """One grader's one try. Tries are independent passes, so each is a rater of its own."""

    model_config = ConfigDict(frozen=True)

    grader: int | str = Field(description="The grader's index in the policy, or its name.")
    try_index: int = 1


class RaterPair(BaseModel):
    """Two raters: over all marks, by question, and over the copies' totals."""

    model_config = ConfigDict(frozen=True)

    first: Rater
    second: Rater
    marks: Agreement = Field(description="Over every question of every copy.")
    questions: dict[str, Agreement] = Field(description="By question id.")
    totals: Agreement = Field(description="Over the copies on which both gave points for every question.")


class RaterConfidence(BaseModel):
    """One rater's confidence against whether the others' marks of the same answers equal its own."""

    model_config = ConfigDict(frozen=True)

    rater: Rater
    figures: ConfidenceAgreement


class GraderFigures(BaseModel):
    """All graders of a session."""

    model_config = ConfigDict(frozen=True)

    pairs: tuple[RaterPair, ...] = ()
    confidence: tuple[RaterConfidence, ...] = ()


def agreement_of[Name: (int, str)](
    session: GradedSession, grader_key: Mapping[str, Mapping[str, Name]]
) -> GraderFigures:
    """Return how the graders of `session` agree with each other, whatever was decided since.

    `grader_key` says, by copy id and blind label, who is behind the label: an index in the policy, or a name. Labels
    that it does not hold are left out. Where it has one name for two labels of a copy, the later label is left out
    too, since nothing tells them apart from copy to copy. Raters come in the order of index or name, then try.
    """
    raters: defaultdict[tuple[Name, int], _MarksByCopy] = defaultdict(dict)
    for copy_id, attempts in attempts_by_copy(session.attempts).items():
        names = _distinct(grader_key.get(copy_id, {}))
        for question_id, current in session.current_marks(copy_id, attempts).items():
            for attempt, mark in current:
                if attempt.label in names:
                    slot = (names[attempt.label], attempt.try_index)
                    raters[slot].setdefault(copy_id, {})[question_id] = mark
    ordered = {Rater(grader=name, try_index=i): raters[name, i] for name, i in sorted(raters)}
    copy_ids = [copy.copy_id for copy in session.copies]
    return GraderFigures(
        pairs=tuple(
            _pair(first, second, ordered, scheme=session.scheme, copy_ids=copy_ids, step=session.policy.mark_step)
            for first, second in combinations(ordered, 2)
        ),
        confidence=tuple(
            RaterConfidence(rater=rater, figures=confidence_against_agreement(list(_comparisons(rater, ordered))))
            for rater in ordered
            if len(ordered) > 1
        ),
    )


def _distinct[Name: (int, str)](names: Mapping[str, Name]) -> dict[str, Name]:
    """Return `names` by label, each name for its first label alone."""
    first_label = {names[label]: label for label in sorted(names, reverse=True)}
    return {label: name for name, label in first_label.items()}


def _pair(
    first: Rater,
    second: Rater,
    raters: Mapping[Rater, _MarksByCopy],
    *,
    scheme: GradingScheme,
    copy_ids: list[str],
    step: Decimal,
) -> RaterPair:
    marks = {
        leaf_id: [
            (_points(raters[first], copy_id, leaf_id), _points(raters[second], copy_id, leaf_id))
            for copy_id in copy_ids
        ]
        for leaf_id in scheme.leaf_ids()
    }
    totals = [(_total(raters[first], copy_id, scheme), _total(raters[second], copy_id, scheme)) for copy_id in copy_ids]
    return RaterPair(
        first=first,
        second=second,
        marks=agreement([pair for column in marks.values() for pair in column], step=step),
        questions={leaf_id: agreement(column, step=step) for leaf_id, column in marks.items()},
        totals=agreement(totals, step=step),
    )


def _points(marks: _MarksByCopy, copy_id: str, leaf_id: str) -> Decimal | None:
    mark = marks.get(copy_id, {}).get(leaf_id)
    return mark.points if mark else None


def _total(marks: _MarksByCopy, copy_id: str, scheme: GradingScheme) -> Decimal | None:
    points = {leaf_id: _points(marks, copy_id, leaf_id) for leaf_id in scheme.leaf_ids()}
    known = {leaf_id: value for leaf_id, value in points.items() if value is not None}
    return scheme.add_up(known).points if len(known) == len(points) else None


def _comparisons(rater: Rater, raters: Mapping[Rater, _MarksByCopy]) -> Iterator[tuple[float, bool]]:
    """Yield a mark's confidence and whether another rater's equals it, for each of both that carry points."""
    others = [marks for other, marks in raters.items() if other != rater]
    for copy_id, marks in raters[rater].items():
        for leaf_id, mark in marks.items():
            for other in others:
                points = _points(other, copy_id, leaf_id)
                if mark.points is not None and points is not None:
                    yield mark.confidence, mark.points == points
