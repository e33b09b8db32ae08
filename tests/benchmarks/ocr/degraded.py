"""Typed pages as scanners, copiers and telephones give them back: pictures at some resolution, with what goes wrong."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pymupdf
from PIL import Image, ImageChops, ImageFilter

from tests.benchmarks.ocr.handwritten import write_out


@dataclass(frozen=True)
class Degradation:
    """What happens to a page. `noise` and `shadow` are shares of the grey scale, `skew` is in degrees at most."""

    name: str
    dpi: int = 150
    skew: float = 0.0
    noise: float = 0.0
    shadow: float = 0.0
    blur: float = 0.0
    quality: int = 85
    black_and_white: bool = False
    hand: str = ""
    """The font that copies are written in; their own if empty."""


TYPED = (
    Degradation("clean, 200 dpi", dpi=200),
    Degradation("office scanner, 150 dpi", skew=0.6, noise=0.06),
    Degradation("JPEG 60, 150 dpi", skew=0.4, quality=60),
    Degradation("telephone, shadow", skew=1.2, noise=0.08, shadow=0.45, quality=70),
)
TYPED_HELD_OUT = (
    Degradation("copier, 110 dpi", dpi=110, skew=0.8, noise=0.12, quality=60),
    Degradation("out of focus", dpi=200, skew=0.5, blur=1.4, noise=0.04),
    Degradation("fax, black and white", dpi=150, skew=0.7, noise=0.05, black_and_white=True),
    Degradation("far too small, 75 dpi", dpi=75, skew=0.5, noise=0.04),
)
HANDWRITTEN = (
    Degradation("hand: Caveat", hand="caveat", skew=0.6, noise=0.06),
    Degradation("hand: Homemade Apple", hand="homemade-apple", skew=0.6, noise=0.06),
)
HANDWRITTEN_HELD_OUT = (
    Degradation("hand: Reenie Beanie", hand="reenie-beanie", skew=0.6, noise=0.06),
    Degradation("hand: Cedarville", hand="cedarville-cursive", skew=0.6, noise=0.06),
)
OFFICE = TYPED[1]


def scan(path: Path, degradation: Degradation, *, hand: str = "") -> bytes:
    """Return the document as a scan: a PDF without text, one picture a page. The same bytes each time."""
    scanned = pymupdf.open()
    with pymupdf.open(path) as document:
        for number, picture in enumerate(_pictures(document, path.name, degradation, hand)):
            shown = document[number].rect
            sheet = scanned.new_page(width=shown.width, height=shown.height)
            sheet.insert_image(sheet.rect, stream=picture)
    return bytes(scanned.tobytes(no_new_id=True))


def pictures_of(path: Path, degradation: Degradation) -> list[bytes]:
    """Return each page of the document as a JPEG."""
    with pymupdf.open(path) as document:
        return list(_pictures(document, path.name, degradation, ""))


def _pictures(document: pymupdf.Document, name: str, degradation: Degradation, hand: str) -> Iterator[bytes]:
    chance = Random(f"{name} {degradation.name}")  # noqa: S311 - nothing secret
    for number in range(document.page_count):
        page = document[number]
        if hand:
            drawn = write_out(page, hand, degradation.dpi, chance)
        else:
            pixels = page.get_pixmap(dpi=degradation.dpi, colorspace=pymupdf.csGRAY)
            drawn = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
        data = io.BytesIO()
        _degrade(drawn, degradation, chance).save(data, "JPEG", quality=degradation.quality)
        yield data.getvalue()


def _degrade(page: Image.Image, degradation: Degradation, chance: Random) -> Image.Image:
    angle = chance.uniform(-degradation.skew, degradation.skew)
    page = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=252)
    if degradation.blur:
        page = page.filter(ImageFilter.GaussianBlur(degradation.blur))
    if degradation.shadow:
        # From one side to the other, as when somebody leans over the page.
        shade = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(page.size)
        page = ImageChops.multiply(page, shade.point(lambda value: int(255 - degradation.shadow * (255 - value))))
    if degradation.noise:
        grain = Image.frombytes("L", page.size, chance.randbytes(page.width * page.height))
        page = Image.blend(page, grain, degradation.noise)
    return page.point(lambda value: 255 * (value > 128)) if degradation.black_and_white else page
