"""Totals for which a single step decides the grade."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from pydantic import Field

from bareme.domain.bands import Band
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import Points, round_half_up
from bareme.domain.results import CopyResult


class BoundaryTotal(FrozenModel):
    """A copy whose total is on a band's boundary, or one step or less below it."""

    copy_id: str
    total: Points
    band: str = Field(description="The grade that begins at the boundary.")
    boundary: Points = Field(description="Total from which it is given, to two places.")
    place: Literal["on", "below"] = Field(description="below: one step more would give the grade.")


def totals_on_boundaries(
    copies: Iterable[CopyResult], bands: Iterable[Band], step: Decimal
) -> tuple[BoundaryTotal, ...]:
    """Return the totals on a boundary or one step below it, in the order of the copies.

    Like `band_of`, it compares exact ratios. A band that begins at zero has no boundary.
    """
    boundaries = [(band, band.threshold) for band in bands if band.threshold > 0]
    found = []
    for copy in copies:
        if copy.total is None or copy.maximum <= 0:
            continue
        for band, threshold in boundaries:
            needed = threshold * copy.maximum
            on = 100 * copy.total == needed
            if on or 100 * copy.total < needed <= 100 * (copy.total + step):
                found.append(
                    BoundaryTotal(
                        copy_id=copy.copy_id,
                        total=copy.total,
                        band=band.label,
                        boundary=round_half_up(needed / 100),
                        place="on" if on else "below",
                    )
                )
    return tuple(found)
