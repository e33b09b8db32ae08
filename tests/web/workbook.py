"""The totals on the screen, and those of the workbook that is downloaded there."""

import re
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page


def numbers_in(text: str, decimal: str) -> list[float]:
    """Return the numbers in a text with the decimal sign of its language."""
    found = re.findall(rf"\d+(?:{re.escape(decimal)}\d+)?", text)
    return [float(number.replace(decimal, ".")) for number in found]


def totals_on_screen(page: Page, decimal: str) -> dict[str, float]:
    """Return the totals of the table by student."""
    rows = page.locator(".students-table tbody tr").filter(has=page.locator(".total"))
    names = rows.locator("th[scope=row]").all_inner_texts()
    totals = [numbers_in(text, decimal)[0] for text in rows.locator(".total").all_inner_texts()]
    return dict(zip(names, totals, strict=True))


def assert_same_totals(workbook: Path, on_screen: dict[str, float]) -> None:
    """Know that a workbook has the totals of the screen, by student."""
    with workbook.open("rb") as file:  # a download has no ending, by which openpyxl would know what it is
        book = openpyxl.load_workbook(file, data_only=True)
    rows: list[list[Any]] = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    head = rows[0].index("Total")
    totals = [row[head] for row in rows[1:] if row[0] and isinstance(row[head], int | float)]
    assert sorted(totals[: len(on_screen)]) == sorted(on_screen.values())
    for name in on_screen.keys() & {row[0] for row in rows}:  # a copy without a name has another one there
        (row,) = [row for row in rows if row[0] == name]
        assert row[head] == on_screen[name], name
