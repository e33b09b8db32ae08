"""Agreement of marks in bands: no, partial or full credit; or the lower, middle and upper range."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Literal

import numpy as np
from pydantic import Field

from bareme.domain.figures import ratio
from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.bootstrap import Array, Bootstrap, IntervalEstimate
from bareme.evaluation.metrics.table import Marks
from bareme.evaluation.metrics.weighted import share_of_ones

type Credit = Literal["zero", "partial", "full"]
type Range = Literal["0-25", "25-75", "75-100"]


class BandMismatches(FrozenModel):
    """How often two raters put an answer into different bands."""

    pairs: int
    left_out: int = Field(description="Number of rows without both marks or without a maximum.")
    mismatches: int
    share: IntervalEstimate = Field(description="Mismatches divided by pairs.")
    bands: tuple[str, ...]
    table: tuple[tuple[int, ...], ...] = Field(description="Rows: the first's band; columns: the second's.")


def credit(mark: Decimal, maximum: Decimal, minimum: Decimal = Decimal(0)) -> Credit:
    """Return whether a mark is zero, partial or full credit.

    Zero means 0 or less or, on a scale that starts above 0, its lowest mark.
    """
    return "zero" if mark <= max(minimum, Decimal(0)) else "full" if mark >= maximum else "partial"


def mark_range(mark: Decimal, maximum: Decimal, minimum: Decimal = Decimal(0)) -> Range:
    """Return the range of a mark: below a quarter of the maximum, below three quarters, or above.

    Quarters are counted from 0 or, on a scale that starts above 0, from its lowest mark.
    """
    low = max(minimum, Decimal(0))
    quarters, width = 4 * (mark - low), maximum - low
    return "0-25" if quarters < width else "25-75" if quarters < 3 * width else "75-100"


CREDITS: tuple[Credit, ...] = ("zero", "partial", "full")
RANGES: tuple[Range, ...] = ("0-25", "25-75", "75-100")


def band_mismatches(
    first: Marks,
    second: Marks,
    *,
    maxima: Marks | None,
    minima: Marks | None = None,
    band: Callable[[Decimal, Decimal, Decimal], str],
    bands: tuple[str, ...],
    bootstrap: Bootstrap,
) -> BandMismatches:
    """Return the mismatches of two columns in the bands that `band` returns; rows without a maximum are left out."""
    rows: list[int] = []
    placed: list[tuple[str, str]] = []
    for row, (one, two) in enumerate(zip(first, second, strict=True)):
        maximum = maxima[row] if maxima is not None else None
        if one is not None and two is not None and maximum is not None:
            rows.append(row)
            minimum = (minima[row] if minima is not None else None) or Decimal(0)
            placed.append((band(one, maximum, minimum), band(two, maximum, minimum)))
    cells = Counter(placed)
    differs = np.array([x != y for x, y in placed], dtype=np.int64)

    def statistics(weights: Array) -> dict[str, Array]:
        return {"share": share_of_ones(weights)}

    mismatches = sum(x != y for x, y in placed)
    share = bootstrap.of_rows(rows).estimates({"share": ratio(mismatches, len(placed))}, statistics, differs)
    return BandMismatches(
        pairs=len(placed),
        left_out=len(first) - len(placed),
        mismatches=mismatches,
        bands=bands,
        table=tuple(tuple(cells[x, y] for y in bands) for x in bands),
        **share,
    )
