"""Agreement between the graders of a session. Reveals which grader is behind which blind label."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations

from pydantic import Field

from bareme.domain.agreement import Agreement, agreement
from bareme.domain.attempts import Mark, attempts_by_copy
from bareme.domain.confidence import ConfidenceAgreement, confidence_against_agreement
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.scheme import GradingScheme
from bareme.domain.session import GradedSession

type _MarksByCopy = dict[str, dict[str, Mark]]
"""Current marks by copy id and question id."""


class Rater(FrozenModel):
    """One try of one grader. Tries are independent passes, so each is a separate rater."""

    grader: int | str = Field(description="The grader's index in the policy, or its name.")
    try_index: int = 1


class RaterPair(FrozenModel):
    """The agreement of two raters on all marks, by question and on the totals."""

    first: Rater
    second: Rater
    marks: Agreement = Field(description="Over every question of every copy.")
    questions: dict[str, Agreement] = Field(description="By question id.")
    totals: Agreement = Field(description="Over the copies for which both gave points on every question.")


class RaterConfidence(FrozenModel):
    """One rater's confidence compared with its agreement with the other raters on the same answers."""

    rater: Rater
    figures: ConfidenceAgreement


class GraderFigures(FrozenModel):
    """All graders of a session."""

    pairs: tuple[RaterPair, ...] = ()
    confidence: tuple[RaterConfidence, ...] = ()


def agreement_of[Name: (int, str)](
    session: GradedSession, grader_key: Mapping[str, Mapping[str, Name]]
) -> GraderFigures:
    """Return the agreement between the graders of `session`, regardless of decisions.

    `grader_key` maps copy id and blind label to the grader, given as its index in the policy or its name. Labels
    without an entry are ignored. If two labels of a copy have the same name, only the first is used, because the two
    cannot be matched across copies. Raters are ordered by index or name, then by try.
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
    """Return `names` by label, keeping each name only for its first label."""
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
    """Yield the confidence of a mark and whether another rater's mark is equal, for pairs that both have points."""
    others = [marks for other, marks in raters.items() if other != rater]
    for copy_id, marks in raters[rater].items():
        for leaf_id, mark in marks.items():
            for other in others:
                points = _points(other, copy_id, leaf_id)
                if mark.points is not None and points is not None:
                    yield mark.confidence, mark.points == points
