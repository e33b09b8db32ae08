# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Answer sheets as PDFs: one page, with what somebody might put on it that the answer is not."""

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
    """How `hidden` is kept from a reader's eyes."""
    rotated: float = 0.0
    """Degrees by which the sheet lay aslant on the scanner; a sheet that was scanned is a picture without text."""
    noise: float = 0.0
    """Standard deviation of the scanner's noise, in grey levels."""

    def pdf(self, mark: str) -> bytes | None:
        """Return the page as a PDF, None where the answer does not fit on it.

        The same sheet gives the same bytes each time; `mark` sets sheets apart that look alike, and is not shown.
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
                _scan(document, self.rotated, self.noise, Random(mark))  # noqa: S311 - nothing here is secret
            document.set_metadata({"keywords": mark})
            data: bytes = document.tobytes(garbage=4, deflate=True, no_new_id=True)
            return data


def _line(text: str) -> str:
    # Shaping joins no letters across the edge of an element: "fi" stays two letters in the text layer.
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
            # Without these a sheet would differ from one second to the next.
            note.set_info(content=text, creationDate="D:20260101000000Z", modDate="D:20260101000000Z")


def _scan(document: pymupdf.Document, degrees: float, noise: float, dice: Random) -> None:
    """Put a picture of the page in its place, as a scanner would make it."""
    pixels = document[0].get_pixmap(dpi=_SCAN_DPI, colorspace=pymupdf.csGRAY)
    picture = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
    picture = picture.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if noise:
        small = Image.new("L", (256, 256))
        small.putdata([max(0, min(255, round(dice.gauss(255 - 2 * noise, noise)))) for _ in range(256 * 256)])
        grain = Image.new("L", picture.size)
        for x in range(0, picture.width, 256):
            for y in range(0, picture.height, 256):
                grain.paste(small, (x, y))
        picture = Image.blend(picture, grain, 0.35)
    scanned = document.new_page(width=_A4.width, height=_A4.height)
    scanned.insert_image(scanned.rect, stream=_encoded(picture))
    document.delete_page(0)


def _encoded(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=70)
    return buffer.getvalue()
