"""Handwriting and figures on the teacher's papers: graders see them, or the teacher is told that they do not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from langgraph.types import Command

from bareme.graphs.grading import GradingGraph
from bareme.models.registry import build_model
from bareme.settings import get_settings
from tests.documents.test_drawings import answer_lines, ink, strokes, table
from tests.documents.test_drawings import graph as draw_graph
from tests.graphs.conftest import document
from tests.graphs.test_picture_limit import TEXT_ONLY, pictures_of
from tests.papers import typed
from tests.provider.server import Provider

type Json = dict[str, Any]
type Draw = Callable[[pymupdf.Page], object]


def paper(folder: Path, name: str, draw: Draw) -> Path:
    source = pymupdf.open()
    page = source.new_page(width=595, height=842)
    for row, text in enumerate(["Physics test", "Exercise 1", "State the unit of force.", "Exercise 2"]):
        page.insert_text((60, 60 + 30 * row), text)
    draw(page)
    source.save(folder / name)
    return folder / name


async def grade(graph: GradingGraph, folder: Path, model: str, *, key: Draw, subject: Draw) -> Json:
    """Grade one copy of one page, and return the interrupt that asked for the scale."""
    copy = folder / "copy.pdf"
    copy.write_bytes(typed([["Name: Ada Byron", "Exercise 1", "newton"]]))
    request = {
        "documents": [
            document(paper(folder, "paper.pdf", subject), "exam_paper"),
            document(paper(folder, "key.pdf", key), "answer_key"),
            document(copy),
        ],
        "scheme": "Q1: 5, Q2: 5",
    }
    config: Any = {"configurable": {"thread_id": "t"}}
    context = {"graders": [{"model": model}], "language": "en", "calibration": "off"}
    asked = await graph.ainvoke(request, config, context=context)
    await graph.ainvoke(Command(resume={"candidate": 0}), config)
    question: Json = asked["__interrupt__"][0].value
    return question


@pytest.mark.parametrize(
    ("key", "subject", "pictures"),
    [(ink, answer_lines, 1), (strokes, answer_lines, 1), (ink, draw_graph, 2), (answer_lines, table, 0)],
)
async def test_graders_see_what_is_more_than_text(
    graph: GradingGraph, provider: Provider, tmp_path: Path, *, key: Draw, subject: Draw, pictures: int
) -> None:
    asked = await grade(graph, tmp_path, "openai:gpt-5.1-mini", key=key, subject=subject)
    assert len(pictures_of(provider.requests[-1])) == pictures
    assert asked["warnings"] == []


async def test_a_model_that_sees_no_pictures_is_named_with_what_it_misses(
    graph: GradingGraph, endpoint: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREME_LOCAL_BASE_URL", endpoint.base_url)
    get_settings.cache_clear()
    build_model.cache_clear()
    endpoint.reset()
    endpoint.models = TEXT_ONLY
    asked = await grade(graph, tmp_path, "local:small", key=ink, subject=draw_graph)
    (warning,) = asked["warnings"]
    assert warning.startswith("local:small is not shown the pictures of 2 pages of the exam paper or the answer key")
    build_model.cache_clear()
