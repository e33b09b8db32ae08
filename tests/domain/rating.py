"""What two raters gave, and how a figure is compared."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import strategies as st

from bareme.domain.figures import Figure, UndefinedReason

type Pairs = list[tuple[Decimal, Decimal]]

CONSTANT = Figure.none(UndefinedReason.CONSTANT)
NO_MARKS = Figure.none(UndefinedReason.NO_MARKS)
TOO_FEW_MARKS = Figure.none(UndefinedReason.TOO_FEW_MARKS)
TOO_FEW_QUESTIONS = Figure.none(UndefinedReason.TOO_FEW_QUESTIONS)


def column(*values: float | str) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


def paired(first: Sequence[float | str], second: Sequence[float | str]) -> Pairs:
    return list(zip(column(*first), column(*second), strict=True))


def on_grid(step: Decimal, *, steps: int = 8) -> st.SearchStrategy[Decimal]:
    """Marks of a scale of `steps` + 1 marks."""
    return st.integers(0, steps).map(lambda i: i * step)


def is_figure(figure: Figure, expected: float) -> None:
    """Assert that the figure is defined and equals what was computed independently."""
    assert figure.value is not None, figure
    assert figure.value == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


def varies(values: Sequence[Decimal]) -> bool:
    return len(set(values)) > 1


def floats(values: Sequence[Decimal]) -> list[float]:
    return [float(value) for value in values]
