"""From reconciled groups to scale candidates: ids, totals, confidence and warnings."""

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

_WITNESSED = 0.95
"""The printed total, or a table beside the headings, says the same."""
_UNWITNESSED = 0.85
_SINGLE = 0.5
"""One mark alone may be anything."""
_CONTRADICTED = 0.5
_PARTLY_KNOWN = 0.4
_TOTAL_ONLY = 0.2


def candidate_of(result: Reconciled, *, choices: Sequence[Choice], bonus: Sequence[str]) -> ScaleCandidate | None:
    """Return the candidate that `result` stands for, None where it holds nothing.

    `choices` is what the paper says of how many questions count, `bonus` what it gives on top.
    """
    if not result.groups:
        return _total_only(result.totals)
    whole = computed = total_of(result.groups)
    warnings = [f"group_not_sum: {entry.label}" for entry in result.groups if not entry.adds_up]
    twice = _numbered_twice(result.groups)
    warnings += [f"numbered_twice: {label}" for label in twice]
    warnings += [f"bonus: {text}" for text in bonus]
    least = add(entry.points for entry in result.groups if entry.points is not None)
    chosen = next(((choice, options) for choice in choices if (options := choice.options(result.groups))), None)
    if chosen and computed is not None and computed not in result.totals:
        choice, options = chosen
        left_out = _left_out(options, choice.count)
        computed, least = (None, ZERO) if left_out is None else (computed - left_out, ZERO)
        warnings.append(f"choice: {choice.count}/{len(options)}")
    total, confidence = computed, _UNWITNESSED if len(result.groups) > 1 or result.groups[0].parts else _SINGLE
    if computed is None:
        total = next((value for value in result.totals if value >= least), None)
        confidence = _PARTLY_KNOWN
        warnings.append("partly_known")
    elif computed in result.totals:
        confidence = _WITNESSED
    elif result.totals:
        confidence = _CONTRADICTED
        warnings.append(f"total_not_sum: {result.totals[0]}/{computed}")
    elif result.summary and total_of(result.summary) == whole:
        confidence = _WITNESSED
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
    """Return the labels that follow themselves in one sequence of numbers, all the way down."""
    labels = [
        entry.label
        for entry, after in pairwise(entries)
        if (entry.style, entry.run, entry.number) == (after.style, after.run, after.number)
        and entry.style.family is not Family.TITLE
    ]
    return labels + [label for entry in entries for label in _numbered_twice(entry.parts)]


def _left_out(options: Sequence[Entry], counted: int) -> Decimal | None:
    """Return what all but `counted` options are worth, None where it depends on which."""
    points = {entry.points for entry in options}
    alike = points.pop()
    return None if points or alike is None else alike * (len(options) - counted)


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
