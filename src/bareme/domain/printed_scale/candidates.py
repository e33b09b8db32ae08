"""Convert reconciled groups to scale candidates: ids, totals, confidence and warnings."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from bareme.domain.naming import unique_name
from bareme.domain.points import ZERO, add, to_points
from bareme.domain.printed_scale.choice import Choice
from bareme.domain.printed_scale.entries import Entry, total_of
from bareme.domain.printed_scale.labels import Family
from bareme.domain.printed_scale.reconcile import Reconciled
from bareme.domain.printed_scale.rows import TextRow
from bareme.domain.scale import CandidateQuestion, CandidateSource, ScaleCandidate

_CONFIRMED = 0.95
"""The printed total or a table besides the headings agrees."""
_UNCONFIRMED = 0.85
_SINGLE = 0.5
"""A single mark may be a coincidence."""
_CONTRADICTED = 0.5
_PARTLY_KNOWN = 0.4
_TOTAL_ONLY = 0.2


def candidate_of(result: Reconciled, *, choices: Sequence[Choice], bonus: Sequence[str]) -> ScaleCandidate | None:
    """Return the candidate for `result`, or None if it is empty.

    `choices` are the paper's choices of questions, `bonus` the rows with bonus marks.
    """
    if not result.groups:
        return _total_only(result.totals)
    whole = computed = total_of(result.groups)
    warnings = [f"group_not_sum: {entry.label}" for entry in result.groups if not entry.adds_up]
    twice = _numbered_twice(result.groups)
    warnings += [f"numbered_twice: {label}" for label in twice]
    warnings += [f"bonus: {text}" for text in bonus]
    minimum = add(entry.points for entry in result.groups if entry.points is not None)
    chosen = next(((choice, options) for choice in choices if (options := choice.options(result.groups))), None)
    if chosen and computed is not None and computed not in result.totals:
        choice, options = chosen
        not_counted = _not_counted(options, choice.count)
        computed, minimum = (None, ZERO) if not_counted is None else (computed - not_counted, ZERO)
        warnings.append(f"choice: {choice.count}/{len(options)}")
    total, confidence = computed, _UNCONFIRMED if len(result.groups) > 1 or result.groups[0].parts else _SINGLE
    if computed is None:
        total = next((value for value in result.totals if value >= minimum), None)
        confidence = _PARTLY_KNOWN
        warnings.append("partly_known")
    elif computed in result.totals:
        confidence = _CONFIRMED
    elif result.totals:
        confidence = _CONTRADICTED
        warnings.append(f"total_not_sum: {result.totals[0]}/{computed}")
    elif result.summary and total_of(result.summary) == whole:
        confidence = _CONFIRMED
    if result.summary and total_of(result.summary) != whole:
        warnings.append(f"table_not_sum: {total_of(result.summary)}/{whole}")
        confidence = min(confidence, _CONTRADICTED)
    if twice or not all(entry.adds_up for entry in result.groups):
        confidence = min(confidence, _CONTRADICTED)
    return ScaleCandidate(
        confidence=confidence,
        total=None if total is None else to_points(total),
        questions=tuple(_questions(result.groups, None, set())),
        witness=CandidateSource.RULES,
        warnings=tuple(warnings),
    )


def _total_only(totals: Sequence[Decimal]) -> ScaleCandidate | None:
    if not totals:
        return None
    return ScaleCandidate(confidence=_TOTAL_ONLY, total=totals[0], warnings=("partly_known",))


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
