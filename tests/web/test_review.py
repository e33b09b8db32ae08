"""The review: by keys alone, over a reload, and in the table of students."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.dev_server import DevServer
from tests.web.browsing import Visitor, Visitors
from tests.web.classes import in_review, scheme, typed
from tests.web.reviewing import decided, saved, shown


@pytest.fixture(scope="module")
def by_hand(server: DevServer) -> str:
    """A class of 25 copies with two questions each, without graders."""
    return in_review(server.url, {"typed_copies": typed(25, "a", "b"), "scheme": "1: 2, 2: 2"}, graders=[])


@pytest.fixture(scope="module")
def class_id(server: DevServer) -> str:
    """A class of six copies on one question of which the two graders differ."""
    half = "La distance de freinage augmente."
    expected = "L'adhérence des pneus diminue ; la distance de freinage augmente."
    return in_review(server.url, {"typed_copies": typed(6, half, "non"), "scheme": scheme(expected, "12 J")})


def test_fifty_answers_are_marked_by_keys_alone(visitor: Visitor, server: DevServer, by_hand: str) -> None:
    page = shown(visitor, by_hand)
    keys = 0
    for number in range(50):
        # Of five answers three are right, one is wrong, and one is worth a half.
        strokes = {0: ["m"], 1: ["m"], 2: ["z"], 3: ["m"], 4: ["1", "Enter"]}[number % 5]
        for stroke in strokes:
            page.keyboard.press(stroke)
        keys += len(strokes)
    saved(page)
    assert keys <= 1.3 * 50
    points = [*decided(server.url, by_hand, "1").values(), *decided(server.url, by_hand, "2").values()]
    assert sorted(points) == sorted([2.0, 2.0, 0.0, 2.0, 1.0] * 10)
    assert httpx.get(f"{server.url}/sessions/{by_hand}/review").json()["open_questions"] == 0
    # The last one is taken back, by one key.
    page.keyboard.press("u")
    expect(page.locator(".counter b")).to_have_text("1", timeout=15_000)


def test_what_was_not_sent_outlives_a_reload(
    visitor: Visitor, visit: Visitors, server: DevServer, class_id: str
) -> None:
    page = shown(visitor, class_id)
    before = len(decided(server.url, class_id, "1"))
    page.route("**/decisions", lambda route: route.abort())
    page.keyboard.press("m")
    expect(page.locator(".savestate")).to_contain_text("gardée ici")
    page.unroute("**/decisions")
    page.reload()
    saved(page)
    visit.forgive("Failed to load resource")
    assert len(decided(server.url, class_id, "1")) == before + 1


def test_a_student_is_opened_marked_and_completed_in_the_table(
    visitor: Visitor, server: DevServer, class_id: str
) -> None:
    page = shown(visitor, class_id, "students")
    page.get_by_role("button", name="Questions de Élève 06").click()
    field = page.get_by_role("textbox", name="Ma note pour 1, sur 2")
    field.fill("0,75")
    field.press("Enter")
    saved(page)
    assert decided(server.url, class_id, "1")["c06"] == 0.75
    page.get_by_role("checkbox", name="Choisir Élève 06").check()
    page.get_by_role("button", name="Marquer complets").click()
    expect(page.locator("tr.is-shown")).to_contain_text("complet", timeout=15_000)
    expect(field).to_be_disabled()
    expect(page.get_by_role("complementary", name="Pages de Élève 06")).to_be_visible()
