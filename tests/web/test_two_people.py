"""Two teachers on one class, and two at one computer: nothing is overwritten, nor goes under another name."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.dev_server import DevServer
from tests.web.browsing import Visitor, Visitors
from tests.web.classes import in_review, scheme, typed
from tests.web.reviewing import Json, copy_shown, saved
from tests.web.signing_in import KEYS, sign_in

ANNE = {"authorization": f"Bearer {KEYS['anne']}"}


@pytest.fixture(scope="module")
def server(school: DevServer) -> DevServer:
    return school


@pytest.fixture(scope="module")
def shared(server: DevServer) -> str:
    """A class of Anne's with an open question on six copies, to which Bruno is invited."""
    request = {"typed_copies": typed(6, "La distance de freinage augmente."), "scheme": scheme("L'adhérence diminue.")}
    session = in_review(server.url, request, token=KEYS["anne"], graders=[])
    invited = httpx.post(f"{server.url}/sessions/{session}/reviewers", headers=ANNE, json={"identity": "bruno"})
    invited.raise_for_status()
    return session


def history(server: DevServer, session: str, copy_id: str, *, kind: str) -> list[Json]:
    """Return the decisions of a kind on a copy, in their order."""
    url = f"{server.url}/sessions/{session}/history"
    read = httpx.get(url, headers=ANNE, params={"copy_id": copy_id}).raise_for_status().json()
    return [one for one in read["decisions"].values() if one["kind"] == kind]


def look_again(page: Page) -> None:
    """Have a page read what others decided meanwhile, as it does when somebody comes back to its window."""
    page.clock.fast_forward(2_100)  # before, what was read is as good as new
    with page.expect_response(lambda response: "/review?since=" in response.url):
        page.evaluate("window.dispatchEvent(new Event('visibilitychange'))")


def at_the_same_answer(anne: Page, other: Visitor, session: str) -> tuple[str, Page]:
    """Return the copy that Anne has before her, and Bruno's page with the same answer."""
    copy_id = copy_shown(anne)
    page = other.page
    page.goto(f"{other.url}/app/sessions/{session}/review#1/{copy_id}")
    page.reload()  # an address that differs only after # loads nothing
    page.locator(".mine").wait_for()
    assert copy_shown(page) == copy_id
    return copy_id, page


def mark_the_same(anne: Page, bruno: Visitor, session: str) -> tuple[str, Locator]:
    """Have both mark one answer at the same time; return the copy, and the dialog in which Anne settles it."""
    anne.keyboard.press("1")
    anne.keyboard.press(",")
    copy_id, page = at_the_same_answer(anne, bruno, session)
    page.keyboard.press("z")
    saved(page)
    look_again(anne)  # what she is typing hides what he gave
    anne.keyboard.press("5")
    anne.keyboard.press("Enter")
    expect(anne.locator(".savestate")).to_have_attribute("data-state", "conflict")
    anne.locator(f".ribbon a[href$='/{copy_id}']").click()
    anne.get_by_role("button", name="Trancher le conflit").click()
    return copy_id, anne.get_by_role("dialog", name="Deux notes pour la même réponse")


def comment_on_the_same(anne: Page, bruno: Visitor, session: str, words: str) -> tuple[str, Locator]:
    """The same of comments."""
    anne.get_by_role("textbox", name="Commentaire pour l’élève").press_sequentially(words)
    copy_id, page = at_the_same_answer(anne, bruno, session)
    page.get_by_role("textbox", name="Commentaire pour l’élève").fill("Écrit par Bruno.")
    page.keyboard.press("Enter")
    saved(page)
    look_again(anne)
    anne.keyboard.press("Enter")
    expect(anne.locator(".savestate")).to_have_attribute("data-state", "conflict")
    anne.get_by_role("button", name="Trancher le conflit").click()
    return copy_id, anne.get_by_role("dialog", name="Deux commentaires pour la même réponse")


@pytest.fixture
def anne(visit: Visitors, shared: str) -> Iterator[Visitor]:
    """Anne, at the review of her class."""
    visitor = visit.new()
    visitor.page.clock.install()
    sign_in(visitor, "anne", f"/app/sessions/{shared}/review").locator(".mine").wait_for()
    yield visitor
    visit.forgive("401")  # before somebody signs in


@pytest.fixture
def bruno(visit: Visitors) -> Visitor:
    visitor = visit.new()
    sign_in(visitor, "bruno")
    return visitor


