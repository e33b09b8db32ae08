"""Find the answers whose marks differ most from human marks."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from decimal import Decimal

from bareme.evaluation.report.findings import Disagreement, OtherMark
from bareme.evaluation.report.material import MarkedAnswer


def largest_disagreements(
    rows: Sequence[MarkedAnswer], reference: str, *, shown: int
) -> tuple[tuple[Disagreement, ...], int]:
    """Return the `shown` answers with the largest disagreements, and the number of answers with any.

    Differences are compared as shares of the maximum if all maxima are known, else in points; of equal differences,
    the one with the higher confidence comes first. Of each answer, only the mark that differs most is returned.
    """
    of_answer: defaultdict[Hashable, list[MarkedAnswer]] = defaultdict(list)
    for row in rows:
        of_answer[row.item_id or (row.student_id, row.question_id)].append(row)
    shares = all(row.maximum for row in rows)
    apart: list[tuple[Decimal, float, Disagreement]] = []
    for marks in of_answer.values():
        gaps = [
            (abs(row.points - held) / (row.maximum if shares and row.maximum else 1), row.confidence or 0.0, row, held)
            for row in marks
            if row.points is not None and (held := row.reference_mark(reference)) is not None and row.points != held
        ]
        if gaps:
            size, sure, row, held = max(gaps, key=lambda gap: gap[:2])
            apart.append((size, sure, _disagreement(row, held, marks)))
    # The sort is stable: equal ones stay in the order of the table.
    apart.sort(key=lambda one: (-one[0], -one[1]))
    return tuple(one for *_, one in apart[:shown]), len(apart)


def _disagreement(row: MarkedAnswer, held: Decimal, marks: Sequence[MarkedAnswer]) -> Disagreement:
    points = row.points if row.points is not None else held
    others = tuple(OtherMark.model_validate(vars(other)) for other in marks if other is not row)
    own = {"held": held, "points": points, "difference": points - held, "others": others}
    return Disagreement.model_validate({**vars(row), **own})
