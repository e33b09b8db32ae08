"""Pictures of every screen, in both languages and themes and four widths: `make screenshots` puts them in screenshots/.

Each window has one language and one theme, and is made wider and wider; the class is the example of the app.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.dev_server import DevServer
from tests.provider.server import Provider, run_provider
from tests.web.browsing import CHROMIUM, Visitor
from tests.web.classes import asked_for_criteria, at_the_scale, in_review, scheme, typed
from tests.web.test_accessibility import EXPECTED, HALF, click, conflict, press

WIDTHS = (360, 820, 1100, 1440)
HEIGHT = 900
LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
THEMES = ("light", "dark")
PAGES = ("review", "students", "figures", "export")
"""Of a class that is graded."""

type Act = Callable[[Visitor, Page], None]


def nothing(visitor: Visitor, page: Page) -> None:
    """Leave the screen as it is opened."""


def main(folder: Path) -> None:
    """Take a class through the app, and take a picture of each screen on the way."""
    folder.mkdir(parents=True, exist_ok=True)
    with run_provider() as provider, TemporaryDirectory() as home, sync_playwright() as driver:
        server = DevServer(
            Path(home), OPENAI_API_KEY="test", OPENAI_BASE_URL=provider.base_url, BAREME_MAX_IN_FLIGHT="4"
        )
        server.start()
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        expect.set_options(timeout=60_000)
        try:
            windows = {
                f"{language}-{theme}": browser.new_context(locale=locale, color_scheme=theme).new_page()
                for language, locale in LANGUAGES.items()
                for theme in THEMES
            }
            for screen, path, act in screens(windows["fr-light"], server.url, provider):
                for name, page in windows.items():
                    page.set_viewport_size({"width": WIDTHS[-1], "height": HEIGHT})
                    page.goto("about:blank")  # an address that differs in its end alone is not opened again
                    page.goto(server.url + path)
                    page.locator("#main h1, #main .pair-marks").first.wait_for()
                    act(Visitor(page, server.url), page)
                    take(page, folder, f"{screen}-{name}")
        finally:
            browser.close()
            server.stop()


def screens(page: Page, url: str, provider: Provider) -> Iterator[tuple[str, str, Act]]:
    """Yield each screen as soon as it can be seen: its name, its path, and what is opened on it."""
    yield "sessions-empty", "/app", nothing
    yield "new", "/app/new?example", lambda _, page: page.get_by_text("14 ").first.wait_for()
    page.goto(f"{url}/app/new?example")
    page.get_by_text("14 élèves").first.wait_for()
    page.get_by_role("button", name="Lire les fichiers").click()
    page.locator(".scale-table").wait_for()
    session = page.url.removeprefix(url)
    yield "scale", session, click(".scale-table tbody tr:nth-of-type(8) .link")
    page.get_by_role("button", name="Corriger les").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("8 copies corrigées sur 8")
    yield "graded", f"{session}/grading", nothing
    for part in PAGES:
        yield part, f"{session}/{part}", nothing
    yield "students-open", f"{session}/students", click("[aria-expanded=false]", "tbody .tick")
    yield "keys", f"{session}/review", press("?")
    request = {"typed_copies": typed(50, HALF, "12 J"), "scheme": scheme(EXPECTED, "12 J")}
    reviewed = f"/app/sessions/{in_review(url, request)}"
    yield "review-50", f"{reviewed}/review", press("b", "b", "z", "m", "s", "n")
    yield "conflict", f"{reviewed}/review", conflict
    drafted = asked_for_criteria(url, {"typed_copies": typed(2, HALF), "scheme": scheme(EXPECTED)})
    yield "criteria", f"/app/sessions/{drafted}/criteria", nothing
    provider.latency = 1.0
    copies = [{**copy, "answers": {"1": f"réponse {n}"}} for n, copy in enumerate(typed(24))]
    request = {"typed_copies": copies, "scheme": scheme("Paris")}
    running = f"/app/sessions/{at_the_scale(url, request, graders=['openai:screenshots'])}"
    page.goto(url + running)
    page.get_by_role("button", name="Corriger les").click()
    page.locator(".cell[data-state=done]").nth(8).wait_for()
    provider.latency = 60.0
    page.locator(".cell[data-state=running]").first.wait_for()
    yield "grading", f"{running}/grading", nothing
    yield "sessions", "/app", nothing


def take(page: Page, folder: Path, name: str) -> None:
    """Take a picture of the screen at every width."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.wait_for_timeout(500)  # pictures of pages that the width asks for
        page.screenshot(path=folder / f"{name}-{width}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
