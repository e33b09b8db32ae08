"""What text recognition (OCR) reads on the picture of a page. It may be wrong: everything that uses it says so."""

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel


class RecognisedLine(FrozenModel):
    """A piece of a line: what stands together without a wide gap.

    Coordinates in fractions of the picture's width and height; the origin is its top left.
    """

    text: str
    confidence: float = Field(ge=0, le=1, description="The engine's own; the mean over the characters.")
    x0: float
    y0: float
    x1: float
    y1: float


class Recognition(FrozenModel):
    """What an engine read on one picture."""

    engine: str = Field(description="Name and version, and those of its weights.")
    lines: tuple[RecognisedLine, ...] = Field((), description="From top to bottom, and from left to right.")
