"""What two raters gave, and how a figure is compared."""

import random
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


def two_people(answers: int) -> Pairs:
    """Return half points of 5 that two people give, the second at most a point and a half from the first."""
    dice = random.Random(1)  # noqa: S311 - dice, not secrets
    firsts = [dice.randint(0, 10) for _ in range(answers)]
    seconds = [min(10, max(0, first + dice.choice((-3, -2, -1, 0, 0, 0, 1, 2)))) for first in firsts]
    return [(Decimal(first) / 2, Decimal(second) / 2) for first, second in zip(firsts, seconds, strict=True)]


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
