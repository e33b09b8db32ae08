"""Typed pages as scanners, copiers and telephones give them back: pictures at some resolution, with what goes wrong."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pymupdf
from PIL import Image, ImageChops, ImageFilter


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


KNOWN = (
    Degradation("clean, 200 dpi", dpi=200),
    Degradation("office scanner, 150 dpi", skew=0.6, noise=0.06),
    Degradation("JPEG 60, 150 dpi", skew=0.4, quality=60),
    Degradation("telephone, shadow", skew=1.2, noise=0.08, shadow=0.45, quality=70),
)
HELD_OUT = (
    Degradation("copier, 110 dpi", dpi=110, skew=0.8, noise=0.12, quality=60),
    Degradation("out of focus", dpi=200, skew=0.5, blur=1.4, noise=0.04),
)


def pages_of(path: Path) -> Iterator[int]:
    """Yield the indexes of a document's pages."""
    with pymupdf.open(path) as document:
        yield from range(document.page_count)


def scan(path: Path, degradation: Degradation, seed: int = 1) -> bytes:
    """Return the document as a scan: a PDF without text, one picture a page."""
    chance = Random(f"{path.name} {degradation.name} {seed}")  # noqa: S311 - nothing secret
    scanned = pymupdf.open()
    with pymupdf.open(path) as document:
        for page in document:
            picture = degrade(page.get_pixmap(dpi=degradation.dpi, colorspace="gray"), degradation, chance)
            sheet = scanned.new_page(width=page.rect.width, height=page.rect.height)
            sheet.insert_image(sheet.rect, stream=as_jpeg(picture, degradation.quality))
    return bytes(scanned.tobytes())


def degrade(drawn: pymupdf.Pixmap, degradation: Degradation, chance: Random) -> Image.Image:
    """Return the picture of a page after what happened to it."""
    page = Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)
    angle = chance.uniform(-degradation.skew, degradation.skew)
    page = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=252)
    if degradation.blur:
        page = page.filter(ImageFilter.GaussianBlur(degradation.blur))
    if degradation.shadow:
        # From one side to the other, as when somebody leans over the page.
        shade = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(page.size)
        page = ImageChops.multiply(page, shade.point(lambda value: int(255 - degradation.shadow * (255 - value))))
    if degradation.noise:
        page = Image.blend(page, Image.effect_noise(page.size, 60), degradation.noise)
    return page


def as_jpeg(picture: Image.Image, quality: int) -> bytes:
    """Return the picture as a JPEG."""
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality)
    return data.getvalue()
