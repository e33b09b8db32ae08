"""Every screen, with every dialog, for people who do not see, hear, point or read as the others do."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dev_server import DevServer
from tests.web.browsing import Visitor, Visitors
from tests.web.classes import asked_for_criteria, in_review, scheme, typed
from tests.web.test_class import CLASS, FILES, choose_files

HALF = "La distance de freinage augmente."
EXPECTED = "L'adhérence des pneus diminue ; la distance de freinage augmente."

type Step = Callable[[Visitor, Page], None]
"""What is done on a screen before it is looked at."""


@pytest.fixture(scope="module")
def class_id(server: DevServer) -> str:
    """A class whose two graders differ on the first of two questions."""
    return in_review(server.url, {"typed_copies": typed(6, HALF, "12 J"), "scheme": scheme(EXPECTED, "12 J")})


@pytest.fixture(scope="module")
def places(server: DevServer, class_id: str) -> dict[str, str]:
    """The sessions that the addresses of screens name."""
    request = {"typed_copies": typed(2, HALF), "scheme": scheme(EXPECTED)}
    return {
        "class": class_id,
        "drafted": asked_for_criteria(server.url, request),
        "masked": in_review(server.url, request, reveal="after_decision"),
    }


@pytest.fixture(scope="module")
def readers(visitors: Visitors, server: DevServer) -> Iterator[Visitors]:
    """Visitors of this module, whose windows stay open from screen to screen."""
    readers = Visitors(visitors.browser, server.url)
    yield readers
    readers.close()


@pytest.fixture(scope="module")
def reader(readers: Visitors) -> Visitor:
    """Who looks at all screens."""
    return readers.new()


def press(*keys: str) -> Step:
    def step(visitor: Visitor, page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return step


def click(selector: str, *then: str) -> Step:
    def step(visitor: Visitor, page: Page) -> None:
        for one in (selector, *then):
            page.locator(one).first.click()

    return step


def conflict(visitor: Visitor, page: Page) -> None:
    """Decide on an answer that somebody else has just decided on."""
    copy_id = re.sub(r".*/", "", page.locator(".ribbon [aria-current]").get_attribute("href") or "")
    mark = {"type": "set_mark", "copy_ids": copy_id, "question_id": "1", "points": 1.25}
    session = page.url.split("/sessions/")[1].split("/")[0]
    httpx.post(f"{visitor.url}/sessions/{session}/decisions", json={"author": "M. Blanc", "actions": [mark]})
    page.keyboard.type("1,5")
    page.keyboard.press("Enter")
    expect(page.locator(".savestate")).to_have_attribute("data-state", "conflict")
    page.locator(f".ribbon a[href$='/{copy_id}']").click()
    page.locator(".mine > .btn:has(.icon)").click()


def files(visitor: Visitor, page: Page) -> None:
    """Choose files, of which one cannot be used, and open the field for a list."""
    choose_files(page, *(CLASS / name for name in FILES))
    broken = {"name": "abîmé.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 nothing of one"}
    page.get_by_test_id("files").set_input_files([broken])
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_text("14 élèves").first).to_be_visible()
    page.locator("summary").click()


def export(visitor: Visitor, page: Page) -> None:
    """Choose a file whose column of marks cannot be told, and an edited one that is none; open what is folded."""
    school = {"name": "école.csv", "mimeType": "text/csv", "buffer": b"Nom;Devoir;Oral\n\xc3\x89l\xc3\xa8ve 01;;"}
    page.get_by_test_id("school-file").set_input_files([school])
    page.locator(".export-options").wait_for()
    page.get_by_test_id("edited-file").set_input_files([school])
    page.get_by_role("alert").wait_for()
    page.evaluate("document.querySelectorAll('#main details').forEach(one => { one.open = true })")


SCREENS: dict[str, tuple[str, str, Step | None]] = {
    "sessions": ("", ".sessions .table", None),
    "sessions, one to delete": ("", ".sessions .table", click(".col-end button:last-of-type")),
    "sessions, one to export": ("", ".sessions .table", click(".col-end button:first-of-type")),
    "keys": ("", ".sessions .table", press("?")),
    "new session": ("/new", ".drop", files),
    "files, read": ("/sessions/{class}/files", "#main h1", None),
    "scale, confirmed": ("/sessions/{class}/scale", "#main h1", None),
    "criteria": ("/sessions/{drafted}/criteria", ".criteria-page .table", None),
    "grading, done": ("/sessions/{class}/grading", ".cells li", None),
    "review": ("/sessions/{class}/review", ".pair-marks", None),
    "review, set aside": ("/sessions/{class}/review", ".pair-marks", press("s", "t")),
    "review, full page": ("/sessions/{class}/review", ".pair-marks", press("f")),
    "review, exact request": ("/sessions/{class}/review", ".pair-marks", click(".compare-foot .link")),
    "review, to be finished": ("/sessions/{class}/review", ".pair-marks", press("Control+Enter")),
    "review, marked first": ("/sessions/{masked}/review", ".masked", None),
    "review, sample": ("/sessions/{class}/review?audit", ".mine", None),
    "review, conflict": ("/sessions/{class}/review", ".pair-marks", conflict),
    "students": ("/sessions/{class}/students", ".students-table .tick", click(".students-table [aria-expanded]")),
    "students, chosen": ("/sessions/{class}/students", ".students-table .tick", click("tbody .tick")),
    "students, accept": (
        "/sessions/{class}/students",
        ".students-table .tick",
        click("tbody .tick", ".bulk button:nth-of-type(3)"),
    ),
    "students, again": (
        "/sessions/{class}/students",
        ".students-table .tick",
        click("tbody .tick", ".bulk button:nth-of-type(4)"),
    ),
    "figures": ("/sessions/{class}/figures", ".chart", None),
    "export": ("/sessions/{class}/export", ".exports", export),
    "no such page": ("/sessions/x/unknown", "#main h1", None),
    "no such session": ("/sessions/00000000-0000-0000-0000-000000000000", "[role=alert]", None),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_has_an_accessibility_fault(
    readers: Visitors, reader: Visitor, places: dict[str, str], screen: str
) -> None:
    """In both languages and both themes, with what is open on it."""
    path, shown, step = SCREENS[screen]
    visitor = readers.beside(reader, forgetful=True)
    page = visitor.open("/app" + path.format(**places))
    page.locator(shown).first.wait_for()
    if step:
        step(visitor, page)
    found = visitor.faults_in_every_look()
    page.close()
    readers.forgive("404")
    readers.forgive("422")
    faults, asked = readers.heard()
    assert found == {}
    assert faults == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(visitor.url).netloc}
