"""The formula of a copy's total, with coefficients and choices."""

from collections.abc import Mapping
from decimal import Decimal

from bareme.domain.scheme import GradingScheme, Question

_FORMULA_LIMIT = 8192  # Excel's, in characters
_CHOICES_LIMIT = 254  # how many values CHOOSE takes
_ONE = Decimal(1)


def total_formula(
    scheme: GradingScheme, cells: Mapping[str, str], row: str, adjustment: str | None = None
) -> str | None:
    """Return the formula of a copy's total, which is empty while a mark is missing, or None if it would be too long.

    `cells` are the cells of marks by question id. `row` is the range of all marks in the copy's row, where questions
    outside the scheme are empty. `adjustment` is the cell of the total's adjustment, if any. Only the sum is rounded,
    as in `GradingScheme.add_up`; ROUND agrees with it, also for negative numbers.
    """
    leaves = list(scheme.leaves())
    plain = all(question.coefficient == _ONE and question.best_of is None for question in scheme.walk())
    weighted = None if plain else _sum([_worth(question, cells) for question in scheme.questions])
    if not plain and weighted is None:
        return None
    summed = f"SUM({row})" if plain else f"ROUND({weighted},2)"
    total = f"{summed}+{adjustment}" if adjustment else summed
    formula = f'=IF(COUNT({row})={len(leaves)},{total},"")'
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
    # CHOOSE combines the parts into an array, because LARGE does not accept single values.
    every = ",".join(str(i) for i in range(1, len(parts) + 1))
    best = ",".join(str(i) for i in range(1, question.best_of + 1))
    return f"SUMPRODUCT(LARGE(CHOOSE({{{every}}},{','.join(filter(None, parts))}),{{{best}}}))"


def _sum(parts: list[str | None]) -> str | None:
    return None if None in parts else "+".join(filter(None, parts))
