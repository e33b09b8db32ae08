"""What students, models and files say stays text, in the page and in the Markdown."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bareme.evaluation.report import ReportMaterial, write_report
from bareme.evaluation.report.elements import fit
from tests.evaluation.report.examples import HOSTILE, two_answers
from tests.evaluation.report.pages import Node, read_page

TEXTS = st.text(st.characters(codec=None), min_size=1, max_size=60) | st.sampled_from(
    ["<b>", "</dd><script>", "```\n<i>", "~~~", "| a |", "$x$", "\\", "<!--", "]]>", "&lt;", "\r\n\r\n# h", "![a](b)"]
)


def _written(material: ReportMaterial) -> tuple[Node, str]:
    with TemporaryDirectory() as folder:
        page, text, _ = write_report(material, Path(folder) / "report.html", language="en")
        return read_page(page.read_text(encoding="utf-8")), text.read_text(encoding="utf-8")


def _said(text: str) -> ReportMaterial:
    """Marks with `text` everywhere that somebody else writes."""
    material = two_answers()
    rows = [
        replace(row, question=text, answer=text, rationale=text, feedback=text, reference_answer=text, question_id=text)
        for row in material.rows
    ]
    return replace(material, name=text, rows=tuple(rows))


@pytest.fixture(scope="module")
def harmless() -> list[str]:
    return [node.tag for node in _written(_said("harmless"))[0].all()]


@given(text=TEXTS)
@example(text=HOSTILE)
def test_the_page_has_the_same_elements_whatever_is_said(harmless: list[str], text: str) -> None:
    page, _ = _written(_said(text))
    blank = not text.strip()
    if not blank:
        assert [node.tag for node in page.all()] == harmless
        assert {node.text for node in page.all("dd")} == {fit(text)}
    assert page.one("h1").text == f"Evaluation: {fit(text)}"


@given(text=TEXTS)
@example(text=HOSTILE)
def test_the_markdown_shows_it_as_it_is(text: str) -> None:
    _, written = _written(_said(text))
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(written)
    kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or ()}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "em_open", "code_inline", "code_block"}
    fences = [token for token in tokens if token.type == "fence"]
    assert {token.info for token in fences} == {"text"}
    if text.strip():
        # Twice each: question, reference, answer, rationale, feedback.
        assert len(fences) == 10
        assert {token.content for token in fences} == {fit(text) + "\n"}
    assert sum(token.type == "heading_open" and token.tag == "h1" for token in tokens) == 1
