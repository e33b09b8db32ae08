"""Two teachers on a server that asks who they are."""

import pytest
from playwright.sync_api import expect

from tests.e2e.dev_server import DevServer
from tests.web.browsing import Visitors
from tests.web.signing_in import KEYS, sign_in


@pytest.fixture(scope="module")
def server(school: DevServer) -> DevServer:
    return school


def test_the_way_in_has_no_accessibility_fault(visit: Visitors) -> None:
    """In both languages: whoever cannot read the browser's own switches here."""
    visitor = visit.new()
    expect(visitor.open().get_by_role("button", name="Se connecter")).to_be_visible()
    assert visitor.faults_in_every_look() == {}
    visitor.page.locator(".language").click()
    expect(visitor.page.get_by_role("button", name="Sign in")).to_be_visible()
    visit.forgive("401")


def test_each_teacher_sees_their_own_sessions_alone(visit: Visitors) -> None:
    anne, claire = visit.new(), visit.new()
    anne.page.clock.install()
    page = anne.open()
    page.get_by_label("La clé que vous avez reçue").fill("wrong")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_text("Ce serveur ne connaît pas cette clé.")).to_be_visible()

    page = sign_in(anne, "anne", "/app/new?example")
    expect(page.get_by_text("14 élèves").first).to_be_visible()
    page.get_by_role("button", name="Lire les fichiers").click()
    expect(page.get_by_role("heading", name="Confirmer le barème et les copies")).to_be_visible()
    picture = page.locator(".scale-page img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    path = page.url.removeprefix(anne.url)
    page.get_by_role("button", name="Corriger les").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("8 copies corrigées sur 8")

    other = sign_in(claire, "claire", path)
    expect(other.get_by_role("alert")).to_be_visible()
    assert "MARTIN" not in other.content()
    other.goto(f"{claire.url}/app")
    expect(other.get_by_role("heading", name="Vos copies, notées avec vous")).to_be_visible()
    assert claire.faults_in_every_look() == {}

    # What the server has not taken yet is not erased without a question.
    page.route("**/decisions", lambda route: route.abort())
    page.get_by_role("link", name="Relire les copies").click()
    page.locator(".mine").wait_for()
    page.keyboard.press("z")
    expect(page.locator(".savestate")).to_have_attribute("data-state", "unsaved")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 décision n’est que sur cet appareil")
    assert anne.faults_in_every_look() == {}
    page.get_by_role("button", name="Ne pas se déconnecter").click()
    page.unroute("**/decisions")
    expect(page.locator(".savestate")).to_have_attribute("data-state", "saved", timeout=15_000)

    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_label("La clé que vous avez reçue")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('bareme.run.')).length") == 0

    # Her time is up while her class is on the screen, and somebody else signs in there.
    page = sign_in(anne, "anne", f"{path}/review")
    page.locator(".mine").wait_for()
    page.context.clear_cookies()
    page.clock.fast_forward(2_100)  # what was just read is not read again
    page.evaluate("window.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_label("La clé que vous avez reçue").fill(KEYS["claire"])
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".mine")).to_have_count(0)
    visit.forgive("401")
    visit.forgive("404")
    visit.forgive("Failed to load resource")
