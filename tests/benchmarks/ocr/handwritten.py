"""Typed pages written out in the hand of a font, a little unevenly: how far recognition gets with handwriting.

The fonts are the Latin parts of four hands of Google Fonts, under the licences beside them.
"""

from pathlib import Path
from random import Random

import pymupdf
from PIL import Image, ImageDraw, ImageFont

_FONTS = Path(__file__).parent / "handwriting"
_PAPER, _INK = 252, 45
_SIZE = 1.25
"""Of a hand, as a share of the size of the type: hands are small for their size."""
_UNEVEN = 1.2
"""Points by which a word stands above or below its line at most."""


def write_out(page: pymupdf.Page, hand: str, dpi: int, chance: Random) -> Image.Image:
    """Return the picture of a page that says the same as the typed one, in the same places."""
    scale = dpi / 72
    sheet = Image.new("L", (round(page.rect.width * scale), round(page.rect.height * scale)), _PAPER)
    draw = ImageDraw.Draw(sheet)
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", ()):
            x, y, _, _ = line["bbox"]
            font = ImageFont.truetype(_FONTS / f"{hand}.woff", _SIZE * scale * max(s["size"] for s in line["spans"]))
            left = x * scale
            for word in "".join(span["text"] for span in line["spans"]).split():
                top = (y + chance.uniform(-_UNEVEN, _UNEVEN)) * scale
                draw.text((left, top), word, fill=_INK, font=font)
                left += font.getlength(f"{word} ") * chance.uniform(1.0, 1.15)
    return sheet
