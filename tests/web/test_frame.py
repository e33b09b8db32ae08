"""What stands around every screen: language, theme, keys, addresses, and what the page may load."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.web.browsing import Visitor, Visitors


def test_the_page_speaks_the_language_of_the_browser_and_can_be_switched(visit: Visitors) -> None:
    page = visit.new(language="fr-FR").open()
    assert page.locator("html").get_attribute("lang") == "fr"
    page.get_by_role("button", name="FR, changer de langue").click()
    page.get_by_role("link", name="Skip to the content").wait_for(state="attached")
    page.reload()
    page.get_by_role("link", name="Skip to the content").wait_for(state="attached")
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_theme_is_that_of_the_system_until_it_is_switched(visit: Visitors) -> None:
    page = visit.new(theme="dark").open()
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(21, 23, 27)"
    page.get_by_role("button", name="Thème clair ou sombre").click()
    assert page.evaluate(background) == "rgb(243, 241, 234)"
    page.reload()
    page.locator("#main").wait_for()
    assert page.evaluate(background) == "rgb(243, 241, 234)"


def test_a_question_mark_shows_the_keys(visitor: Visitor) -> None:
    page = visitor.open()
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Raccourcis clavier").wait_for()
    assert visitor.accessibility_faults() == []
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")


@pytest.mark.parametrize("path", ["/app/", "/app/sessions/x/unknown"])
def test_every_address_of_the_app_shows_a_screen(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    expect(page.get_by_role("banner")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_nothing_inline_runs_and_no_text_becomes_html(visitor: Visitor, visit: Visitors) -> None:
    page = visitor.open()
    refused = page.evaluate(
        """() => {
          const script = document.createElement("script");
          const image = "<img src=x onerror='window.ran = true'>";
          const attempts = [
            () => { script.textContent = "window.ran = true"; },
            () => document.body.insertAdjacentHTML("beforeend", image),
            () => { document.body.innerHTML = image; },
            () => document.body.setAttribute("onclick", "window.ran = true"),
          ];
          return attempts.map((attempt) => { try { attempt(); return "done"; } catch (error) { return error.name; } });
        }"""
    )
    page.locator("body").click()
    assert set(refused) <= {"TypeError", "done"}
    assert refused.count("done") <= 1  # an attribute is set, and then not run
    assert page.evaluate("window.ran") is None
    visit.forgive("Content Security Policy")
    visit.forgive("TrustedHTML")
    visit.forgive("TrustedScript")


def test_the_files_of_the_page_are_kept_for_good_and_the_page_is_not(visitor: Visitor) -> None:
    page = visitor.open()
    src = page.locator("script[src]").first.get_attribute("src")
    assert src is not None
    asset, shown = httpx.get(visitor.url + src), httpx.get(visitor.url + "/app")
    assert "immutable" in asset.headers["cache-control"]
    assert shown.headers["cache-control"] == "no-cache"
    for answer in (asset, shown):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "unsafe" not in answer.headers["content-security-policy"]
