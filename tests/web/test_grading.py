"""A class while it is graded: loaded again, stopped, cut off from the network, and under a server that dies."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dev_server import DevServer
from tests.provider.server import Provider
from tests.web import classes
from tests.web.browsing import Visitor, Visitors
from tests.web.classes import scheme

COPIES = 24
IN_FLIGHT = 4
ALL_DONE = re.compile(f"{COPIES} copies corrigées sur {COPIES}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, endpoint: Provider) -> Iterator[DevServer]:
    """A server whose models take their time, few at once, so that a run can be caught half-way."""
    dev = DevServer(
        tmp_path_factory.mktemp("server"),
        OPENAI_API_KEY="test",
        OPENAI_BASE_URL=endpoint.base_url,
        BAREME_MAX_IN_FLIGHT=str(IN_FLIGHT),
    )
    dev.start()
    yield dev
    dev.stop()


def at_the_scale(url: str, model: str) -> str:
    """Return a session that waits for its scale. Each has a model of its own, since sessions share paid answers."""
    copies: Any = [{"student": {"name": f"Élève {n:02}"}, "answers": {"1": f"réponse {n}"}} for n in range(COPIES)]
    request: Any = {"typed_copies": copies, "scheme": scheme("Paris")}
    return classes.at_the_scale(url, request, graders=[model])


def done(page: Page) -> int:
    return page.locator(".cell[data-state=done]").count()


def wait_for_done(page: Page, least: int) -> None:
    expect(page.locator(".cell[data-state=done]").nth(least - 1)).to_be_visible(timeout=60_000)


def start_grading(visitor: Visitor, endpoint: Provider, model: str) -> Page:
    endpoint.reset()
    endpoint.latency = 1.0
    page = visitor.open(f"/app/sessions/{at_the_scale(visitor.url, model)}")
    page.get_by_role("button", name="Corriger les").click()
    wait_for_done(page, 3)
    return page


def test_a_run_is_found_again_after_a_reload_stopped_and_finished_later(visitor: Visitor, endpoint: Provider) -> None:
    page = start_grading(visitor, endpoint, "openai:reloaded")
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
    endpoint.latency = 0.0
    rest.click()
    expect(page.get_by_role("heading", name=ALL_DONE)).to_be_visible()
    assert endpoint.calls.total() - paid <= COPIES - finished, "a finished answer was asked for again"


def test_the_price_of_a_few_copies_first_and_of_doing_them_again_is_told(visitor: Visitor) -> None:
    page = visitor.open(f"/app/sessions/{at_the_scale(visitor.url, 'openai:gpt-4o-mini')}")
    first = page.get_by_role("button", name=re.compile("Commencer par 5 copies · "))
    price = first.inner_text().split(" · ")[1]
    assert re.fullmatch(r"0,0*[1-9]\d*\W\$", price)
    again = page.get_by_text(f"Recorriger les 5 premières après un changement coûte encore {price}.")
    expect(again).to_be_visible()


def test_a_class_goes_on_while_the_network_is_away(visitor: Visitor, visit: Visitors, endpoint: Provider) -> None:
    page = start_grading(visitor, endpoint, "openai:cut-off")
    page.context.set_offline(True)
    expect(page.locator(".offline")).to_contain_text("Il n’y a pas de réseau.")
    endpoint.latency = 0.1
    page.wait_for_timeout(3_000)
    page.context.set_offline(False)
    expect(page.locator(".offline")).to_be_hidden()
    expect(page.get_by_role("heading", name=ALL_DONE)).to_be_visible()
    assert endpoint.repeated == []
    visit.forgive("ERR_INTERNET_DISCONNECTED")


def test_a_class_is_finished_after_the_server_was_killed(
    visitor: Visitor, visit: Visitors, server: DevServer, endpoint: Provider
) -> None:
    page = start_grading(visitor, endpoint, "openai:killed")
    finished = done(page)
    server.kill()
    page.wait_for_timeout(1_000)
    server.start()
    endpoint.latency = 0.0
    rest = page.get_by_role("button", name=re.compile("Corriger les? .*manquent?"))
    heading = page.get_by_role("heading", name=ALL_DONE)
    expect(heading.or_(rest).first).to_be_visible(timeout=60_000)
    assert done(page) >= finished
    if rest.is_visible():
        rest.click()
    expect(heading).to_be_visible(timeout=60_000)
    assert endpoint.calls.total() <= COPIES + 2 * IN_FLIGHT, "a finished answer was asked for again"
    for fault in ("ERR_CONNECTION", "ERR_INCOMPLETE", "ERR_EMPTY", "404", "network error"):
        visit.forgive(fault)
