"""How fast the review is, in Chromium against a real server: `python -m tests.web.budgets`. Medians of five.

A class of 50 copies with 20 questions and two graders. Times are of this machine as it is loaded; counts are exact.
"""

import gzip
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Request, sync_playwright

from bareme.server.web_app import STATIC
from tests.e2e.dev_server import DevServer
from tests.web.classes import in_review

RUNS = 5
EXPECTED = "L'adhérence des pneus diminue ; la distance de freinage augmente."
ANSWERS = ("La distance de freinage augmente.", EXPECTED, "non")
PAUSE = 175  # milliseconds between two of 20 keys
PAINTED = """(key) => new Promise((done) => {
  const here = () => document.querySelector(".ribbon [aria-current]")?.getAttribute("href");
  const [start, before] = [performance.now(), here()];
  dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const look = () =>
    here() === before ? requestAnimationFrame(look) : requestAnimationFrame(() => done(performance.now() - start));
  look();
})"""


def main() -> None:
    """Print each figure beside its budget."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        server = DevServer(Path(folder))
        server.start()
        try:
            session = in_review(server.url, _class())
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            _measure(page, f"{server.url}/app/sessions/{session}/review")
            browser.close()
        finally:
            server.stop()


def _measure(page: Page, url: str) -> None:
    sent = _Traffic(page)
    _tell("JS of the first screen, kB gzipped", _first_screen_kb(), 160)
    _tell("review shown after a reload, s", _median(lambda: _shown(page, url)), 1)
    sent.forget()
    painted = [_painted(page, key) for key in "abzab"]
    page.wait_for_timeout(4_000)
    _tell("decision painted, ms", statistics.median(painted), 50)
    _tell("decision durable on the server, ms", statistics.median(sent.durable), 150)
    _tell("bytes a decision, kB", sent.bytes / 1_000 / len(painted), 20)
    _tell("20 decisions keyed in 3.5 s, saved after the last, s", _median(lambda: _keyed(page), runs=3), 2.5)


def _shown(page: Page, url: str) -> float:
    start = time.perf_counter()
    page.goto(url)
    page.locator(".pair-marks").wait_for()
    return time.perf_counter() - start


def _keyed(page: Page) -> float:
    for number in range(20):
        page.keyboard.press("ab"[number % 2])
        page.wait_for_timeout(PAUSE)
    start = time.perf_counter()
    page.locator(".savestate[data-state=saved]").wait_for()
    took = time.perf_counter() - start
    page.wait_for_timeout(3_000)
    return took


def _painted(page: Page, key: str) -> float:
    page.wait_for_timeout(2_500)
    return float(page.evaluate(PAINTED, key))


def _first_screen_kb() -> float:
    scripts = (STATIC / "index.html").read_text(encoding="utf-8")
    named = [path for path in (STATIC / "assets").glob("*.js") if path.name in scripts]
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in named) / 1_000


def _median(measure: Callable[[], float], runs: int = RUNS) -> float:
    return statistics.median(measure() for _ in range(runs))


def _tell(what: str, value: float, budget: float) -> None:
    print(f"{what:56} {value:8.2f}   budget {budget}")


def _class() -> dict[str, object]:
    questions = [
        {"id": f"{n // 5 + 1}.{'abcde'[n % 5]}", "max_points": 2, "expected_answer": EXPECTED} for n in range(20)
    ]
    copies = [
        {
            "student": {"name": f"Élève {copy:02}"},
            "answers": {str(q["id"]): f"{ANSWERS[(copy * 7 + n) % 3]} {copy % 4}" for n, q in enumerate(questions)},
        }
        for copy in range(50)
    ]
    return {"typed_copies": copies, "scheme": {"questions": questions}}


class _Traffic:
    """What the page sends and gets, and how long decisions take."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self.durable: list[float] = []
        page.on("requestfinished", self._finished)

    def forget(self) -> None:
        self.bytes, self.durable = 0, []

    def _finished(self, request: Request) -> None:
        sizes = request.sizes()
        self.bytes += sum(sizes.values())
        if request.method == "POST" and request.url.endswith("/decisions"):
            self.durable.append(request.timing["responseEnd"])


if __name__ == "__main__":
    main()
