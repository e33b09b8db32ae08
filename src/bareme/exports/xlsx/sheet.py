"""Write a sheet cell by cell: numbers, texts that are never formulas, and formulas with their values."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import floor
from textwrap import wrap

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter as column
from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bareme.domain.figures import Figure
from bareme.exports.cells import is_formula_like, printable, shorten, xlsx_text
from bareme.exports.descriptions import UNDEFINED
from bareme.exports.xlsx.styles import HEADER, HEADING, NOTE, CellKind, Tint, cell_style
from bareme.translation import Translator

Number = Decimal | float
_A4 = 9
_ROOM = 2
"""Characters beside a text: for the cell's indent, and for digits, which are wider than the average letter."""
_LINE_HEIGHT, _MAX_HEIGHT = 15.0, 409.0  # points; no row may be higher


def fitting(texts: Iterable[str], *, least: int, most: int) -> int:
    """Return the width of a column for these texts, in characters: longer ones are wrapped."""
    return min(most, max([least, *(len(text) + _ROOM for text in texts)]))


class WorkbookSheet:
    """One sheet of a workbook. Rows and columns count from 1.

    `shown` has the value of each formula by coordinate, for programs that do not calculate.
    """

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = worksheet
        self.shown: dict[str, Number | str] = {}
        self._lines: dict[int, int] = {}

    @property
    def reference(self) -> str:
        """The sheet's name in a formula of another sheet, with the exclamation mark."""
        return f"'{self.worksheet.title}'!"

    def text(self, row: int, col: int, text: str, tint: Tint = Tint.PLAIN, *, most_lines: int | None = None) -> None:
        """Write a text, wrapped to the column's width; an empty text leaves an empty cell.

        With `most_lines` it makes its row no higher than that: what does not fit is only seen in the cell.
        """
        self._write_text(row, col, text, cell_style(CellKind.TEXT, tint))
        self._make_room(row, col, text, most_lines=most_lines)

    def heading(self, row: int, col: int, text: str) -> None:
        """Write the title of a table."""
        self._write_text(row, col, text, HEADING)

    def note(self, row: int, col: int, text: str) -> None:
        """Write a remark below a table."""
        self._write_text(row, col, text, NOTE)

    def header(self, row: int, titles: Sequence[str], *, first: int = 1) -> None:
        """Write a table's header."""
        for col, title in enumerate(titles, start=first):
            self._write_text(row, col, title, HEADER)
            self._make_room(row, col, title, share=0.9)

    def number(
        self, row: int, col: int, value: Number | None, *, kind: CellKind = CellKind.POINTS, tint: Tint = Tint.PLAIN
    ) -> None:
        """Write a number; None leaves an empty cell."""
        cell = self._cell(row, col)
        cell.style = cell_style(kind, tint)
        cell.value = value

    def figure(self, row: int, col: int, figure: Figure, t: Translator, *, kind: CellKind = CellKind.POINTS) -> None:
        """Write a figure, or the reason if it is undefined."""
        if figure.undefined is None:
            self.number(row, col, figure.value, kind=kind)
        else:
            self.text(row, col, t(UNDEFINED[figure.undefined]))

    def formula(
        self,
        row: int,
        col: int,
        formula: str,
        shown: Number | str | None,
        *,
        kind: CellKind = CellKind.POINTS,
        tint: Tint = Tint.PLAIN,
    ) -> None:
        """Write a formula, which starts with "=", and its value; None and "" are shown as an empty cell."""
        cell = self._cell(row, col)
        cell.style = cell_style(kind, tint)
        cell.value = formula
        self.shown[cell.coordinate] = "" if shown is None else shown

    def widths(self, widths: Sequence[float], *, first: int = 1) -> None:
        """Set the column widths in characters. Call this before writing text, which sets the heights of rows."""
        for col, width in enumerate(widths, start=first):
            self.worksheet.column_dimensions[column(col)].width = width

    def hidden_column(self, col: int, title: str, texts: Mapping[int, str]) -> None:
        """Write texts by row into a column that is not shown, below a title in row 1."""
        self.worksheet.column_dimensions[column(col)].hidden = True
        for row, text in {1: title, **texts}.items():
            self._write_text(row, col, text, cell_style(CellKind.CODE))

    def table(self, *, rows: int, columns: int, frozen_columns: int) -> None:
        """Freeze the header in row 1 and the first columns, and add a filter over the `rows` rows below it."""
        self.worksheet.freeze_panes = f"{column(frozen_columns + 1)}2"
        self.worksheet.auto_filter.ref = f"A1:{column(columns)}{rows + 1}"
        self.worksheet.print_title_rows = "1:1"

    def print_columns(self, columns: int) -> None:
        """Print the first columns of the rows that are written, and no others."""
        self.worksheet.print_area = f"A1:{column(columns)}{self.worksheet.max_row}"

    def page(self, title: str, page_word: str, *, upright: bool = False) -> None:
        """Set up printing: A4, `upright` or landscape, fitted to the page's width, with a title and page numbers."""
        sheet = self.worksheet
        sheet.page_setup.orientation = "portrait" if upright else "landscape"
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0  # as many pages as it takes
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
        # A header is limited to 255 characters, and "&" starts a code.
        line = shorten(" ".join(printable(title).split()), 100).replace("&", "&&")
        header, footer = HeaderFooterItem(), HeaderFooterItem()
        header.left.text = line
        header.right.text = "&A"  # the sheet's name
        footer.center.text = f"{page_word} &P / &N"
        sheet.HeaderFooter = HeaderFooter(oddHeader=header, oddFooter=footer)

    def _write_text(self, row: int, col: int, text: str, style: str) -> None:
        cell = self._cell(row, col)
        cell.style = style
        safe = xlsx_text(text)
        if not safe:
            return
        cell.value = safe
        # Set after the value, because openpyxl treats "=…" as a formula and "#N/A" as an error.
        cell.data_type = "s"
        if is_formula_like(safe):
            cell.quotePrefix = True  # prevents editing from turning it into a formula

    def _make_room(self, row: int, col: int, text: str, *, share: float = 1.0, most_lines: int | None = None) -> None:
        """Set the height of the row, which not every program does itself. `share` of the width is usable."""
        usable = max(1, floor(share * self.worksheet.column_dimensions[column(col)].width))
        lines = sum(max(1, len(wrap(line, usable))) for line in text.split("\n"))
        # Programs make a row as high as its texts unless it has a height.
        lines, least = (lines, 1) if most_lines is None else (min(lines, most_lines), 0)
        if lines > self._lines.get(row, least):
            self._lines[row] = lines
            self.worksheet.row_dimensions[row].height = min(lines * _LINE_HEIGHT, _MAX_HEIGHT)

    def _cell(self, row: int, col: int) -> Cell:
        cell = self.worksheet.cell(row, col)
        assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged, so none is a MergedCell
        return cell
