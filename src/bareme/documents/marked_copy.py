"""A copy with its marks beside the answers, as plain data for the worker that makes a PDF of it."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Self

from bareme.documents.printed_sheet import PrintedSheet
from bareme.domain.copies import Rotation


class MarkingMode(StrEnum):
    """Where the marks stand."""

    MARGIN = "margin"  # in a column by which each page is widened
    ANNOTATIONS = "annotations"  # as PDF annotations on pages that are otherwise as they were
    OVERLAY = "overlay"  # alone on empty pages, to be printed onto the paper


class Judgement(StrEnum):
    """What a mark says of the answer."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    NONE = "none"  # there is no answer, or nobody could judge it


@dataclass(frozen=True)
class MarginNote:
    """The mark of one question, with the comment on it."""

    title: str
    points: str
    comment: str = ""
    judgement: Judgement = Judgement.NONE
    is_provisional: bool = False
    top: float | None = None
    """Where the answer begins, as a share of the height of the page as it is shown; None if it is not known."""
    bottom: float | None = None


@dataclass(frozen=True)
class MarkedPage:
    """A page of a file, as it is shown, and the notes on it in the order of the questions."""

    path: Path
    index: int
    rotation: Rotation
    notes: tuple[MarginNote, ...] = ()
    in_place_of_it: str = ""
    """Stands on an empty page, where the file cannot be opened any more."""

    def lost(self, sentence: str) -> Self:
        """Return an empty page with `sentence`, and with the marks apart from what nobody sees."""
        notes = tuple(replace(note, top=None, bottom=None) for note in self.notes)
        return replace(self, notes=notes, in_place_of_it=sentence)


@dataclass(frozen=True)
class MarkedCopy:
    """The pages of a copy and a summary behind them."""

    title: str
    total: str
    """Stands at the top of the first page: "14.5 / 20"."""
    grade: str
    """The band beside the total, and what is still open; may be empty."""
    pages: tuple[MarkedPage, ...]
    summary: PrintedSheet
    without_pages: PrintedSheet
    """The summary where no page can be opened any more, which says so."""
    lost_page: str
    """Stands in place of a page that cannot be opened any more."""
    continued: str
    """Stands in a note whose comment is too long for the margin."""
    mode: MarkingMode = MarkingMode.MARGIN
    offset: tuple[float, float] = (0.0, 0.0)
    """How far an overlay is moved, in points to the right and down."""
    max_bytes: int | None = None
    """How large the PDF should be at most. Pictures are made coarser for it, as far as they stay legible."""


@dataclass(frozen=True)
class MarkedPdf:
    """The PDF of a marked copy."""

    data: bytes
    lost_pages: tuple[int, ...] = ()
    """The pages that could not be opened any more. If those are all, the PDF is the summary alone."""
