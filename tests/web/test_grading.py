"""A class while it is graded: loaded again, stopped, cut off from the network, and under a server that dies."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dev_server import DevServer
from tests.provider.held import Held
from tests.provider.server import Provider
from tests.web.browsing import Visitor, Visitors
from tests.web.classes import IN_FLIGHT, at_the_scale, scheme
from tests.web.reviewing import decided, saved, shown

COPIES = 24
DECIDED = 5
AWAY = 30_000
"""Milliseconds without a network, by the clock of the page."""
ALL_DONE = re.compile(f"{COPIES} copies corrigées sur {COPIES}")


@pytest.fixture(scope="module")
def server(modelled: DevServer) -> DevServer:
    return modelled


def waiting(url: str, model: str) -> str:
    """Return a session that waits for its scale. Each has a model of its own, since sessions share paid answers."""
    copies = [{"student": {"name": f"Élève {n:02}"}, "answers": {"1": f"réponse {n}"}} for n in range(COPIES)]
    return at_the_scale(url, {"typed_copies": copies, "scheme": scheme("Paris")}, graders=[model])


def done(page: Page) -> int:
    return page.locator(".cell[data-state=done]").count()


def wait_for_done(page: Page, least: int) -> None:
    expect(page.locator(".cell[data-state=done]").nth(least - 1)).to_be_visible(timeout=60_000)


def start_grading(visitor: Visitor, endpoint: Provider, model: str, *, least: int) -> tuple[Page, Held]:
    """Return the page of a class of which so many copies are graded, and what holds back the answers to the others."""
    endpoint.reset()
    endpoint.script = held = Held(least)
    page = visitor.open(f"/app/sessions/{waiting(visitor.url, model)}")
    page.get_by_role("button", name="Corriger les").click()
    wait_for_done(page, least)
    return page, held


def test_a_run_is_found_again_after_a_reload_stopped_and_finished_later(visitor: Visitor, endpoint: Provider) -> None:
    page, held = start_grading(visitor, endpoint, "openai:reloaded", least=3)
    assert visitor.accessibility_faults() == []
    expect(page.locator(".savestate")).to_contain_text("En direct")
    before = done(page)
    page.reload()
    wait_for_done(page, before)
    expect(page.locator(".savestate")).to_contain_text("En direct")
    page.get_by_role("button", name="Arrêter").click()
    rest = page.get_by_role("button", name=re.compile("Corriger les .* qui manquent"))
    expect(rest).to_be_visible()
    finished = done(page)
    assert before <= finished < COPIES
    paid = endpoint.calls.total()
    held.released = True
    rest.click()
    expect(page.get_by_role("heading", name=ALL_DONE)).to_be_visible()
    assert endpoint.calls.total() - paid <= COPIES - finished, "a finished answer was asked for again"


def test_the_price_of_a_few_copies_first_and_of_doing_them_again_is_told(visitor: Visitor) -> None:
    page = visitor.open(f"/app/sessions/{waiting(visitor.url, 'openai:gpt-4o-mini')}")
    first = page.get_by_role("button", name=re.compile("Commencer par 5 copies · "))
    price = first.inner_text().split(" · ")[1]
    assert re.fullmatch(r"0,0*[1-9]\d*\W\$", price)
    again = page.get_by_text(f"Recorriger les 5 premières après un changement coûte encore {price}.")
    expect(again).to_be_visible()


def test_a_class_goes_on_and_decisions_are_kept_while_the_network_is_away(
    visitor: Visitor, visit: Visitors, endpoint: Provider
) -> None:
    visitor.page.clock.install()
    page, held = start_grading(visitor, endpoint, "openai:cut-off", least=2 * DECIDED)
    session = page.url.rsplit("/", 2)[1]
    page.context.route("**/assets/Formula-*.js", lambda route: route.abort())  # what is not there before stays away
    beside = visit.beside(visitor)
    review = shown(beside, session)
    expect(review.get_by_text(r"$v = \frac{d}{t}$").first).to_be_visible()
    page.context.set_offline(True)
    expect(page.locator(".offline")).to_contain_text("Il n’y a pas de réseau.")
    before = done(page)
    for _ in range(DECIDED):
        review.keyboard.press("z")
    expect(review.locator(".offline")).to_contain_text(f"{DECIDED} décisions sont gardées sur cet appareil")
    # Who comes back from another window meanwhile finds the review as it was.
    review.clock.fast_forward(2_100)  # before, what was read is as good as new
    with review.expect_event("requestfailed", lambda request: request.url.endswith("/me")):
        review.evaluate("window.dispatchEvent(new Event('visibilitychange'))")
    # Some are graded meanwhile, and some are left for afterwards.
    held.at_once += IN_FLIGHT
    for _ in range(AWAY // 1_000):
        beside.let_pass(1_000)
    while held.begun < 2 * DECIDED + 2 * IN_FLIGHT:
        review.wait_for_timeout(20)
    expect(review.locator(".mine")).to_be_visible()
    assert decided(visitor.url, session, "1") == {}
    page.context.set_offline(False)
    held.released = True
    expect(page.locator(".offline")).to_be_hidden()
    saved(review)
    assert list(decided(visitor.url, session, "1").values()) == [0] * DECIDED
    expect(page.get_by_role("heading", name=ALL_DONE)).to_be_visible()
    assert before == 2 * DECIDED
    assert list(decided(visitor.url, session, "1").values()) == [0] * DECIDED
    assert endpoint.repeated == []
    for fault in ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED"):
        visit.forgive(fault)


def test_a_class_is_finished_and_decisions_stay_after_the_server_was_killed(
    visitor: Visitor, visit: Visitors, server: DevServer, endpoint: Provider
) -> None:
    page, held = start_grading(visitor, endpoint, "openai:killed", least=DECIDED)
    session = page.url.rsplit("/", 2)[1]
    review = shown(visit.beside(visitor), session)
    review.keyboard.press("z")
    saved(review)
    assert list(decided(visitor.url, session, "1").values()) == [0]
    finished = done(page)
    server.kill()
    review.keyboard.press("m")
    expect(review.locator(".savestate")).to_contain_text("gardée ici")
    server.start()
    held.released = True
    saved(review)
    rest = page.get_by_role("button", name=re.compile("Corriger les? .*manquent?"))
    heading = page.get_by_role("heading", name=ALL_DONE)
    expect(heading.or_(rest).first).to_be_visible(timeout=60_000)
    assert done(page) >= finished
    if rest.is_visible():
        rest.click()
    expect(heading).to_be_visible(timeout=60_000)
    assert endpoint.calls.total() <= COPIES + 2 * IN_FLIGHT, "a finished answer was asked for again"
    assert sorted(decided(visitor.url, session, "1").values()) == [0, 2]
    # Both tabs make the session known again, and the second is told that it is.
    for fault in ("ERR_CONNECTION", "ERR_INCOMPLETE", "ERR_EMPTY", "404", "409", "network error"):
        visit.forgive(fault)


def test_fifty_copies_with_twenty_questions_and_two_graders(
    visitor: Visitor, server: DevServer, endpoint: Provider
) -> None:
    endpoint.reset()
    questions = [{"id": f"{n // 5 + 1}.{'abcde'[n % 5]}", "max_points": 2} for n in range(20)]
    copies = [
        {"student": {"name": f"Élève {n:02}"}, "answers": {str(q["id"]): f"{n} {q['id']}" for q in questions}}
        for n in range(50)
    ]
    request = {"typed_copies": copies, "scheme": {"questions": questions}}
    session = at_the_scale(visitor.url, request, graders=["openai:large-a", "openai:large-b"])
    page = visitor.open(f"/app/sessions/{session}")
    page.get_by_role("button", name="Corriger les").click()
    expect(page.get_by_role("heading", name="50 copies corrigées sur 50")).to_be_visible(timeout=120_000)
    assert endpoint.calls.total() == 100
    expect(page.locator(".cell-mark")).to_have_text(["20"] * 50)  # each grader gives half of 40
    page = shown(visitor, session)
    expect(page.locator(".ribbon li")).to_have_count(50)
    for _ in range(10):
        page.keyboard.press("m")
    saved(page)
    assert len(decided(server.url, session, "1.a")) == 10
    page = shown(visitor, session, "students")
    totals = page.locator(".students-table .total").all_inner_texts()
    assert sorted(text.split()[0] for text in totals) == ["20"] * 40 + ["21"] * 10
    page.reload()
    expect(page.locator(".students-table .total")).to_have_count(50)
