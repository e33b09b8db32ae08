"""Columns of marks in few words."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import strategies as st

from bareme.domain.figures import Figure, UndefinedReason
from bareme.evaluation import read_dataset
from bareme.evaluation.metrics import PairScores
from bareme.evaluation.metrics.bootstrap import Bootstrap
from bareme.evaluation.metrics.pair import pair_scores

type Column = list[Decimal | None]

NAMES = (
    "exact",
    "within_step",
    "mean_absolute_error",
    "rmse",
    "bias",
    "quadratic_kappa",
    "kappa",
    "pearson",
    "spearman",
    "intraclass",
    "macro_f1",
)


def marks(*values: float | str | None) -> Column:
    return [None if value is None else Decimal(str(value)) for value in values]


def floats(values: Sequence[Decimal | None]) -> list[float]:
    return [float(value) for value in values if value is not None]


def scores(
    first: Column, second: Column, *, step: str = "1", maximum: str | None = None, resamples: int = 0
) -> PairScores:
    """Two columns held against each other, row by row."""
    maxima = None if maximum is None else [Decimal(maximum)] * len(first)
    return pair_scores(
        first,
        second,
        step=Decimal(step),
        maxima=maxima,
        bootstrap=Bootstrap.over(range(len(first)), resamples=resamples),
    )


def is_figure(figure: Figure, expected: float) -> None:
    """Assert that the figure is defined and equals what was computed independently."""
    assert figure.value is not None, figure
    assert figure.value == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


def is_undefined(figure: Figure, reason: UndefinedReason) -> None:
    assert figure == Figure.none(reason)


def rsmtool(shared_data: Path) -> tuple[Column, Column, Column]:
    """The two humans and the rounded system of RSMTool's example."""
    items = read_dataset(shared_data / "short-answers" / "rsmtool").items
    humans = [{mark.rater: mark.points for mark in item.human_marks} for item in items]
    system = [item.system_marks[0].points.to_integral_value() for item in items]
    return [row["human1"] for row in humans], [row["human2"] for row in humans], list(system)


def columns_of_marks(*, steps: int = 6, least: int = 1) -> st.SearchStrategy[tuple[Column, Column]]:
    """Two columns of half points, of one length."""
    mark = st.integers(0, steps).map(lambda i: Decimal(i) / 2)
    return st.lists(st.tuples(mark, mark), min_size=least, max_size=25).map(
        lambda rows: ([one for one, _ in rows], [two for _, two in rows])
    )
