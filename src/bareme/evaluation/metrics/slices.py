"""Metrics of subsets of the rows: by question, level of the human mark, model or criterion."""

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.bootstrap import Bootstrap
from bareme.evaluation.metrics.pair import PairScores, pair_scores
from bareme.evaluation.metrics.table import Keys, Marks, first_rows, select_rows

_MAX_LEVELS = 21
_PERCENT = " %"


class SliceBy(StrEnum):
    """The key by which rows are grouped."""

    QUESTION = "question"
    HUMAN_LEVEL = "human_level"
    GRADER = "grader"
    CRITERION = "criterion"


class Slice(FrozenModel):
    """The rows with one key."""

    key: str = Field(description="The key of its rows.")
    scores: PairScores
    humans: PairScores | None = Field(description="The two people on the same rows; null if there is only one.")


def slices(
    keys: Sequence[str | None],
    first: Marks,
    second: Marks,
    *,
    humans: tuple[Marks, Marks] | None,
    answers: Sequence[Hashable] | None,
    maxima: Marks | None,
    step: Decimal,
    bootstrap: Bootstrap,
) -> tuple[Slice, ...]:
    """Return the metrics of each slice, in the order of first appearance; rows without a key are left out.

    If `answers` identifies the answer of each row, the two people are compared on one row per answer.
    """
    rows_of: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        if key is not None:
            rows_of.setdefault(key, []).append(row)

    def scores(one: Marks, two: Marks, rows: list[int]) -> PairScores:
        return pair_scores(
            select_rows(one, rows) or [],
            select_rows(two, rows) or [],
            step=step,
            maxima=select_rows(maxima, rows),
            bootstrap=bootstrap.of_rows(rows),
        )

    def distinct(rows: list[int]) -> list[int]:
        return rows if answers is None else [rows[i] for i in first_rows([answers[row] for row in rows])]

    return tuple(
        Slice(
            key=key,
            scores=scores(first, second, rows),
            humans=scores(humans[0], humans[1], distinct(rows)) if humans is not None else None,
        )
        for key, rows in rows_of.items()
    )


def human_levels(reference: Marks, maxima: Marks | None) -> list[str | None]:
    """Return the level of each row's human mark, or None if there is no mark.

    The level is the mark if all questions have the same maximum or a maximum is unknown, else its percentage of the
    maximum. If there are more than 21 levels, it is one of ten equal intervals from 0 (or the lowest mark, if negative)
    to the maximum, or between the lowest and highest marks if a maximum is unknown.
    """
    most = [maximum for maximum in maxima or () if maximum]
    given = [mark for mark in reference if mark is not None]
    if len(most) < len(reference):
        return _levels(reference, low=min(given, default=Decimal(0)), high=max(given, default=Decimal(0)), unit="")
    if len(set(most)) == 1:
        return _levels(reference, low=min([Decimal(0), *given]), high=most[0], unit="")
    shares = [None if mark is None else 100 * mark / maximum for mark, maximum in zip(reference, most, strict=True)]
    rounded = [None if share is None else share.quantize(Decimal(1)) for share in shares]
    lowest = min([Decimal(0), *(share for share in rounded if share is not None)])
    return _levels(rounded, low=lowest, high=Decimal(100), unit=_PERCENT)


def _levels(values: Marks, *, low: Decimal, high: Decimal, unit: str) -> list[str | None]:
    if len(set(values) - {None}) <= _MAX_LEVELS:
        return [None if value is None else f"{value.normalize():f}{unit}" for value in values]
    edges = [low + (high - low) * i / 10 for i in range(11)]
    names = [f"{start.normalize():f}–{end.normalize():f}{unit}" for start, end in pairwise(edges)]
    return [None if value is None else names[min(bisect_right(edges, value, 1, 10) - 1, 9)] for value in values]


def sort_levels(parts: Sequence[Slice]) -> tuple[Slice, ...]:
    """Return the slices of human levels, lowest first."""
    return tuple(sorted(parts, key=lambda part: Decimal(part.key.split("–")[0].removesuffix(_PERCENT))))


def slice_keys(
    reference: Marks, *, questions: Keys, models: Keys, criteria: Keys, maxima: Marks | None
) -> dict[SliceBy, Sequence[str | None]]:
    """Return the key of each row for every known grouping."""
    found: dict[SliceBy, Sequence[str | None]] = {SliceBy.HUMAN_LEVEL: human_levels(reference, maxima)}
    others = ((SliceBy.QUESTION, questions), (SliceBy.GRADER, models), (SliceBy.CRITERION, criteria))
    return found | {by: keys for by, keys in others if keys is not None}
