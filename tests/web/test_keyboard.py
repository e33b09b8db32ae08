"""The whole way by the keyboard alone: no pointer moves in these tests."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.browsing import Visitor
from tests.web.test_class import CLASS, FILES
from tests.web.workbook import assert_same_totals, totals_on_screen

GUIDELINES = "Une unité oubliée coûte un demi-point."
_MOST_TABS = 80


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press Tab until the target has the focus, and see that the focus can be seen on every stop of the way."""
    for _ in range(_MOST_TABS):
        if target.evaluate("target => target === document.activeElement"):
            return
        page.keyboard.press(key)
        seen = page.evaluate(
            """() => {
              const focused = document.activeElement;
              if (!focused || focused === document.body || !focused.matches(":focus-visible")) return true;
              const style = (one) => one && getComputedStyle(one);
              // A radio of the ruler is drawn by what stands after it.
              const drawn = [focused, ...(focused.matches("input") ? focused.parentElement.children : [])].map(style);
              return drawn.some((one) => one.boxShadow !== "none" || one.outlineStyle === "auto");
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    raise AssertionError(f"not reached by the keyboard: {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    expect(target).to_be_visible()
    tab_to(page, target)
    page.keyboard.press(key)


def test_a_class_is_taken_from_its_files_to_its_workbook_without_a_pointer(visitor: Visitor) -> None:
    page = visitor.open()
    # The first stop is the way past the bar.
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    choose_files(page)
    session = f"{visitor.url}/sessions/{re.sub(r'.*/sessions/([^/]+).*', r'\1', page.url)}"
    state = httpx.get(session.replace("/sessions/", "/threads/") + "/state").json()
    assert state["values"]["guidelines"] == GUIDELINES
    confirm(page)
    decide(page, open_questions(session))
    totals = totals_on_screen(page, ",")
    assert len(totals) == 8
    assert_same_totals(finish(page), totals)
    assert open_questions(session) == 0
    delete(page, session.rsplit("/", 1)[1])


def open_questions(session: str) -> int:
    left: int = httpx.get(f"{session}/review").json()["open_questions"]
    return left


def choose_files(page: Page) -> None:
    press(page, page.get_by_role("link", name="Nouvelle session"))
    with page.expect_file_chooser() as chooser:
        press(page, page.get_by_role("button", name="Choisir des fichiers"))
    chooser.value.set_files([CLASS / name for name in FILES])
    expect(page.get_by_text("4 fichiers sont prêts.")).to_be_visible()
    second = page.get_by_label("Second correcteur")
    tab_to(page, second)
    page.keyboard.type("offline:strict")
    expect(second).to_have_value("offline:strict")
    tab_to(page, page.get_by_label("Consignes pour les correcteurs"))
    page.keyboard.type(GUIDELINES)
    press(page, page.get_by_role("button", name="Lire les fichiers"))
    expect(page.get_by_role("heading", name="Confirmer le barème et les copies")).to_be_visible(timeout=60_000)


def confirm(page: Page) -> None:
    tab_to(page, page.get_by_label("Points de Exercice 2.c"))
    expect(page.locator(".scale-page .crop-tag-text")).to_have_text("2.c")  # the frame goes with the focus
    page.keyboard.press("Control+a")
    page.keyboard.type("1,5")
    press(page, page.get_by_role("button", name="Copie 6"), "Space")
    tab_to(page, page.get_by_label("Élève de la copie 6"))
    page.keyboard.type("MOREL Jeanne")
    page.keyboard.press("Enter")
    check = page.get_by_role("button", name="Vérifier les changements")
    press(page, check)
    expect(check).to_be_hidden()
    press(page, page.get_by_role("button", name=re.compile(r"Corriger les \d+ copies")))
    review = page.get_by_role("link", name="Relire les copies")
    expect(review).to_be_visible(timeout=60_000)
    press(page, review)
    page.locator(".pair-marks").wait_for()


def decide(page: Page, left: int) -> None:
    assert left > 0
    for _ in range(left):
        page.keyboard.press("b")
    expect(page.locator(".savestate")).to_contain_text("Enregistré", timeout=15_000)
    page.keyboard.press("q")
    press(page, page.get_by_role("button", name="Questions de MOREL Jeanne"))
    page.locator(".parts").wait_for()
    press(page, page.get_by_role("checkbox", name="Choisir MOREL Jeanne"), "Space")
    press(page, page.get_by_role("button", name="Marquer complets"))
    expect(page.locator("tr").filter(has_text="MOREL Jeanne")).to_contain_text("complet")


def finish(page: Page) -> Path:
    """End the review, and return the workbook that is downloaded then."""
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Continuer la relecture")).to_be_focused()
    press(page, dialog.get_by_role("button", name="Marquer comme relue"))
    book = page.get_by_role("link", name="Classeur")
    expect(book).to_be_visible(timeout=30_000)
    with page.expect_download() as download:
        press(page, book)
    return download.value.path()


def delete(page: Page, session_id: str) -> None:
    press(page, page.get_by_role("link", name="Barème").first)
    row = page.get_by_role("row").filter(has=page.locator(f"a[href$='{session_id}']"))
    expect(row).to_contain_text("relue")
    title = row.get_by_role("link").inner_text()
    dialog = page.get_by_role("dialog")
    press(page, row.get_by_role("button", name=re.compile("^Supprimer")))
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    press(page, row.get_by_role("button", name=re.compile("^Supprimer")))
    tab_to(page, dialog.get_by_role("textbox"))
    page.keyboard.type(title)
    press(page, dialog.get_by_role("button", name="Supprimer définitivement"))
    expect(page.locator(f"a[href$='{session_id}']")).to_have_count(0)


@pytest.mark.parametrize("on", [True, False], ids=["on", "off"])
def test_single_keys_do_something_only_where_they_are_on(visitor: Visitor, on: bool) -> None:
    page = visitor.open()
    page.keyboard.press("?")
    switch = page.get_by_role("checkbox", name="Raccourcis actifs")
    expect(switch).to_be_checked()
    if not on:
        press(page, switch, "Space")
    page.keyboard.press("Escape")
    page.reload()
    page.locator("#main").wait_for()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible(visible=on)
    if not on:  # the button still leads there
        press(page, page.get_by_role("button", name="Raccourcis clavier (?)"))
        expect(switch).not_to_be_checked()
