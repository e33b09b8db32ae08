"""Grade bands: the percentage from which each grade is given."""

from collections.abc import Iterable
from decimal import Decimal

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.limits import NAME_LENGTH
from bareme.domain.points import Language, round_half_up


class Band(FrozenModel):
    """A grade and the percentage from which it is given."""

    label: str = Field(max_length=NAME_LENGTH, description="The name of the grade.")
    from_percentage: float = Field(ge=0, le=100, description="Lowest percentage of the maximum for this grade.")

    @property
    def threshold(self) -> Decimal:
        """The percentage as a decimal, without the error of its binary representation."""
        return Decimal(repr(self.from_percentage))


FRENCH_BANDS = (
    Band(label="Très bien", from_percentage=80),
    Band(label="Bien", from_percentage=70),
    Band(label="Assez bien", from_percentage=60),
    Band(label="Passable", from_percentage=50),
    Band(label="Insuffisant", from_percentage=0),
)
"""The mentions of the French baccalauréat: 16, 14, 12 and 10 out of 20."""

ENGLISH_BANDS = (
    Band(label="A", from_percentage=70),
    Band(label="B", from_percentage=60),
    Band(label="C", from_percentage=50),
    Band(label="D", from_percentage=40),
    Band(label="No Award", from_percentage=0),
)
"""The grades of the Scottish Qualifications Authority."""


def default_bands(language: Language) -> tuple[Band, ...]:
    """Return the default bands of a session in `language`."""
    return FRENCH_BANDS if language == "fr" else ENGLISH_BANDS


def percentage(points: Decimal, maximum: Decimal) -> Decimal | None:
    """Return 100 × points / maximum rounded to two places, or None if the maximum is zero."""
    if maximum <= 0:
        return None
    return round_half_up(100 * points / maximum)


def band_of[B: Band](points: Decimal, maximum: Decimal, bands: Iterable[B]) -> B | None:
    """Return the highest band that `points` reach, compared without rounding.

    None if the maximum is zero or `points` reach no band.
    """
    if maximum <= 0:
        return None
    reached = [band for band in bands if 100 * points >= band.threshold * maximum]
    return max(reached, key=lambda band: band.threshold, default=None)
