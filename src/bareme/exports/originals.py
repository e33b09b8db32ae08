"""The files of the students, for exports that show their pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bareme.domain.answer_places import PageLine
from bareme.domain.copies import Box, PageRef
from bareme.domain.pages import Page, TextLine


@dataclass(frozen=True)
class Original:
    """A file as it was handed in, on this machine, and what is known of its pages."""

    path: Path
    pages: Sequence[Page]
    recognised: Mapping[int, Sequence[TextLine]] = field(default_factory=dict)
    """Lines that were recognised on pages without text, by the index of the page, as the page stands upright."""


def lines_of(pages: Sequence[PageRef], originals: Mapping[str, Original]) -> list[PageLine]:
    """Return the lines of a copy's pages, in reading order, with their places on the pages as they are shown."""
    return [
        line
        for number, ref in enumerate(pages)
        if ref.document_id in originals
        for line in _lines(number, ref, originals[ref.document_id])
    ]


def _lines(number: int, ref: PageRef, original: Original) -> list[PageLine]:
    page = original.pages[ref.index]
    recognised = original.recognised.get(ref.index, ())
    # What was recognised stands on the upright page, as does all text of a page that was found to lie on its side.
    width, height = (page.height, page.width) if page.turn in {90, 270} else (page.width, page.height)
    lines: list[PageLine] = []
    for line in page.lines or recognised:
        left, right = (min(1.0, max(0.0, x / width)) for x in (line.x0, line.x1))
        top, bottom = (min(1.0, max(0.0, y / height)) for y in (line.y0, line.y1))
        if round(left, 4) >= round(right, 4) or round(top, 4) >= round(bottom, 4):
            continue
        shown = Box(x0=left, y0=top, x1=right, y1=bottom).turned_back(page.turn).turned(ref.rotation)
        is_recognised = page.is_recognised or not page.lines
        lines.append(PageLine(number, line.text, shown.y0, shown.y1, is_recognised))
    return lines
