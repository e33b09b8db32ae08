"""Where something is written on a page is known once it is read, however it is stored."""

import io
from collections.abc import Callable

import pymupdf
import pytest
from PIL import Image, ImageDraw

from bareme.documents import FolderStore, open_document
from bareme.domain.copies import Box, Rotation

A4 = pymupdf.paper_rect("a4")
WRITING = Box(x0=0.1, y0=0.05, x1=0.4, y1=0.09)
ELSEWHERE = (
    Box(x0=0.5, y0=0.05, x1=0.9, y1=0.09),
    Box(x0=0.1, y0=0.12, x1=0.4, y1=0.3),
    Box(x0=0.05, y0=0.6, x1=0.95, y1=0.9),
)


def sheet(dpi: int) -> bytes:
    """A JPEG of a page with strokes in one box and nowhere else."""
    picture = Image.new("RGB", (round(A4.width * dpi / 72), round(A4.height * dpi / 72)), (244, 241, 233))
    pen = ImageDraw.Draw(picture)
    left, right = WRITING.x0 * picture.width, WRITING.x1 * picture.width
    top, bottom = WRITING.y0 * picture.height, WRITING.y1 * picture.height
    points = [(left + (right - left) * (n + 1) / 21, top + (bottom - top) * (0.3 if n % 2 else 0.7)) for n in range(20)]
    pen.line(points, fill=(40, 50, 130), width=max(1, dpi // 60))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()


def as_pdf(jpeg: bytes, *, rotation: int = 0, twice: bool = False) -> bytes:
    document = pymupdf.open()
    page = document.new_page(width=A4.width, height=A4.height)
    page.insert_image(A4, stream=jpeg)
    if twice:  # such a page is drawn, not decoded as one JPEG
        page.insert_image((500, 800, 510, 810), stream=jpeg)
    page.set_rotation(rotation)
    return bytes(document.tobytes())


@pytest.mark.parametrize(
    ("stored", "turn"),
    [
        (lambda: as_pdf(sheet(200)), 0),
        (lambda: as_pdf(sheet(100)), 0),
        (lambda: as_pdf(sheet(150), rotation=90), 90),
        (lambda: as_pdf(sheet(150), rotation=180), 180),
        (lambda: as_pdf(sheet(300), rotation=270), 270),
        (lambda: as_pdf(sheet(150), twice=True), 0),
        (lambda: sheet(150), 0),
        (lambda: sheet(50), 0),
    ],
    ids=["scan", "coarse", "turned right", "upside down", "turned left", "two pictures", "photograph", "small one"],
)
async def test_where_something_is_written_is_known(
    store: FolderStore, stored: Callable[[], bytes], turn: Rotation
) -> None:
    (page,) = (await open_document(await store.put(stored()), store=store)).pages
    assert page.is_inked(WRITING.turned(turn))
    assert [page.is_inked(box.turned(turn)) for box in ELSEWHERE] == [False] * len(ELSEWHERE)
