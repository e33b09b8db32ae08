"""From reconciled groups to scale candidates: ids, totals, confidence and warnings."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bareme.domain.points import add, to_points
from bareme.domain.printed_scale.entries import Entry, total_of
from bareme.domain.printed_scale.reconcile import Reconciled
from bareme.domain.printed_scale.rows import Row
from bareme.domain.scale import CandidateQuestion, ScaleCandidate, Witness

_WITNESSED = 0.95
"""The printed total, or a table beside the headings, says the same."""
_UNWITNESSED = 0.85
_SINGLE = 0.5
"""One mark alone may be anything."""
_CONTRADICTED = 0.5
_PARTLY_KNOWN = 0.4
_TOTAL_ONLY = 0.2


def candidate_of(result: Reconciled, *, counted: int | None) -> ScaleCandidate | None:
    """Return the candidate that `result` stands for, None where it holds nothing.

    `counted` is how many groups count, where the paper lets choose.
    """
    if not result.groups:
        return _total_only(result.totals)
    computed = total_of(result.groups)
    warnings = [f"group_not_sum: {entry.label}" for entry in result.groups if not entry.adds_up]
    if computed is not None and counted and (chosen := _best(result.groups, counted)) is not None:
        computed = chosen
        warnings.append(f"choice: {counted}/{len(result.groups)}")
    total, confidence = computed, _UNWITNESSED if len(result.groups) > 1 or result.groups[0].parts else _SINGLE
    if computed is None:
        known = add(entry.points for entry in result.groups if entry.points is not None)
        total = next((value for value in result.totals if value >= known), None)
        confidence = _PARTLY_KNOWN
        warnings.append("partly_known")
    elif computed in result.totals:
        confidence = _WITNESSED
    elif result.totals:
        confidence = _CONTRADICTED
        warnings.append(f"total_not_sum: {result.totals[0]}/{computed}")
    elif result.summary and total_of(result.summary) == computed:
        confidence = _WITNESSED
    if result.summary and total_of(result.summary) != computed:
        warnings.append(f"table_not_sum: {total_of(result.summary)}/{computed}")
        confidence = min(confidence, _CONTRADICTED)
    if not all(entry.adds_up for entry in result.groups):
        confidence = min(confidence, _CONTRADICTED)
    return ScaleCandidate(
        confidence=confidence,
        total=None if total is None else to_points(total),
        questions=tuple(_questions(result.groups, None, set())),
        witness=Witness.RULES,
        warnings=tuple(warnings),
    )


def _total_only(totals: Sequence[Decimal]) -> ScaleCandidate | None:
    if not totals:
        return None
    return ScaleCandidate(confidence=_TOTAL_ONLY, total=totals[0], warnings=("partly_known",))


def _best(groups: Sequence[Entry], counted: int) -> Decimal | None:
    """Return what `counted` of the groups are worth where all are worth the same."""
    points = {entry.points for entry in groups}
    alike = next(iter(points))
    return alike * counted if len(points) == 1 and alike is not None and counted < len(groups) else None


def _questions(entries: Sequence[Entry], parent: str | None, taken: set[str]) -> Iterator[CandidateQuestion]:
    for entry in entries:
        question_id = _unused(f"{parent}.{entry.own_id}" if parent else entry.own_id, taken)
        points = entry.points
        yield CandidateQuestion(
            id=question_id,
            label=entry.label,
            max_points=None if points is None else to_points(points),
            detected_from=_where(entry.row),
            parent=parent,
        )
        yield from _questions(entry.parts, question_id, taken)


def _unused(question_id: str, taken: set[str]) -> str:
    number, result = 1, question_id
    while result in taken:
        number += 1
        result = f"{question_id} ({number})"
    taken.add(result)
    return result


def _where(row: Row | None) -> str:
    return f'page {row.page + 1}: "{row.text}"' if row else ""
