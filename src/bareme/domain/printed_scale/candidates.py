"""Convert reconciled groups to scale candidates: ids, totals, confidence and warnings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bareme.domain.naming import unique_name
from bareme.domain.points import ZERO, add, to_points
from bareme.domain.printed_scale.choice import Choice
from bareme.domain.printed_scale.consistency import starts_again
from bareme.domain.printed_scale.entries import Entry, total_of
from bareme.domain.printed_scale.evidence import Evidence, adds_up, gaps, without_mark
from bareme.domain.printed_scale.labels import Family
from bareme.domain.printed_scale.reconcile import Reconciled
from bareme.domain.printed_scale.rows import TextRow
from bareme.domain.scale import CandidateQuestion, CandidateSource, ScaleCandidate, ScaleWarning

CONFIRMED = 0.95
"""The printed total, a table besides the headings, or the sums of all blocks agree."""
_COMPLETE = 0.85
"""Nothing confirms the marks, but all that is printed is explained."""
_CONFIRMED_WITH_REST = 0.85
"""Confirmed, but other marks are printed too, as in a text that speaks of points."""
_INFERRED = 0.7
"""A rule of the paper or the shape of a heading was interpreted."""
_WITH_REST = 0.5
_SINGLE = 0.5
"""A single mark may be a coincidence."""
_CONTRADICTED = 0.4
_PARTLY_KNOWN = 0.4
_TOTAL_ONLY = 0.2


def candidates_of(
    result: Reconciled, evidence: Evidence, *, choices: Sequence[Choice], bonus: Sequence[str], inferred: Sequence[str]
) -> list[ScaleCandidate]:
    """Return the candidates, best first: a table that contradicts the headings is a candidate of its own.

    `choices` are the paper's choices of questions, `bonus` the rows with bonus marks, `inferred` the rows whose
    meaning was inferred.
    """
    if not result.groups:
        return _total_only(result.totals)
    readings = [_Reading(result.groups, result, evidence, choices, bonus, inferred)]
    if result.contradicted:
        readings.append(_Reading(result.summary, result, evidence, choices, bonus, inferred))
    found = [reading.candidate() for reading in readings]
    return sorted(found, key=lambda candidate: -candidate.confidence)


@dataclass(frozen=True)
class _Reading:
    """One consistent reading of the paper."""

    groups: Sequence[Entry]
    result: Reconciled
    evidence: Evidence
    choices: Sequence[Choice]
    bonus: Sequence[str]
    inferred: Sequence[str]

    def candidate(self) -> ScaleCandidate:
        """Return the reading with its total, confidence and warnings."""
        total, confidence, warnings = self._total()
        doubts = self._doubts(confirmed=confidence >= CONFIRMED)
        confidence = min([confidence, *(limit for limit, _ in doubts)])
        return ScaleCandidate(
            confidence=confidence,
            total=None if total is None else to_points(total),
            questions=tuple(_questions(self.groups, None, set())),
            witness=CandidateSource.RULES,
            warnings=(*dict.fromkeys(text for _, text in doubts), *warnings),
        )

    def _total(self) -> tuple[Decimal | None, float, list[str]]:
        totals, computed = self.result.totals, total_of(self.groups)
        minimum = add(entry.points for entry in self.groups if entry.points is not None)
        base, warnings = _COMPLETE if len(self.groups) > 1 or self.groups[0].parts else _SINGLE, list[str]()
        options = next(((choice, options) for choice in self.choices if (options := choice.options(self.groups))), None)
        if options and computed is not None and computed not in totals:
            choice, offered = options
            not_counted = _not_counted(offered, choice.count)
            computed, minimum = (None, ZERO) if not_counted is None else (computed - not_counted, ZERO)
            warnings.append(f"{ScaleWarning.CHOICE}: {choice.count}/{len(offered)}")
            base = min(base, _INFERRED)
        if computed is None:
            total = next((value for value in totals if value >= minimum), None)
            return total, _PARTLY_KNOWN, [*warnings, ScaleWarning.PARTLY_KNOWN]
        if computed in totals:
            return computed, CONFIRMED, warnings
        if totals:
            return computed, _CONTRADICTED, [*warnings, f"{ScaleWarning.TOTAL_NOT_SUM}: {totals[0]}/{computed}"]
        agrees = bool(self.result.summary) and not self.result.contradicted
        confirmed = agrees or (len(self.groups) > 1 and adds_up(self.groups))
        return computed, CONFIRMED if confirmed and base == _COMPLETE else base, warnings

    def _doubts(self, *, confirmed: bool) -> list[tuple[float, str]]:
        """Return what limits the confidence, with the warning for each."""
        sums = f"{total_of(self.result.summary)}/{total_of(self.result.groups)}"
        incomplete = _CONFIRMED_WITH_REST if confirmed else _WITH_REST
        interpreted = CONFIRMED if confirmed else _INFERRED
        found: list[tuple[float, ScaleWarning, Iterable[object]]] = [
            (_CONTRADICTED, ScaleWarning.TABLE_NOT_SUM, [sums] if self.result.contradicted else []),
            (_CONTRADICTED, ScaleWarning.GROUP_NOT_SUM, [e.label for e in self.groups if not e.adds_up]),
            (_CONTRADICTED, ScaleWarning.NUMBERED_TWICE, _numbered_twice(self.groups)),
            (_WITH_REST, ScaleWarning.NUMBER_MISSING_BEFORE, gaps(self.groups)),
            (_WITH_REST, ScaleWarning.WITHOUT_MARK, without_mark(self.groups)),
            (incomplete, ScaleWarning.WITHOUT_MARK, self.evidence.unmarked),
            (incomplete, ScaleWarning.UNEXPLAINED, map(_where, self.evidence.unexplained)),
            (_WITH_REST, ScaleWarning.UNREAD_PAGE, self.evidence.unread),
            (CONFIRMED, ScaleWarning.OCR_LAYER, self.evidence.recognised),
            (_INFERRED, ScaleWarning.INFERRED, self.result.guessed),
            (incomplete, ScaleWarning.INFERRED, starts_again(self.groups)),
            (interpreted, ScaleWarning.INFERRED, [] if confirmed else self.evidence.odd),
            (interpreted, ScaleWarning.INFERRED, self.inferred),
            (interpreted, ScaleWarning.BONUS, self.bonus),
        ]
        return [(limit, f"{code}: {detail}") for limit, code, details in found for detail in details]


def _total_only(totals: Sequence[Decimal]) -> list[ScaleCandidate]:
    return (
        [ScaleCandidate(confidence=_TOTAL_ONLY, total=totals[0], warnings=(ScaleWarning.PARTLY_KNOWN,))]
        if totals
        else []
    )


def _numbered_twice(entries: Sequence[Entry]) -> list[str]:
    """Return the labels repeated directly in one sequence of numbers, recursively."""
    labels = [
        entry.label
        for entry, after in pairwise(entries)
        if (entry.style, entry.run, entry.number) == (after.style, after.run, after.number)
        and entry.style.family is not Family.TITLE
    ]
    return labels + [label for entry in entries for label in _numbered_twice(entry.parts)]


def _not_counted(options: Sequence[Entry], counted: int) -> Decimal | None:
    """Return the points of all but `counted` options, or None if the options have different points."""
    points = {entry.points for entry in options}
    each = points.pop()
    return None if points or each is None else each * (len(options) - counted)


def _questions(entries: Sequence[Entry], parent: str | None, taken: set[str]) -> Iterator[CandidateQuestion]:
    for entry in entries:
        question_id = unique_name(f"{parent}.{entry.own_id}" if parent else entry.own_id, taken)
        taken.add(question_id)
        points = entry.points
        yield CandidateQuestion(
            id=question_id,
            label=entry.label,
            max_points=None if points is None else to_points(points),
            detected_from=_where(entry.row),
            parent=parent,
        )
        yield from _questions(entry.parts, question_id, taken)


def _where(row: TextRow | None) -> str:
    return f'page {row.page + 1}: "{row.text}"' if row else ""
