"""Named cell styles, which a teacher can change in one place and which keep files small."""

from enum import StrEnum
from itertools import product

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.workbook import Workbook

from bareme.domain.question_result import QuestionResult


class CellKind(StrEnum):
    """The kind of value in a cell."""

    TEXT = "text"
    POINTS = "points"
    COUNT = "count"
    SHARE = "share"  # 0 to 1, shown as a percentage
    DOLLARS = "dollars"
    CODE = "code"  # a text that nobody reads, on one line


class Tint(StrEnum):
    """The meaning of a cell's colour."""

    PLAIN = "plain"
    PROVISIONAL = "provisional"
    DIFFERENT = "different"
    NOT_COUNTED = "not counted"
    SUMMARY = "summary"


HEADER = "Barème header"
HEADING = "Barème heading"
NOTE = "Barème note"

_FONT = "Calibri"
_TEXT_ALIGNMENT = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
_FORMATS = {
    CellKind.TEXT: "General",
    CellKind.POINTS: "0.00",
    CellKind.COUNT: "#,##0",
    CellKind.SHARE: "0.0%",
    CellKind.DOLLARS: "0.0000",
    CellKind.CODE: "@",
}
_FILLS = {Tint.PROVISIONAL: "FFF2CC", Tint.DIFFERENT: "F8CBAD", Tint.SUMMARY: "E7EDF4"}
_LINE = Side(style="thin", color="D0D5DB")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def cell_style(kind: CellKind, tint: Tint = Tint.PLAIN) -> str:
    """Return the name of the style."""
    return f"Barème {kind} {tint}"


def provisional_tint(provisional: bool) -> Tint:  # noqa: FBT001 - the function's name says what it means
    """Return the tint of a provisional mark, or the plain tint."""
    return Tint.PROVISIONAL if provisional else Tint.PLAIN


def mark_tint(question: QuestionResult, *, counted: bool) -> Tint:
    """Return the tint of a mark in the results; not being counted takes precedence over being provisional."""
    return provisional_tint(question.provisional is not None) if counted else Tint.NOT_COUNTED


def add_styles(book: Workbook) -> None:
    """Register all styles in `book`."""
    for kind, tint in product(CellKind, Tint):
        style = NamedStyle(
            cell_style(kind, tint),
            font=Font(
                name=_FONT,
                size=11,
                bold=tint is Tint.SUMMARY,
                italic=tint is Tint.PROVISIONAL,
                strike=tint is Tint.NOT_COUNTED,
                color="808080" if tint is Tint.NOT_COUNTED else None,
            ),
            border=_BORDER,
            alignment=_TEXT_ALIGNMENT if kind is CellKind.TEXT else Alignment(vertical="top"),
            number_format=_FORMATS[kind],
        )
        if tint in _FILLS:
            style.fill = PatternFill("solid", fgColor=_FILLS[tint])
        book.add_named_style(style)
    book.add_named_style(
        NamedStyle(
            HEADER,
            font=Font(name=_FONT, size=11, bold=True, color="FFFFFF"),
            fill=PatternFill("solid", fgColor="1F4E79"),
            border=_BORDER,
            alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
        )
    )
    book.add_named_style(NamedStyle(HEADING, font=Font(name=_FONT, size=13, bold=True, color="1F4E79")))
    book.add_named_style(NamedStyle(NOTE, font=Font(name=_FONT, size=11, italic=True, color="595959")))
