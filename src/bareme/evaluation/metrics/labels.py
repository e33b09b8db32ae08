"""Metrics of one rater's labels against another's."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from pydantic import Field

from bareme.domain.figures import Figure, UndefinedReason, ratio
from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.bootstrap import Array, Bootstrap, IntervalEstimate
from bareme.evaluation.metrics.categories import cohen_kappa, macro_f1
from bareme.evaluation.metrics.weighted import macro_f1 as weighted_macro_f1
from bareme.evaluation.metrics.weighted import ratio as weighted_ratio


class LabelFigures(FrozenModel):
    """The metrics of one label."""

    label: str
    human: int = Field(description="Number of rows with this label by the first rater.")
    predicted: int = Field(description="Number of rows with this label by the second rater.")
    precision: Figure = Field(description="Share of the second rater's rows that the first labels alike.")
    recall: Figure = Field(description="Share of the first rater's rows that the second labels alike.")
    f1: Figure


class LabelScores(FrozenModel):
    """The second rater's labels against the first's."""

    pairs: int
    left_out: int = Field(description="Number of rows without both labels.")
    accuracy: IntervalEstimate
    macro_f1: IntervalEstimate
    macro_precision: Figure = Field(description="Mean over labels; 0 for labels that the second rater never used.")
    macro_recall: Figure = Field(description="Mean over labels; 0 for labels that the first rater never used.")
    kappa: IntervalEstimate = Field(description="Cohen's kappa, unweighted.")
    labels: tuple[LabelFigures, ...]
    confusion: tuple[tuple[int, ...], ...] = Field(description="Rows: the first's labels; columns: the second's.")


def label_scores(
    first: Sequence[str | None],
    second: Sequence[str | None],
    *,
    labels: Sequence[str],
    bootstrap: Bootstrap,
) -> LabelScores:
    """Return the metrics of the second column against the first; `labels` gives the order of labels.

    Precision, recall and F1 by label, and their means over the labels that either rater used (Sokolova & Lapalme 2009,
    Information Processing & Management 45). A metric without denominator is undefined and counts as 0 in a mean.
    """
    rows = [row for row, pair in enumerate(zip(first, second, strict=True)) if None not in pair]
    pairs = [(x, y) for x, y in zip(first, second, strict=True) if x is not None and y is not None]
    names = [*labels, *sorted({name for pair in pairs for name in pair} - set(labels))]
    cells = Counter(pairs)
    figures = [_figures(name, names, cells) for name in names]
    used = [label for label in figures if label.human or label.predicted]
    points = {
        "accuracy": ratio(sum(x == y for x, y in pairs), len(pairs)),
        "macro_f1": macro_f1(pairs),
        "kappa": cohen_kappa(pairs),
    }
    code = {name: number for number, name in enumerate(names)}
    width = len(names)
    joint = np.array([code[x] * width + code[y] for x, y in pairs], dtype=np.int64)

    def statistics(weights: Array) -> dict[str, Array]:
        # `weights` ends at the last cell that contains a row; the others are empty.
        padded = np.zeros((len(weights), width * width))
        padded[:, : weights.shape[1]] = weights
        table = padded.reshape(-1, width, width)
        n, in_one, in_two = padded.sum(axis=1), table.sum(axis=2), table.sum(axis=1)
        hits = np.diagonal(table, axis1=1, axis2=2)
        used = ((in_one > 0) | (in_two > 0)).sum(axis=1).astype(float)
        right, expected = hits.sum(axis=1), (in_one * in_two).sum(axis=1)
        return {
            "accuracy": weighted_ratio(right, n),
            "macro_f1": weighted_macro_f1(hits, in_one, in_two, used=used),
            "kappa": weighted_ratio(n * right - expected, n * n - expected),
        }

    intervals = bootstrap.of_rows(rows).estimates(points, statistics, joint)
    return LabelScores(
        pairs=len(pairs),
        left_out=len(first) - len(pairs),
        macro_precision=_mean([label.precision for label in used]),
        macro_recall=_mean([label.recall for label in used]),
        labels=tuple(figures),
        confusion=tuple(tuple(cells[x, y] for y in names) for x in names),
        **intervals,
    )


def _figures(name: str, names: Sequence[str], cells: Counter[tuple[str, str]]) -> LabelFigures:
    human, predicted = sum(cells[name, other] for other in names), sum(cells[other, name] for other in names)
    hits = cells[name, name]
    return LabelFigures(
        label=name,
        human=human,
        predicted=predicted,
        precision=ratio(hits, predicted),
        recall=ratio(hits, human),
        f1=ratio(2 * hits, human + predicted),
    )


def _mean(figures: Sequence[Figure]) -> Figure:
    if not figures:
        return Figure.none(UndefinedReason.NO_MARKS)
    return Figure.of(sum(figure.value or 0.0 for figure in figures) / len(figures))
