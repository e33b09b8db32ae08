"""The page in a real browser, where there is one: no request beside the page itself, nothing on the console."""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bareme.domain.points import Language
from bareme.evaluation.report import ReportMaterial, write_report
from tests.evaluation.report.examples import HOSTILE
from tests.evaluation.report.pages import read_page
from tests.evaluation.report.run_examples import two_runs, write_compared

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@dataclass
class Visit:
    requests: list[str]
    console: list[str]
    dom: str


@pytest.fixture(scope="module")
def browser() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is on PATH")
    return found


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called
        pass


@contextmanager
def _served(folder: Path) -> "Iterator[str]":
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _visit(browser: str, folder: Path, profile: Path, name: str = "report.html") -> Visit:
    """Open a page. Names lead nowhere; what the page, and not the browser for itself, asks for is in its log."""
    log = profile.with_name("log.json")
    with _served(folder) as address:
        command = [
            *(browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--dump-dom"),
            *("--enable-logging=stderr", f"--user-data-dir={profile}", "--window-size=400,900", "--timeout=20000"),
            *("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", f"--log-net-log={log}"),
            f"{address}/{name}",
        ]
        ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
    events = [event.get("params", {}) for event in json.loads(log.read_text(encoding="utf-8"))["events"]]
    asked = [event for event in events if "url" in event and "initiator" in event]
    assert any(event["url"].endswith(f"/{name}") for event in asked), "the log does not tell of the page itself"
    requests = sorted({event["url"] for event in asked if event["initiator"] == address})
    console = [line for line in ended.stderr.splitlines() if "CONSOLE" in line]
    return Visit(requests, console, ended.stdout)


def _write(kind: str, hostile: ReportMaterial, page: Path, language: Language) -> Path:
    if kind == "compared":
        return write_compared(two_runs(HOSTILE), page, language=language)[0]
    return write_report(hostile, page, language=language)[0]


KINDS = pytest.mark.parametrize("kind", ["one", "compared"])
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


@KINDS
@LANGUAGES
def test_nothing_is_asked_for_and_nothing_is_said(
    browser: str, hostile: ReportMaterial, tmp_path: Path, kind: str, language: Language
) -> None:
    folder = tmp_path / "site"
    page = _write(kind, hostile, folder / "report.html", language)
    visit = _visit(browser, folder, tmp_path / "profile")
    assert (visit.requests, visit.console) == ([], [])
    seen, written = read_page(visit.dom), read_page(page.read_text(encoding="utf-8"))
    # The browser understood the page as it was meant: the same elements, what was said as text.
    assert [node.tag for node in seen.all()] == [node.tag for node in written.all()]
    assert [node.text for node in seen.all("dd")] == [node.text for node in written.all("dd")]


# A frame of some width, which no headless window is narrow enough for, so high that no bar takes some of it; and what
# the page in it measures.
MEASURE = """<!DOCTYPE html><title>t</title><link rel=icon href=data:,>
<iframe id=frame src="report.html" width={width} height=99000 style="border: 0"></iframe><pre id=found></pre>
<script>
frame.onload = () => {
  const page = frame.contentDocument, root = page.documentElement
  const boxes = [...page.querySelectorAll(".scroll")]
  // Without overflow: visible there is no telling a box that scrolls from one that cuts off.
  const scrolls = box => ["auto", "scroll"].includes(frame.contentWindow.getComputedStyle(box).overflowX)
  const past = [...page.body.querySelectorAll("*")].filter(
    one => !one.closest(".scroll table") && one.getBoundingClientRect().right > root.clientWidth + 1)
  found.textContent = JSON.stringify({
    width: root.clientWidth,
    page: root.scrollWidth,
    past: past.map(one => one.tagName),
    wider: boxes.filter(box => box.scrollWidth > box.clientWidth).length,
    scrolling: boxes.every(scrolls),
  })
}
</script>"""


def _measure(browser: str, folder: Path, profile: Path, width: int) -> dict[str, Any]:
    (folder / "measure.html").write_text(MEASURE.replace("{width}", str(width)), encoding="utf-8")
    visit = _visit(browser, folder, profile, "measure.html")
    (found,) = (node for node in read_page(visit.dom).all("pre") if node.attributes.get("id") == "found")
    return json.loads(found.text)


@KINDS
@LANGUAGES
@pytest.mark.parametrize("width", [360, 1280])
def test_tables_scroll_in_their_own_box_and_the_page_does_not(
    browser: str, hostile: ReportMaterial, tmp_path: Path, *, kind: str, language: Language, width: int
) -> None:
    folder = tmp_path / "site"
    _write(kind, hostile, folder / "report.html", language)
    found = _measure(browser, folder, tmp_path / "profile", width)
    assert (found["width"], found["page"], found["past"]) == (width, width, [])
    assert found["scrolling"]
    if width == 360:
        assert found["wider"] > 0, "no table is wider than a telephone, so that nothing was tried"


def test_a_page_that_is_too_wide_would_be_seen(browser: str, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    wide = "<!DOCTYPE html><body><p style='width: 500px'>wide</p><div class=scroll>box</div>"
    (folder / "report.html").write_text(wide)
    found = _measure(browser, folder, tmp_path / "profile", 360)
    assert found["page"] > 360
    assert found["past"] == ["P"]
    assert not found["scrolling"]


def test_a_page_that_does_ask_or_complain_would_be_seen(browser: str, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "report.html").write_text(
        "<!DOCTYPE html><title>t</title><link rel=icon href=data:,><img src='https://elsewhere.example/x.png'>"
        "<script>console.error('complaint')</script>"
    )
    visit = _visit(browser, folder, tmp_path / "profile")
    assert visit.requests == ["https://elsewhere.example/x.png"]
    assert any("complaint" in line for line in visit.console)
