"""What students and models write, at its worst: on every screen it is text, and nothing of it runs or is fetched."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dev_server import DevServer
from tests.provider.conspicuous import SCHEME, conspicuous, revealing
from tests.provider.held import Held
from tests.provider.server import Provider, Scripted, prompt_of, usual_answer
from tests.web.browsing import Visitor, Visitors
from tests.web.classes import at_the_scale
from tests.web.reviewing import saved, shown

type Json = dict[str, Any]

RTL = "\u202egnp.exe\u2066 "
HOSTILE = (
    "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'><svg onload='window.ran = 1'> "
    r"$\href{javascript:window.ran=1}{x}$ $\includegraphics{https://evil.example/x.png}$ $\htmlClass{a}{b}$ "
    "$\\def\\x{\\x\\x}\\x$ $<img src=x onerror='window.ran = 1'>$ [x](javascript:window.ran=1) "
    "<iframe src='https://evil.example/'></iframe><a href='javascript:window.ran=1'>x</a> " + RTL
)
LONG = 2_000_000
MARKS = """() => {
  const ranges = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.data.includes("\\u202e")) continue;
    let element = node.parentElement;
    while (element && !/isolate|plaintext/.test(getComputedStyle(element).unicodeBidi)) element = element.parentElement;
    if (!element) ranges.push(node.parentElement.outerHTML.slice(0, 120));
  }
  return ranges;
}"""
"""Where a right-to-left override reaches the text around it."""


LISTEN = """
  const ask = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await ask(...asked);
    if (!answer.body) return answer;
    const [kept, given] = answer.body.tee();
    const pieces = kept.pipeThrough(new TextDecoderStream()).getReader();
    const read = ({ done, value }) => {
      if (done) return;
      window.hear(answer.url, value);
      return pieces.read().then(read);
    };
    pieces.read().then(read, () => {});
    return new Response(given, answer);
  };
"""
"""Tells what comes in, piece by piece: the page may break a stream off, and a body is gone with its page."""


@pytest.fixture(scope="module")
def server(modelled: DevServer) -> DevServer:
    return modelled


def hostile(request: Json) -> Json | None:
    """Answer with hostile words in every field; one grader with two megabytes of feedback, the other within limits."""
    answer = usual_answer("Examination", prompt_of(request))
    if "marks" not in answer:
        return None
    feedback = HOSTILE + "x" * LONG if "wordy" in request["model"] else HOSTILE
    words = {"feedback": feedback, "rationale": HOSTILE, "transcription": HOSTILE}
    return {**answer, "marks": [{**mark, **words} for mark in answer["marks"]], "general_comment": HOSTILE}


def harmless(page: Page) -> None:
    """Look whether anything of what was written has become a part of the page."""
    assert page.evaluate("window.ran") is None
    became = "iframe, #main script, img[src='x'], [onerror], [onload], [href^=javascript], [src*=evil], [href*=evil]"
    assert page.locator(became).count() == 0
    assert page.evaluate(MARKS) == []


def test_what_students_and_models_write_is_text_on_every_screen(visitor: Visitor, endpoint: Provider) -> None:
    endpoint.reset()
    endpoint.script = hostile
    copies = [
        {"student": {"name": f"{n} {HOSTILE[:150]}{RTL}"}, "answers": {"1": HOSTILE, "2": f"{n} {HOSTILE}"}}
        for n in range(3)
    ]
    questions = [{"id": q, "max_points": 4, "text": HOSTILE, "expected_answer": HOSTILE} for q in ("1", "2")]
    request = {"typed_copies": copies, "scheme": {"questions": questions}, "session_name": HOSTILE[:150] + RTL}
    session = at_the_scale(visitor.url, request, graders=["openai:hostile", "openai:hostile-wordy"])
    page = visitor.open(f"/app/sessions/{session}")
    page.locator(".gobar .btn-main").wait_for()
    harmless(page)
    page.locator(".gobar .btn-main").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 copies corrigées sur 3")
    harmless(page)
    page = shown(visitor, session)
    page.locator(".pair-marks").wait_for()
    page.keyboard.press("t")
    page.keyboard.press("h")
    expect(page.locator(".words").first).to_contain_text("<script>")
    page.locator(".formula math").first.wait_for()
    harmless(page)
    page.get_by_role("button", name="Demande exacte").click()
    expect(page.get_by_role("dialog").locator("pre").first).to_contain_text("<script>")
    harmless(page)
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Commentaire pour l’élève").fill(HOSTILE)
    page.keyboard.press("Enter")
    saved(page)
    harmless(page)
    page = shown(visitor, session, "students")
    page.locator(".students-table [aria-expanded]").first.click()
    page.locator(".parts").wait_for()
    harmless(page)
    for part in ("figures", "export"):
        harmless(shown(visitor, session, part))
    harmless(visitor.open("/app"))


def test_marked_first_no_answer_tells_what_graders_gave(visit: Visitors, endpoint: Provider) -> None:
    endpoint.reset()
    held = Held()

    async def once_released(request: Json) -> Scripted:
        await held(request)
        return conspicuous(request)

    endpoint.script = once_released
    copies = [
        {"student": {"name": f"Élève {n}"}, "answers": {"1": f"réponse {n}", "2": f"suite {n}"}} for n in range(3)
    ]
    graders = ["openai:blind", "openai:blind-too"]
    request = {"typed_copies": copies, "scheme": SCHEME}
    visitor = visit.new()
    session = at_the_scale(visitor.url, request, graders=graders, reveal="after_decision")
    told: dict[str, str] = {}
    page = visitor.page

    def hear(url: str, piece: str) -> None:
        told[url] = told.get(url, "") + piece

    page.expose_function("hear", hear)
    page.add_init_script(LISTEN)
    page.goto(f"{visitor.url}/app/sessions/{session}")
    page.locator(".gobar .btn-main").click()
    expect(page.locator(".savestate")).to_contain_text("En direct")
    held.released = True
    expect(page.get_by_role("heading", level=1)).to_have_text("3 copies corrigées sur 3")
    page.wait_for_load_state("networkidle")
    assert "copy_done" in "".join(body for url, body in told.items() if "/stream" in url)
    for part in ("students", "figures", "export", "review"):
        shown(visitor, session, part)
        page.wait_for_load_state("networkidle")
    page.get_by_role("heading", name="Notez d’abord").wait_for()
    assert len(told) > 8
    assert revealing(told) == []
    page.keyboard.press("m")
    page.locator(".pair-marks").wait_for()
    saved(page)
    page.wait_for_load_state("networkidle")
    assert revealing(told)
