"""Every screen on telephones, tablets and desks, enlarged, in the colours of a system, and without motion."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.e2e.dev_server import DevServer
from tests.web.browsing import Visitor, Visitors
from tests.web.classes import asked_for_criteria, at_the_scale, in_review, scheme, typed

HALF = "La distance de freinage augmente."
EXPECTED = "L'adhérence des pneus diminue ; la distance de freinage augmente."
WIDTHS = (360, 768, 820, 1100, 1440)
LEAST = 44
"""CSS pixels of what a finger presses."""
STEP = 100
"""Milliseconds by which the clock of a page is put forward: what happens within a step is seen at its end."""
PARTS = ("grading", "review", "students", "figures", "export")


@pytest.fixture(scope="module")
def screens(server: DevServer) -> dict[str, str]:
    """The addresses of the screens, those of the review for a class of fifty, and what tells that each is there."""
    request = {"typed_copies": typed(50, HALF, "12 J"), "scheme": scheme(EXPECTED, "12 J")}
    reviewed = in_review(server.url, request)
    few = {"typed_copies": typed(2, HALF), "scheme": scheme(EXPECTED)}
    return {
        "/app": ".sessions .table",
        "/app/new": ".drop",
        f"/app/sessions/{at_the_scale(server.url, few)}/scale": ".scale-table",
        f"/app/sessions/{asked_for_criteria(server.url, few)}/criteria": ".criteria-page .table",
        **{
            f"/app/sessions/{reviewed}/{part}": ".cells li, .pair-marks, .students-table td, .chart, .exports"
            for part in PARTS
        },
    }


def every(visitor: Visitor, screens: dict[str, str], look: Callable[[Page], object]) -> dict[str, object]:
    """Return what a look at each screen finds, without those where it finds nothing."""
    found = {}
    for path, shown in screens.items():
        page = visitor.open(path)
        page.locator(shown).first.wait_for()
        found[path.rsplit("/", 1)[1]] = look(page)
    return {path: what for path, what in found.items() if what}


def too_wide(page: Page) -> object:
    """Return what is cut off, or makes the whole page scroll sideways."""
    return page.evaluate(
        """() => {
          const wider = document.documentElement.scrollWidth - innerWidth;
          if (wider > 0) return `${wider} px wider`;
          const scrolls = (one) =>
            one && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
          return [...document.querySelectorAll("a, button, input, select, textarea, summary")]
            .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".vh, .skip"))
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one.parentElement))
            .map((one) => one.outerHTML.slice(0, 120));
        }"""
    )


def in_sizes(*sizes: tuple[int, int]) -> Callable[[Callable[[Page], object]], Callable[[Page], object]]:
    """Have a look taken in each of these sizes of the window."""

    def through(look: Callable[[Page], object]) -> Callable[[Page], object]:
        def look_in_all(page: Page) -> object:
            found = {}
            for width, height in sizes:
                page.set_viewport_size({"width": width, "height": height})
                found[f"{width} px"] = look(page)
            return {size: what for size, what in found.items() if what}

        return look_in_all

    return through


def test_everything_is_there_in_every_width_and_when_the_page_is_enlarged(
    visit: Visitors, screens: dict[str, str]
) -> None:
    """To 200 % and 400 %: a window of 1440 or 1280 pixels then lays the page out in fewer (WCAG 1.4.4, 1.4.10)."""
    covering = """[...document.querySelectorAll(".gobar, .bulk, .ribbon")]
      .filter((one) => getComputedStyle(one).position === "sticky" && one.offsetHeight > innerHeight / 2)
      .map((one) => one.className)"""

    @in_sizes(*((width, 900) for width in WIDTHS), (720, 450), (320, 256))
    def cut_off(page: Page) -> object:
        return too_wide(page) or page.evaluate(covering)

    assert every(visit.new(device_scale_factor=2), screens, cut_off) == {}


def test_what_fingers_press_is_large_enough(visit: Visitors, screens: dict[str, str]) -> None:
    @in_sizes((360, 800), (820, 1180))
    def small(page: Page) -> object:
        return page.evaluate(
            f"""() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
              .filter((one) => one.checkVisibility({{ visibilityProperty: true, opacityProperty: true }}))
              .filter((one) => !one.closest(".vh, .skip, p, .notice") && !one.matches("[tabindex='-1']"))
              .map((one) => one.closest("label") ?? one)
              .filter((one) => one.offsetHeight && one.getBoundingClientRect().height < {LEAST} - 0.5)
              .map((one) => `${{one.offsetHeight}} px: ${{one.outerHTML.slice(0, 100)}}`)"""
        )

    assert every(visit.new(width=360, has_touch=True, is_mobile=True), screens, small) == {}


def test_states_are_seen_in_the_colours_of_the_system(visit: Visitors, screens: dict[str, str]) -> None:
    """Backgrounds and shadows are gone there: edges, outlines and words have to say what they said."""
    visitor = visit.new(forced_colors="active")
    # Of the rules, colours have to do with that of contrast.
    assert every(visitor, screens, lambda page: visitor.accessibility_faults(of_colours=True)) == {}
    review = next(path for path in screens if path.endswith("/review"))
    page = visitor.open(review)
    page.locator(".pair-marks").wait_for()

    def style(selector: str, name: str) -> object:
        return page.locator(selector).first.evaluate(f"one => getComputedStyle(one).{name}")

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert style(":focus-visible", "outlineStyle") == "solid"
    assert style(":focus-visible", "outlineWidth") != "0px"
    assert style(".btn", "borderTopStyle") == "solid"
    assert style(".icon", "stroke") == style("body", "color")
    grounds = {style("body", "backgroundColor"), style(".seg a:not([aria-current])", "backgroundColor")}
    assert style(".seg a[aria-current]", "backgroundColor") not in grounds
    assert style(".stages [aria-current]", "backgroundColor") not in grounds
    page.keyboard.press("h")
    assert style(".btn[aria-pressed=true]", "backgroundColor") not in grounds
    assert style(".btn[aria-pressed=true] .icon", "stroke") == style(".btn[aria-pressed=true]", "color")


def test_nothing_moves_for_those_who_asked_for_that(visit: Visitors, screens: dict[str, str]) -> None:
    moving = """() => [...document.querySelectorAll("*")]
      .filter((one) => { const { transitionDuration: fade, animationName: name } = getComputedStyle(one);
                         return name !== "none" || fade.split(", ").some((time) => parseFloat(time) > 0); })
      .map((one) => one.outerHTML.slice(0, 120))"""
    still = visit.new()
    assert every(still, screens, lambda page: page.evaluate(moving)) == {}
    # Where nobody asked, colours fade: the look at what moves sees something.
    assert every(visit.new(reduced_motion="no-preference"), {"/app/new": ".drop"}, lambda page: page.evaluate(moving))


def test_whoever_listens_is_spoken_to_every_five_seconds_at_most(visit: Visitors, screens: dict[str, str]) -> None:
    visitor = visit.new()
    visitor.page.clock.install()
    review = next(path for path in screens if path.endswith("/review"))
    page = visitor.open(review)
    page.locator(".pair-marks").wait_for()
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 60"))
    page.evaluate(
        """() => {
          window.spoken = [];
          new MutationObserver((changes) => {
            const changed = changes.map(({ target }) => target.parentElement ?? target);
            const region = changed.find((one) => one.closest("[role=status]"));
            if (region) window.spoken.push([Date.now(), region.textContent]);
          }).observe(document.body, { subtree: true, childList: true, characterData: true });
        }"""
    )
    for _ in range(12):
        page.keyboard.press("z")
        for _ in range(5):
            visitor.let_pass(STEP)
    while page.locator(".savestate").get_attribute("data-state") != "saved":
        visitor.let_pass(STEP)
    for _ in range(55):
        visitor.let_pass(STEP)
    spoken = page.evaluate("window.spoken")
    times = [at for at, _ in spoken]
    assert times
    assert min((after - before for before, after in pairwise(times)), default=5_000) >= 5_000 - STEP
    assert spoken[-1][1] == "Enregistré"
