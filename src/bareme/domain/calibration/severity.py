"""Graders that are systematically harsher or milder than the others on the same answers."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from pydantic import Field

from bareme.domain.agreement import Bias, bias
from bareme.domain.attempts import attempts_by_copy
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import add
from bareme.domain.session import GradedSession

FEWEST_COPIES = 5
"""With fewer copies no grader is called harsh or mild: a few similar copies could make any grader seem so."""

NOTABLE_SHARE = 0.025
"""Share of the maximum, half a point out of 20. A smaller bias, however certain, makes no difference to a mark."""

# Decimal places of a share of the maximum, so that equal shares compare equal.
_PLACES = Decimal("0.000001")

type _Points = dict[tuple[str, str], list[Decimal]]
"""The points of one grader's tries, by copy and question."""


class GraderSeverity(FrozenModel):
    """One grader against the others of its session."""

    grader: int | str | None = Field(None, description="Its index in the policy, or its name; null while it is blind.")
    copies: int = Field(description="Copies that it and at least one other gave points on.")
    bias: Bias = Field(description="Of its marks against the mean of the others', as a share of the maximum.")
    systematic: bool = Field(description="Whether it is harsher (below zero) or milder beyond chance and notably so.")


def severity_of[Name: (int, str)](
    session: GradedSession, grader_key: Mapping[str, Mapping[str, Name]]
) -> tuple[GraderSeverity, ...]:
    """Return each grader's bias, or () for a single grader. `grader_key` names graders by copy id and blind label.

    A copy's difference is Σ (x − x̄) / Σ m over the questions that the grader and at least one other gave points for: x
    is the mean of the grader's tries, x̄ the mean of the other graders' means, m the maximum. The bias is the mean of
    the copies' differences, with its t-interval over copies, which are the independent units: questions of one copy are
    not (a cluster-level analysis, Donner & Klar 2000, Design and Analysis of Cluster Randomization Trials, chapter 6).

    It is systematic if there are `FEWEST_COPIES`, the 95 % interval excludes zero and the bias is at least
    `NOTABLE_SHARE` of the maximum. If all copies have the same difference there is no interval, and none is needed. For
    unbiased graders one interval in twenty excludes zero; this is not corrected.
    """
    given = _points_by_grader(session, grader_key)
    if len(given) < 2:
        return ()
    maxima = {leaf.id: leaf.maximum for leaf in session.scheme.leaves()}
    copy_ids = [copy.copy_id for copy in session.copies]
    return tuple(_severity(name, given, maxima=maxima, copy_ids=copy_ids) for name in sorted(given))


def blind(severities: tuple[GraderSeverity, ...]) -> tuple[GraderSeverity, ...]:
    """Return `severities` without names, the harshest first, since the original order would reveal the graders."""
    ordered = sorted(severities, key=lambda severity: severity.bias.mean.value or 0.0)
    return tuple(severity.model_copy(update={"grader": None}) for severity in ordered)


def _severity[Name: (int, str)](
    name: Name, given: Mapping[Name, _Points], *, maxima: Mapping[str, Decimal], copy_ids: list[str]
) -> GraderSeverity:
    shares = []
    for copy_id in copy_ids:
        differences, possible = [], []
        for question_id, maximum in maxima.items():
            own = given[name].get((copy_id, question_id))
            others = [_mean(points[copy_id, question_id]) for other, points in given.items()
                      if other != name and (copy_id, question_id) in points]  # fmt: skip
            if own and others:
                differences.append(_mean(own) - _mean(others))
                possible.append(maximum)
        if add(possible):
            shares.append((add(differences) / add(possible)).quantize(_PLACES))
    figures = bias(shares)
    return GraderSeverity(grader=name, copies=len(shares), bias=figures, systematic=_is_systematic(figures, shares))


def _is_systematic(figures: Bias, shares: list[Decimal]) -> bool:
    mean, low, high = figures.mean.value, figures.low.value, figures.high.value
    if mean is None or len(shares) < FEWEST_COPIES or abs(mean) < NOTABLE_SHARE:
        return False
    return low is None or high is None or low > 0 or high < 0


def _points_by_grader[Name: (int, str)](
    session: GradedSession, grader_key: Mapping[str, Mapping[str, Name]]
) -> dict[Name, _Points]:
    given: defaultdict[Name, _Points] = defaultdict(dict)
    for copy_id, attempts in attempts_by_copy(session.attempts).items():
        names = grader_key.get(copy_id, {})
        for question_id, standing in session.current_marks(copy_id, attempts).items():
            for attempt, mark in standing:
                if attempt.label in names and mark.points is not None:
                    given[names[attempt.label]].setdefault((copy_id, question_id), []).append(mark.points)
    return dict(given)


def _mean(values: list[Decimal]) -> Decimal:
    return add(values) / len(values)
