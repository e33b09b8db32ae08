"""A copy's total as a formula over its marks: coefficients, and the best parts of a choice, as in the scheme."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from bareme.domain.scheme import GradingScheme, Question


def total_formula(scheme: GradingScheme, cells: Mapping[str, str]) -> str:
    """Return the formula; `cells` holds the coordinates of the marks by leaf id, all on one row.

    A mark that is not there keeps the total empty: a failure is not a zero.
    """
    marks = [cells[leaf_id] for leaf_id in scheme.leaf_ids()]
    is_plain = all(question.coefficient == 1 and question.best_of is None for question in scheme.walk())
    everything = _ranges(marks)
    # Rounded once, as the domain does it.
    weighed = _sum([_weighed(question, cells) for question in scheme.questions])
    total = f"SUM({everything})" if is_plain else f"ROUND({weighed},2)"
    return f'=IF(COUNT({everything})={len(marks)},{total},"")'


def _weighed(question: Question, cells: Mapping[str, str]) -> str:
    if not question.parts:
        points = cells[question.id]
    else:
        parts = [_weighed(part, cells) for part in question.parts]
        kept = question.best_of or len(parts)
        if kept == len(parts):
            points = _sum(parts)
        else:
            positions = ",".join(str(i + 1) for i in range(len(parts)))
            largest = ",".join(str(i + 1) for i in range(kept))
            points = f"SUMPRODUCT(LARGE(CHOOSE({{{positions}}},{','.join(parts)}),{{{largest}}}))"
    return points if question.coefficient == 1 else f"{points}*{question.coefficient}"


def _sum(parts: Sequence[str]) -> str:
    return "(" + "+".join(parts) + ")" if len(parts) > 1 else parts[0]


def _ranges(cells: Sequence[str]) -> str:
    """Return the cells as a formula's arguments, neighbours joined: "D2:F2,H2"."""
    runs = [[cells[0], cells[0]]]
    for before, cell in pairwise(cells):
        if _column(cell) == _column(before) + 1:
            runs[-1][1] = cell
        else:
            runs.append([cell, cell])
    return ",".join(first if first == last else f"{first}:{last}" for first, last in runs)


def _column(cell: str) -> int:
    return column_index_from_string(coordinate_from_string(cell)[0])
