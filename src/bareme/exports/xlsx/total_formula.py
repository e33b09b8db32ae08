"""A copy's total as a formula over its marks: coefficients, and choices of which only the best parts count."""

from collections.abc import Mapping
from decimal import Decimal

from bareme.domain.scheme import GradingScheme, Question

_FORMULA_LIMIT = 8192  # Excel's, in characters
_CHOICES_LIMIT = 254  # how many values CHOOSE takes
_ONE = Decimal(1)


def total_formula(scheme: GradingScheme, cells: Mapping[str, str], row: str) -> str | None:
    """Return what a copy's total comes to, empty while a mark is missing; None where no formula can say it.

    `cells` holds the cell of each question's mark by its id, `row` the range of all marks of the copy's row, in which
    questions that the scheme does not hold are empty. Only the sum is rounded, as `GradingScheme.add_up` does it; marks
    are never below zero, so that ROUND goes the same way.
    """
    leaves = list(scheme.leaves())
    plain = all(question.coefficient == _ONE and question.best_of is None for question in scheme.walk())
    weighted = None if plain else _sum([_worth(question, cells) for question in scheme.questions])
    if not plain and weighted is None:
        return None
    summed = f"SUM({row})" if plain else f"ROUND({weighted},2)"
    formula = f'=IF(COUNT({row})={len(leaves)},{summed},"")'
    return formula if len(formula) <= _FORMULA_LIMIT else None


def _worth(question: Question, cells: Mapping[str, str]) -> str | None:
    points = _points(question, cells)
    if points is None or question.coefficient == _ONE:
        return points
    return f"{question.coefficient}*{points}"


def _points(question: Question, cells: Mapping[str, str]) -> str | None:
    if not question.parts:
        return cells[question.id]
    parts = [_worth(part, cells) for part in question.parts]
    if question.best_of is None or question.best_of == len(parts):
        summed = _sum(parts)
        return summed and f"({summed})"
    if None in parts or len(parts) > _CHOICES_LIMIT:
        return None
    # CHOOSE makes one list of them, whatever each is: LARGE takes no list of single values.
    every = ",".join(str(i) for i in range(1, len(parts) + 1))
    best = ",".join(str(i) for i in range(1, question.best_of + 1))
    return f"SUMPRODUCT(LARGE(CHOOSE({{{every}}},{','.join(filter(None, parts))}),{{{best}}}))"


def _sum(parts: list[str | None]) -> str | None:
    return None if None in parts else "+".join(filter(None, parts))
