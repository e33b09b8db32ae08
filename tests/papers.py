"""Generate exam papers, with a text layer or as scans."""

from collections.abc import Sequence

import pymupdf

A4 = pymupdf.paper_rect("a4")


def exam(pages: int = 2) -> pymupdf.Document:
    """Return an exam paper with a text layer."""
    document = pymupdf.open()
    for number in range(1, pages + 1):
        page = document.new_page(width=A4.width, height=A4.height)
        page.insert_text((72, 100), f"Exercise {number} ({4 * number} points)", fontsize=16)
        for line in range(1, 9):
            page.insert_text((72, 120 + 24 * line), f"{line}. What is the speed of ball number {line}?")
    return document


def with_hidden_text(text: str) -> bytes:
    """Return a page with `text` in white on white."""
    document = exam(pages=1)
    document[0].insert_text((72, 400), text, color=(1, 1, 1))
    return bytes(document.tobytes())


def typed(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with a text layer: these lines on these pages."""
    document = pymupdf.open()
    for lines in pages:
        page = document.new_page(width=595, height=842)
        for number, line in enumerate(lines):
            page.insert_text((60, 80 + 24 * number), line, fontsize=12)
    return bytes(document.tobytes())


def with_figures(pdf: bytes) -> bytes:
    """Return a PDF with a figure on each page, so that its text does not say all that it shows."""
    with pymupdf.open(stream=pdf) as document:
        for page in document:
            page.draw_circle((200, 700), 40)
        return bytes(document.tobytes())


def scan(pages: int = 2) -> bytes:
    """Return an exam paper as a scanner makes it: a grey picture a page, and no text layer."""
    source, scanned = exam(pages), pymupdf.open()
    for number in range(pages):
        picture = source[number].get_pixmap(dpi=100, colorspace=pymupdf.csGRAY)
        scanned.new_page(width=A4.width, height=A4.height).insert_image(A4, stream=picture.tobytes("jpeg"))
    return bytes(scanned.tobytes())


def photograph(number: int) -> bytes:
    """Return a JPEG of page `number` of an exam paper."""
    return bytes(exam(number + 1)[number].get_pixmap(dpi=100).tobytes("jpeg"))
