"""A French class from its files to a workbook in English, loaded again in every stage.

In French it goes there in `test_keyboard.py`.
"""

import re

from playwright.sync_api import Page, expect

from tests.e2e.dev_server import REPOSITORY
from tests.web.browsing import Visitors
from tests.web.reviewing import saved, shown
from tests.web.workbook import assert_same_totals, numbers_in, totals_on_screen

CLASS = REPOSITORY / "fixtures" / "physics-fr"
FILES = ("exam-paper.pdf", "answer-key.pdf", "copies.pdf", "roster.csv")


def reloaded(page: Page, selector: str) -> None:
    """Wait for a part of the screen, load the page again, and wait for it once more."""
    page.locator(selector).first.wait_for()
    page.reload()
    page.locator(selector).first.wait_for()


def test_a_class_goes_from_its_files_to_a_workbook_with_the_numbers_of_the_screen(visit: Visitors) -> None:
    visitor = visit.new(language="en-GB")
    page = visitor.open("/app/new")
    page.get_by_test_id("files").set_input_files([CLASS / name for name in FILES])
    expect(page.get_by_text("4 files are ready")).to_be_visible()
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
    page.keyboard.type("0.25")
    page.keyboard.press("Enter")
    saved(page)
    reloaded(page, ".mine")
    shown(visitor, session, "students")
    reloaded(page, ".students-table")
    on_screen = totals_on_screen(page, ".")
    assert len(on_screen) == 8
    shown(visitor, session, "figures")
    reloaded(page, "#main figure, #main svg")
    mean = sum(on_screen.values()) / len(on_screen)
    assert round(mean, 2) in [round(number, 2) for number in numbers_in(page.locator("#main").inner_text(), ".")]

    shown(visitor, session, "export")
    reloaded(page, ".exports")
    expect(page.locator("#main .notice")).to_be_visible()  # how many totals are provisional
    with page.expect_download() as download:
        page.locator(".exports a[href*=xlsx]").click()
    assert_same_totals(download.value.path(), on_screen)
