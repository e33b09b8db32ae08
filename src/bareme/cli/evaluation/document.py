"""Render a report's document in the terminal, as HTML and Markdown render it in files."""

from collections.abc import Collection
from dataclasses import replace

from rich.table import Table

from bareme.cli.screen import Screen, clean, new_table
from bareme.evaluation.report.document import Block, Paragraph, Plot, ReportCase, ReportDocument, ReportTable

FIGURES = ("overview", "agreement", "confidence", "parts")
"""The sections of a report that hold its figures."""

_STYLES = {"plain": "", "note": "dim", "warning": "yellow"}
_ROWS_SHOWN = 40
_PLOT_ROWS_SHOWN = 12
"""A plot with more numbers is printed as its summary only."""


def show_document(screen: Screen, document: ReportDocument, sections: Collection[str] = ()) -> None:
    """Print the sections with these keys, or all sections."""
    screen.console.print()
    screen.print(document.title, style="bold")
    for section in document.sections:
        if not sections or section.key in sections:
            screen.console.print()
            screen.print(section.title, style="bold underline")
            for block in section.blocks:
                _show(screen, block)


def _show(screen: Screen, block: Block) -> None:
    match block:
        case Paragraph():
            screen.print(block.text, style=_STYLES[block.kind])
        case ReportTable():
            screen.console.print()
            screen.print(block.caption, style="bold")
            _show_table(screen, block)
        case Plot():
            screen.console.print()
            screen.print(block.title, style="bold")
            screen.print(block.summary)
            if len(block.table.rows) <= _PLOT_ROWS_SHOWN:
                _show_table(screen, block.table)
        case ReportCase():
            screen.console.print()
            screen.print(block.title, style="bold")
            _show_table(screen, block.facts)


def _show_table(screen: Screen, table: ReportTable) -> None:
    shown = replace(table, rows=table.rows[:_ROWS_SHOWN])
    for part in _fitting(screen, shown):
        screen.console.print(part)
    if len(table.rows) > _ROWS_SHOWN:
        screen.print(screen.t("{count} more with --json.", count=len(table.rows) - _ROWS_SHOWN), style="dim")


def _fitting(screen: Screen, table: ReportTable) -> list[Table]:
    """Return the table; if it is too wide, several of them, with intervals below their figures."""
    wide = _rich(table)
    if screen.fits(wide):
        return [wide]
    rows = tuple(tuple(cell.replace(" [", "\n[") for cell in row) for row in table.rows)
    tables: list[Table] = []
    columns: list[int] = []
    for column in range(1, len(table.header)):
        if columns and not screen.fits(_rich(table, [*columns, column], rows)):
            tables.append(_rich(table, columns, rows))
            columns = []
        columns.append(column)
    return [*tables, _rich(table, columns, rows)]


def _rich(
    table: ReportTable, columns: Collection[int] | None = None, rows: tuple[tuple[str, ...], ...] | None = None
) -> Table:
    """Return the first column and `columns`, or all columns."""
    chosen = (0, *(range(1, len(table.header)) if columns is None else columns))
    numbers = tuple(place for place, column in enumerate(chosen) if column and column not in table.texts)
    made = new_table(*(clean(table.header[column]) for column in chosen), right=numbers)
    made.show_header = any(table.header)
    for row in table.rows if rows is None else rows:
        made.add_row(*(clean(row[column]) for column in chosen))
    return made
