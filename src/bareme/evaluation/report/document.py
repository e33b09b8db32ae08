"""A report as headings, texts, tables, plots and quotations, before it is HTML or Markdown."""

from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from bareme.domain.points import Language


@dataclass(frozen=True)
class Paragraph:
    """A text of the report's own, in which names and numbers may stand."""

    text: str
    kind: Literal["plain", "note", "warning"] = "plain"


@dataclass(frozen=True)
class ReportTable:
    """A table. The first cell of a row is its heading; all others are numbers unless `texts` says otherwise."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Plot:
    """A drawing, what it shows in a sentence, and its numbers as a table."""

    key: str  # unique in the document
    title: str
    summary: str
    drawing: Element
    table: ReportTable
    note: str = ""


@dataclass(frozen=True)
class Quotation:
    """What somebody wrote, shown exactly so."""

    label: str
    text: str


@dataclass(frozen=True)
class ReportCase:
    """One answer and its marks."""

    title: str
    facts: ReportTable
    quotations: tuple[Quotation, ...]
    pairs: tuple[tuple[Quotation, Quotation], ...] = ()  # what two wrote, to be read side by side


type Block = Paragraph | ReportTable | Plot | ReportCase


@dataclass(frozen=True)
class ReportSection:
    """A heading and what stands below it."""

    key: str  # unique in the document
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ReportDocument:
    """The whole report in one language."""

    language: Language
    title: str
    contents: str
    data_of: str  # the summary of a plot's folded table: "Numbers of this plot"
    sections: tuple[ReportSection, ...]
