"""The document model of reports, which is rendered as HTML, Markdown or text."""

from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from bareme.domain.points import Language


@dataclass(frozen=True)
class Paragraph:
    """A text written by the report."""

    text: str
    kind: Literal["plain", "note", "warning"] = "plain"


@dataclass(frozen=True)
class ReportTable:
    """A table. The first cell of a row is its heading; other columns contain numbers unless they are in `texts`."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Plot:
    """A drawing with a summary in a sentence and its numbers as a table."""

    key: str  # unique in the document
    title: str
    summary: str
    drawing: Element
    table: ReportTable
    note: str = ""


@dataclass(frozen=True)
class Quotation:
    """A verbatim text by a student, teacher or grader."""

    label: str
    text: str


@dataclass(frozen=True)
class ReportCase:
    """One answer and its marks."""

    title: str
    facts: ReportTable
    quotations: tuple[Quotation, ...]
    pairs: tuple[tuple[Quotation, Quotation], ...] = ()  # texts to be shown side by side


type Block = Paragraph | ReportTable | Plot | ReportCase


@dataclass(frozen=True)
class ReportSection:
    """A heading with its content."""

    key: str  # unique in the document
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ReportDocument:
    """The whole report in one language."""

    language: Language
    title: str
    contents: str
    data_of: str  # the label of a plot's collapsed table: "The numbers of this plot"
    sections: tuple[ReportSection, ...]
