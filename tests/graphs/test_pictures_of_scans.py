"""When the pages of scans are rendered: for the first reader while they are read, for graders once they can look."""

from pathlib import Path
from typing import Any

import pytest
from langgraph.types import Command

from bareme.documents import render as rendering
from bareme.documents import render_pages
from bareme.documents.workers import run_job
from bareme.graphs import material
from bareme.graphs.grading import GradingGraph
from bareme.settings import get_settings
from tests.graphs.conftest import document
from tests.papers import scan
from tests.provider.server import Provider

PAGES = 6
FEW = 2
"""Batches that may be ready while a call is made, so that the next one need not wait for its pages."""
CONTEXT = {"graders": ["openai:gpt-4.1", "openai:gpt-4o"], "language": "en"}


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan(pages=PAGES))
    return path


async def grade(graph: GradingGraph, paper: Path) -> Any:
    config: Any = {"configurable": {"thread_id": "t"}}
    request = {"documents": [document(paper)], "scheme": "Q1: 5, Q2: 5"}
    await graph.ainvoke(request, config, context=CONTEXT)
    return await graph.ainvoke(Command(resume={"candidate": 0}), config)


async def test_a_scan_is_rendered_once_for_its_first_reader_and_once_for_all_graders(
    graph: GradingGraph, provider: Provider, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, pages, calls_before = run_job, list[int](), list[int]()

    async def counted(limits: Any, job: Any, path: Any, *rest: Any) -> Any:
        pages.extend(page.index for page in rest[1])
        calls_before.append(len(provider.requests))
        return await real(limits, job, path, *rest)

    monkeypatch.setattr(rendering, "run_job", counted)
    state = await grade(graph, paper)
    assert sorted(pages) == list(range(PAGES))
    assert min(calls_before) > 0  # nobody waits for them before the scale is found
    assert [mark["status"] for attempt in state["attempts"].values() for mark in attempt["marks"].values()] == [
        "graded"
    ] * 4


async def test_pages_wait_for_a_call_before_they_are_rendered(
    graph: GradingGraph, provider: Provider, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREME_MAX_IN_FLIGHT", "1")
    monkeypatch.setenv("BAREME_PAGES_PER_ANALYSIS", "1")
    get_settings.cache_clear()
    ahead: list[int] = []

    async def counted(pages: Any, **options: Any) -> Any:
        ahead.append(len(ahead) - len(provider.requests))
        return await render_pages(pages, **options)

    monkeypatch.setattr(material, "render_pages", counted)
    config: Any = {"configurable": {"thread_id": "t"}}
    request = {"documents": [document(paper)], "scheme": "Q1: 5, Q2: 5"}
    await graph.ainvoke(request, config, context=CONTEXT)
    assert len(ahead) == PAGES
    assert max(ahead) <= FEW
