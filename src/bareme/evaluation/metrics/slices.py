"""The same figures over parts of the rows: a question, a level of the human mark, a model, a criterion."""

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from pydantic import BaseModel, ConfigDict, Field

from bareme.evaluation.metrics.bootstrap import RESAMPLES, SEED, Clusters
from bareme.evaluation.metrics.pair import PairScores, pair_scores
from bareme.evaluation.metrics.table import Keys, Marks, first_rows, picked

_LEVELS_SHOWN = 21
_PERCENT = " %"


class By(StrEnum):
    """What the rows are divided by."""

    QUESTION = "question"
    HUMAN_LEVEL = "human_level"
    GRADER = "grader"
    CRITERION = "criterion"


class Slice(BaseModel):
    """One part of the rows."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(description="What its rows have in common.")
    scores: PairScores
    humans: PairScores | None = Field(description="The two humans over the same rows; null where there is one.")


def slices(
    keys: Sequence[str | None],
    first: Marks,
    second: Marks,
    *,
    humans: tuple[Marks, Marks] | None,
    answers: Sequence[Hashable] | None,
    maxima: Marks | None,
    step: Decimal,
    clusters: Clusters,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[Slice, ...]:
    """Return the figures of each part, in the order in which its key first appears; rows without a key are in none.

    People are held against each other once an answer, where `answers` says which rows mark the same one.
    """
    rows_of: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        if key is not None:
            rows_of.setdefault(key, []).append(row)

    def scores(one: Marks, two: Marks, rows: list[int]) -> PairScores:
        return pair_scores(
            picked(one, rows) or [],
            picked(two, rows) or [],
            step=step,
            maxima=picked(maxima, rows),
            clusters=clusters.of_rows(rows),
            resamples=resamples,
            seed=seed,
        )

    def once(rows: list[int]) -> list[int]:
        return rows if answers is None else [rows[i] for i in first_rows([answers[row] for row in rows])]

    return tuple(
        Slice(
            key=key,
            scores=scores(first, second, rows),
            humans=scores(humans[0], humans[1], once(rows)) if humans is not None else None,
        )
        for key, rows in rows_of.items()
    )


def human_levels(reference: Marks, maxima: Marks | None) -> list[str | None]:
    """Return each row's level of the human mark, None without one.

    The mark itself where all questions have one maximum, or not all maxima are known, and else its share of the
    maximum. Where there would be more than 21 levels, the tenth of the range in which it lies: from 0 (or the lowest
    mark, where it is below) to the maximum, or from the lowest mark to the highest where no maximum is known.
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
    if len(set(values) - {None}) <= _LEVELS_SHOWN:
        return [None if value is None else f"{value.normalize():f}{unit}" for value in values]
    edges = [low + (high - low) * i / 10 for i in range(11)]
    names = [f"{start.normalize():f}–{end.normalize():f}{unit}" for start, end in pairwise(edges)]
    return [None if value is None else names[min(bisect_right(edges, value, 1, 10) - 1, 9)] for value in values]


def in_order(parts: Sequence[Slice]) -> tuple[Slice, ...]:
    """Return the slices of human levels from the lowest to the highest."""
    return tuple(sorted(parts, key=lambda part: Decimal(part.key.split("–")[0].removesuffix(_PERCENT))))


def divisions(
    reference: Marks, *, questions: Keys, models: Keys, criteria: Keys, maxima: Marks | None
) -> dict[By, Sequence[str | None]]:
    """Return the ways in which a table's rows can be divided."""
    found: dict[By, Sequence[str | None]] = {By.HUMAN_LEVEL: human_levels(reference, maxima)}
    others = ((By.QUESTION, questions), (By.GRADER, models), (By.CRITERION, criteria))
    return found | {by: keys for by, keys in others if keys is not None}
