"""How fast the review is, in Chromium against a real server: `python -m tests.web.budgets`. Medians of five.

A class of 50 copies with 20 questions and two graders, and one with pages. What a key takes until it is painted is read
from the browser's trace. Times are of this machine as it is loaded; counts are exact. It fails where one is over.
"""

import gzip
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, Request, sync_playwright

from bareme.server.web_app import STATIC
from tests.e2e.dev_server import REPOSITORY, DevServer
from tests.web.classes import in_review

RUNS = 5
CLASS = REPOSITORY / "fixtures" / "physics-fr"
EXPECTED = "L'adhérence des pneus diminue ; la distance de freinage augmente."
ANSWERS = ("La distance de freinage augmente.", EXPECTED, "non")
PAUSE = 175  # milliseconds between two of 20 keys
QUIET = 2_500  # milliseconds after which a decision and what follows it are over
WITH_PICTURE = """(key) => new Promise((done, fail) => {
  const here = () => document.querySelector(".ribbon [aria-current]")?.getAttribute("href");
  const [start, before] = [performance.now(), here()];
  setTimeout(() => fail(new Error(`no picture of another answer than ${before} within 10 s`)), 10_000);
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const look = () => {
    const picture = document.querySelector("#main .page img");
    if (here() === before || !picture?.complete) return requestAnimationFrame(look);
    picture.decode().then(() => requestAnimationFrame(() => done(performance.now() - start)), look);
  };
  look();
})"""
"""Milliseconds from a key to the frame with another answer and its page, which may be the page that was shown."""


def main() -> None:
    """Print each figure beside its budget."""
    over = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        server = DevServer(Path(folder))
        server.start()
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        try:
            for what, value, budget in _figures(browser, server.url):
                print(f"{what:62} {value:8.2f}   budget {budget:g}", flush=True)
                over += [what] if value > budget else []
        finally:
            browser.close()
            server.stop()
    sys.exit(f"over its budget: {', '.join(over)}" if over else None)


def _figures(browser: Browser, url: str) -> Iterator[tuple[str, float, float]]:
    """Yield what each figure is of, its value and its budget."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    yield "JS of the first screen, kB gzipped", _first_screen_kb(), 160
    session = in_review(url, _class())
    review = f"{url}/app/sessions/{session}/review"
    sent = _Traffic(page)
    yield "review of 50 x 20 shown after a reload, s", _median(lambda: _shown(page, review)), 1
    sent.forget()
    yield "decision painted, ms (trace)", statistics.median(_painted(browser, page, "abzab")), 50
    yield "decision durable on the server, ms", statistics.median(sent.durable), 150
    yield "kB a decision, both ways", sent.bytes / 1_000 / RUNS, 20
    floor = _median(lambda: _floor(url, session))
    yield f"decision applied, s over the server's {floor:.3f}", _median(lambda: _applied(page)) - floor, 0.2
    yield "20 decisions keyed in 3.5 s, applied after the last, s", _median(lambda: _keyed(page)), 2.5
    pages = in_review(url, _with_pages(url))
    page.goto(f"{url}/app/sessions/{pages}/review")
    page.locator("#main img").first.wait_for()
    yield "next answer with its picture, ms", statistics.median(_next_answers(page)), 100
    yield "next question with its picture, ms", statistics.median(_next_questions(page, url, pages)), 100


def _shown(page: Page, url: str) -> float:
    start = time.perf_counter()
    page.goto(url)
    page.locator(".pair-marks").wait_for()
    return time.perf_counter() - start


def _painted(browser: Browser, page: Page, keys: str) -> list[float]:
    """Return the milliseconds from each key to the frame that shows its decision."""
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    for key in keys:
        before = _here(page)
        page.keyboard.press(key)
        page.evaluate("new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))")
        if _here(page) == before:
            raise RuntimeError(f"the frame after {key!r} does not show the next answer")
        page.wait_for_timeout(QUIET)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    timings = [one["args"]["data"] for one in events if one["name"] == "EventTiming" and one["ph"] == "b"]
    return [timing["duration"] for timing in timings if timing["type"] == "keydown"]


def _here(page: Page) -> str | None:
    return page.locator(".ribbon [aria-current]").get_attribute("href")


def _floor(url: str, session: str) -> float:
    """Return the seconds that the server takes for a decision by itself."""
    mark = {"type": "set_mark", "copy_ids": "c50", "question_id": "4.e", "points": 1}
    start = time.perf_counter()
    httpx.post(f"{url}/sessions/{session}/decisions", json={"actions": [mark]}).raise_for_status()
    return time.perf_counter() - start


def _applied(page: Page) -> float:
    page.wait_for_timeout(QUIET)
    start = time.perf_counter()
    page.keyboard.press("a")
    page.locator(".savestate[data-state=unsaved]").wait_for()
    page.locator(".savestate[data-state=saved]").wait_for()
    return time.perf_counter() - start


def _keyed(page: Page) -> float:
    page.wait_for_timeout(QUIET)
    for number in range(20):
        page.keyboard.press("ab"[number % 2])
        page.wait_for_timeout(PAUSE)
    start = time.perf_counter()
    page.locator(".savestate[data-state=saved]").wait_for()
    return time.perf_counter() - start


def _next_answers(page: Page) -> list[float]:
    """Return the milliseconds of going to the right, from the first answer of a question."""
    page.locator(".ribbon a").first.click()
    return [_with_picture(page, "ArrowRight") for _ in range(RUNS)]


def _next_questions(page: Page, url: str, session: str) -> list[float]:
    """Return the milliseconds of deciding on the last open answer of a question, which leads to the next question."""
    took: list[float] = []
    while len(took) < RUNS:
        page.wait_for_timeout(QUIET)
        here = int(page.locator(".counter b").inner_text())
        if httpx.get(f"{url}/sessions/{session}/review").json()["open_questions"] <= here:
            break  # there is no next question to decide on
        for _ in range(here - 1):
            page.keyboard.press("m")
        took.append(_with_picture(page, "m"))
    return took


def _with_picture(page: Page, key: str) -> float:
    page.wait_for_timeout(QUIET)  # a person looks at an answer, and the next ones are fetched meanwhile
    return float(page.evaluate(WITH_PICTURE, key))


def _first_screen_kb() -> float:
    scripts = (STATIC / "index.html").read_text(encoding="utf-8")
    named = [path for path in (STATIC / "assets").glob("*.js") if path.name in scripts]
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in named) / 1_000


def _median(measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(RUNS))


def _with_pages(url: str) -> dict[str, object]:
    roles = {"exam-paper.pdf": "exam_paper", "answer-key.pdf": "answer_key", "copies.pdf": "copies"}
    documents = []
    for name, role in roles.items():
        stored = httpx.post(f"{url}/documents", params={"name": name}, content=(CLASS / name).read_bytes(), timeout=60)
        documents.append({"role": role, "name": name, "document_id": stored.raise_for_status().json()["document_id"]})
    return {"documents": documents}


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
