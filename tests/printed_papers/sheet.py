"""Sheets of paper to draw text on, as pages of a text layer or as a PDF."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

import pymupdf

from bareme.documents.sandbox.lines import reading_order
from bareme.documents.sandbox.words import Word
from bareme.domain.pages import Page, PageKind

WIDTH, HEIGHT = 595.0, 842.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 60.0, 540.0, 60.0, 770.0

type Maxima = tuple[tuple[Decimal | None, tuple[Decimal | None, ...]], ...]
"""The groups in order, each with the maxima of its questions in order; no questions where only the group has marks."""


@dataclass(frozen=True)
class Truth:
    """The scale of a paper."""

    total: Decimal | None
    groups: Maxima
    contradictory: bool = False
    """Whether the paper prints two scales that disagree, so that no reading may be sure."""


@dataclass(frozen=True)
class _Text:
    page: int
    text: str
    x: float
    y: float
    size: float
    bold: bool


@dataclass
class Sheet:
    """Text drawn from top to bottom on as many pages as it takes."""

    truth: Truth | None = None
    texts: list[_Text] = field(default_factory=list)
    pages: int = 1
    y: float = _TOP
    spacing: float = 1.8

    def write(
        self, text: str, *, indent: float = 0, size: float = 11, bold: bool = False, right: str = "", left: str = ""
    ) -> None:
        """Write a row, with an optional text in the right and the left margin."""
        if self.y > _BOTTOM:
            self.turn()
        if text:
            self._place(text, _LEFT + indent, size, bold=bold)
        if right:
            self._place(right, _RIGHT - _width(right, size, bold=bold), size, bold=bold)
        if left:
            self._place(left, _LEFT - 4 - _width(left, size, bold=bold), size, bold=bold)
        self.y += self.spacing * size

    def cells(self, texts: list[str], *, step: float = 70, indent: float = 0, bold: bool = False) -> None:
        """Write a row of a table."""
        if self.y > _BOTTOM:
            self.turn()
        for column, text in enumerate(texts):
            if text:
                self._place(text, _LEFT + indent + step * column, 11, bold=bold)
        self.y += self.spacing * 11

    def turn(self) -> None:
        """Begin a new page."""
        self.pages += 1
        self.y = _TOP

    def on_every_page(self, text: str, y: float) -> None:
        """Write a running head or foot; `{}` is the number of the page and `{n}` that of the pages."""
        for page in range(self.pages):
            line = text.format(page + 1, n=self.pages)
            self.texts.append(_Text(page, line, 250, y, 9, bold=False))

    def as_pages(self) -> list[Page]:
        """Return the pages as the document store would give them."""
        return [
            Page(
                index=index,
                width=WIDTH,
                height=HEIGHT,
                kind=PageKind.TYPED,
                lines=reading_order(
                    [w for number, t in enumerate(self.texts) if t.page == index for w in _words(t, number)], WIDTH
                ),
            )
            for index in range(self.pages)
        ]

    def as_pdf(self) -> bytes:
        """Return the pages as a PDF file."""
        document = pymupdf.open()
        for index in range(self.pages):
            page = document.new_page(width=WIDTH, height=HEIGHT)
            for text in self.texts:
                if text.page == index:
                    font = "hebo" if text.bold else "helv"
                    page.insert_text((text.x, text.y), text.text, fontsize=text.size, fontname=font)
        return bytes(document.tobytes())

    def _place(self, text: str, x: float, size: float, *, bold: bool) -> None:
        self.texts.append(_Text(self.pages - 1, text, x, self.y, size, bold))


def _words(text: _Text, number: int) -> list[Word]:
    words, x = [], text.x
    for part in text.text.split(" "):
        width = _width(part, text.size, bold=text.bold)
        if part:
            top, bottom = text.y - 1.07 * text.size, text.y + 0.3 * text.size
            box = x, top, x + width, bottom
            words.append(Word(part, *box, text.size, text.bold, number, horizontal=True, upright=True, letters=()))
        x += width + _width(" ", text.size, bold=text.bold)
    return words


def _width(text: str, size: float, *, bold: bool) -> float:
    return float(_font(bold=bold).text_length(text, fontsize=size))


@cache
def _font(*, bold: bool) -> pymupdf.Font:
    return pymupdf.Font("hebo" if bold else "helv")
