"""A French class from its files to a workbook, loaded again in every stage, in both languages."""

import io
import re
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dev_server import REPOSITORY
from tests.web.browsing import Visitor, Visitors
from tests.web.reviewing import saved, shown

CLASS = REPOSITORY / "fixtures" / "physics-fr"
FILES = ("exam-paper.pdf", "answer-key.pdf", "copies.pdf", "roster.csv")


def reloaded(page: Page, selector: str) -> None:
    """Wait for a part of the screen, load the page again, and wait for it once more."""
    page.locator(selector).first.wait_for()
    page.reload()
    page.locator(selector).first.wait_for()


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


@pytest.mark.parametrize(("language", "decimal"), [("fr-FR", ","), ("en-GB", ".")])
def test_a_class_goes_from_its_files_to_a_workbook_with_the_numbers_of_the_screen(
    visit: Visitors, language: str, decimal: str
) -> None:
    visitor: Visitor = visit.new(language=language)  # type: ignore[arg-type]
    page = visitor.open("/app/new")
    page.get_by_test_id("files").set_input_files([CLASS / name for name in FILES])
    expect(page.get_by_text(re.compile("4 fichiers sont prêts|4 files are ready"))).to_be_visible()
    page.locator(".new-side select").nth(0).select_option("offline:lexical")
    page.locator(".new-side select").nth(1).select_option("offline:strict")
    page.locator(".gobar .btn-main").click()
    page.wait_for_url(re.compile("/app/sessions/"))
    reloaded(page, ".reading, .scale-table")
    reloaded(page, ".scale-table")
    session = page.url.rsplit("/", 1)[1]
    page.locator(".gobar .btn-main").click()
    reloaded(page, ".cells")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^8 cop.* 8$"), timeout=60_000)
    reloaded(page, ".cells")

    shown(visitor, session)
    page.keyboard.press("m")
    page.keyboard.type(f"0{decimal}25")
    page.keyboard.press("Enter")
    saved(page)
    reloaded(page, ".mine")
    shown(visitor, session, "students")
    reloaded(page, ".students-table")
    on_screen = totals_on_screen(page, decimal)
    assert len(on_screen) == 8
    shown(visitor, session, "figures")
    reloaded(page, "#main figure, #main svg")
    mean = sum(on_screen.values()) / len(on_screen)
    assert round(mean, 2) in [round(number, 2) for number in numbers_in(page.locator("#main").inner_text(), decimal)]

    shown(visitor, session, "export")
    reloaded(page, ".exports")
    expect(page.locator("#main .notice")).to_be_visible()  # how many totals are provisional
    with page.expect_download() as download:
        page.locator(".exports a[href*=xlsx]").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()), data_only=True)
    rows: list[list[Any]] = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    head = rows[0].index("Total")
    totals = [row[head] for row in rows[1:] if row[0] and isinstance(row[head], int | float)]
    assert sorted(totals[: len(on_screen)]) == sorted(on_screen.values())
    for name in on_screen.keys() & {row[0] for row in rows}:  # a copy without a name has another one there
        (row,) = [row for row in rows if row[0] == name]
        assert row[head] == on_screen[name], name
