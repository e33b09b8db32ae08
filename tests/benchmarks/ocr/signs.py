"""Which signs recognition loses: each in four lines of text, in two sizes, as a scanner sees them."""

import io
from collections import Counter
from collections.abc import Sequence

import pymupdf
from PIL import Image

from bareme.documents.ocr import recognise
from bareme.domain.pages import TextLine
from bareme.domain.recognition import has_lost_signs

SIGNS = "²³¹₂·×÷√≤≥≠≈±∞°μΩρλθπαβγδΔσ→⇒∈∪∩½¼∫∑′%€£éèçœÉïüßñæøå"
_LINES = ("v = 12 {} 3 m", "m {} = 45 cm", "la valeur 3{} est juste", "a{}b = 7")
_A_PAGE = 40
_WIDTH, _HEIGHT = 595.0, 842.0  # points
_STEP = 20

type Losses = dict[str, tuple[int, int]]
"""By sign: in how many lines it was not read, and in how many it stood."""


async def count_losses(sizes: Sequence[float] = (10.5, 13.0)) -> Losses:
    """Return how often each sign is lost."""
    lost, seen = Counter[str](), Counter[str]()
    lines = [(sign, line.format(sign)) for sign in SIGNS for line in _LINES]
    for size in sizes:
        for start in range(0, len(lines), _A_PAGE):
            page = lines[start : start + _A_PAGE]
            read = await recognise(_picture([text for _, text in page], size), width=_WIDTH, height=_HEIGHT)
            for place, (sign, _) in enumerate(page):
                seen[sign] += 1
                lost[sign] += sign not in _text_at(read, place)
    return {sign: (lost[sign], seen[sign]) for sign in SIGNS}


def known_as_lost(sign: str) -> bool:
    """Whether a key with this sign is left to the teacher."""
    return has_lost_signs(sign)


def _picture(lines: Sequence[str], size: float) -> bytes:
    page = pymupdf.open().new_page(width=_WIDTH, height=_HEIGHT)
    writer = pymupdf.TextWriter(page.rect)
    font = pymupdf.Font("cjk")  # it has all of them
    for place, text in enumerate(lines):
        writer.append((60, 40 + place * _STEP), text, font=font, fontsize=size)
    writer.write_text(page)
    drawn = page.get_pixmap(dpi=150, colorspace=pymupdf.csGRAY)
    picture = Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)
    picture = Image.blend(picture, Image.effect_noise(picture.size, 60), 0.06)
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=80)
    return data.getvalue()


def _text_at(read: Sequence[TextLine], place: int) -> str:
    middle = 40 + place * _STEP - 4
    return " ".join(line.text for line in read if line.y0 < middle < line.y1)
