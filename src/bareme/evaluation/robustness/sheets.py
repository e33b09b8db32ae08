# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Make answer sheets as PDFs of one page, optionally with hidden text or scanned."""

import html
import io
import re
from dataclasses import dataclass
from random import Random
from typing import Literal

import pymupdf
from PIL import Image

Hiding = Literal["white", "tiny", "off_page", "not_painted", "under_picture", "annotation"]

_A4 = pymupdf.paper_rect("a4")
_FRAME = pymupdf.Rect(60, 60, _A4.width - 60, _A4.height - 120)
_CSS = "body { font-family: sans-serif; font-size: 12pt; line-height: 1.4; }"
_SCAN_DPI = 150


@dataclass(frozen=True)
class AnswerSheet:
    """A page with the answer to question 1."""

    answer: str
    heading: str = ""
    """A line above the answer, such as the student's name."""
    hidden: str = ""
    hiding: Hiding = "white"
    """How the text `hidden` is made invisible."""
    rotated: float = 0.0
    """Rotation of the scan in degrees; if not 0, the page is an image without text."""
    noise: float = 0.0
    """Standard deviation of the scanner's noise in grey levels; if not 0, the page is an image without text."""

    def pdf(self, mark: str) -> bytes | None:
        """Return the page as a PDF, or None if the answer does not fit on it.

        The output is deterministic; `mark` is stored as metadata to distinguish sheets that look the same.
        """
        with pymupdf.open() as document:
            page = document.new_page(width=_A4.width, height=_A4.height)
            lines = [self.heading, "", "Question 1", *self.answer.splitlines()]
            spare, _ = page.insert_htmlbox(_FRAME, "".join(map(_line, lines)), css=_CSS, scale_low=0.6)
            if spare < 0:
                return None
            if self.hidden:
                _hide(page, self.hidden, self.hiding)
            if self.rotated or self.noise:
                _scan(document, self.rotated, self.noise, Random(mark))  # noqa: S311 - reproducible noise, not security
            document.set_metadata({"keywords": mark})
            data: bytes = document.tobytes(garbage=4, deflate=True, no_new_id=True)
            return data


def _line(text: str) -> str:
    # Splitting into elements prevents ligatures, so that "fi" remains two letters in the text layer.
    parts = re.split(r"(?<=f)(?=[fil])", text)
    return f"<div>{''.join(f'<span>{html.escape(part)}</span>' for part in parts) or '&nbsp;'}</div>"


def _hide(page: pymupdf.Page, text: str, how: Hiding) -> None:
    at = pymupdf.Point(72, 760)
    match how:
        case "white":
            page.insert_text(at, text, fontsize=8, color=(1, 1, 1))
        case "tiny":
            page.insert_text(at, text, fontsize=1)
        case "off_page":
            page.insert_text((_A4.width + 40, 300), text, fontsize=11)
        case "not_painted":
            page.insert_text(at, text, fontsize=8, render_mode=3)
        case "under_picture":
            page.insert_text(at, text, fontsize=8)
            white = _encoded(Image.new("L", (40, 4), 255))
            page.insert_image(pymupdf.Rect(60, 745, _A4.width - 20, 770), stream=white, keep_proportion=False)
        case "annotation":
            note = page.add_text_annot(at, text)
            # Fixed dates keep the output deterministic.
            note.set_info(content=text, creationDate="D:20260101000000Z", modDate="D:20260101000000Z")


def _scan(document: pymupdf.Document, degrees: float, noise: float, rng: Random) -> None:
    """Replace the page by an image of it, as a scanner would."""
    pixels = document[0].get_pixmap(dpi=_SCAN_DPI, colorspace=pymupdf.csGRAY)
    image = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
    image = image.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if noise:
        tile = Image.new("L", (256, 256))
        tile.putdata([max(0, min(255, round(rng.gauss(255 - 2 * noise, noise)))) for _ in range(256 * 256)])
        grain = Image.new("L", image.size)
        for x in range(0, image.width, 256):
            for y in range(0, image.height, 256):
                grain.paste(tile, (x, y))
        image = Image.blend(image, grain, 0.35)
    scanned = document.new_page(width=_A4.width, height=_A4.height)
    scanned.insert_image(scanned.rect, stream=_encoded(image))
    document.delete_page(0)


def _encoded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=70)
    return buffer.getvalue()