def test_two_people_mark_one_answer_and_one_settles_it(
    anne: Visitor, bruno: Visitor, server: DevServer, shared: str
) -> None:
    page = anne.page
    copy_id, dialog = mark_the_same(page, bruno, shared)
    look = dialog.get_by_role("button", name="Revoir la page d’abord")
    expect(look).to_be_focused()
    expect(dialog).to_contain_text("bruno")
    assert anne.accessibility_faults() == []
    look.click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".savestate")).to_have_attribute("data-state", "conflict")
    assert [one["points"] for one in history(server, shared, copy_id, kind="mark")] == [0]
    page.get_by_role("button", name="Trancher le conflit").click()
    dialog.get_by_role("button", name="Garder 1,5 (la mienne)").click()
    saved(page)
    kept = history(server, shared, copy_id, kind="mark")
    assert [(one["author"], one["points"]) for one in kept] == [("bruno", 0), ("anne", 1.5)]

    page.keyboard.press("n")
    copy_id, dialog = mark_the_same(page, bruno, shared)
    dialog.get_by_role("button", name="Garder 0 (l’autre)").click()
    saved(page)
    expect(page.get_by_role("textbox", name="Ma note, sur 2")).to_have_value("0")
    assert [one["author"] for one in history(server, shared, copy_id, kind="mark")] == ["bruno"]


def test_two_people_comment_on_one_answer_and_one_settles_it(
    anne: Visitor, bruno: Visitor, server: DevServer, shared: str
) -> None:
    page = anne.page
    copy_id, dialog = comment_on_the_same(page, bruno, shared, "Écrit par Anne.")
    expect(dialog).to_contain_text("Écrit par Bruno.")
    assert anne.accessibility_faults() == []
    dialog.get_by_role("button", name="Revoir la page d’abord").click()
    assert [one["text"] for one in history(server, shared, copy_id, kind="feedback")] == ["Écrit par Bruno."]
    page.get_by_role("button", name="Trancher le conflit").click()
    dialog.get_by_role("button", name="Garder le mien").click()
    saved(page)
    written = [one["text"] for one in history(server, shared, copy_id, kind="feedback")]
    assert written == ["Écrit par Bruno.", "Écrit par Anne."]

    page.keyboard.press("ArrowRight")
    copy_id, dialog = comment_on_the_same(page, bruno, shared, "Encore Anne.")
    dialog.get_by_role("button", name="Garder l’autre").click()
    saved(page)
    field = page.get_by_role("textbox", name="Commentaire pour l’élève")
    expect(field).to_have_value("Écrit par Bruno.")
    assert len(history(server, shared, copy_id, kind="feedback")) == 1

    # What he marks is no conflict with what she writes.
    page.keyboard.press("ArrowRight")
    field.press_sequentially("Bien.")
    copy_id, other = at_the_same_answer(page, bruno, shared)
    other.keyboard.press("m")
    saved(other)
    page.keyboard.press("Enter")
    saved(page)
    assert [one["text"] for one in history(server, shared, copy_id, kind="feedback")] == ["Bien."]


def test_a_decision_goes_under_no_other_name_when_somebody_else_signs_in(
    anne: Visitor, visit: Visitors, server: DevServer, shared: str
) -> None:
    page = anne.page
    copy_id = copy_shown(page)
    before = history(server, shared, copy_id, kind="mark")
    page.route("**/decisions", lambda route: route.abort())
    page.keyboard.type("1,25")
    page.keyboard.press("Enter")
    expect(page.locator(".savestate")).to_contain_text("gardée ici")

    # In another tab of the same browser, Bruno takes her place.
    tab = visit.beside(anne)
    page.context.clear_cookies()
    other = sign_in(tab, "bruno", f"/app/sessions/{shared}/review")
    other.locator(".mine").wait_for()
    with page.expect_response(lambda answer: answer.url.endswith("/decisions")) as answered:
        page.unroute("**/decisions")
    assert answered.value.status == 401
    page.locator(".mine").wait_for()
    assert history(server, shared, copy_id, kind="mark") == before

    # It is still hers to send.
    other.get_by_role("button", name="Se déconnecter").wait_for()
    page.context.clear_cookies()
    other = sign_in(tab, "anne", f"/app/sessions/{shared}/review")
    other.locator(".mine").wait_for()
    saved(other)
    added = history(server, shared, copy_id, kind="mark")[len(before) :]
    assert [(one["author"], one["points"]) for one in added] == [("anne", 1.25)]
    visit.forgive("Failed to load resource")
