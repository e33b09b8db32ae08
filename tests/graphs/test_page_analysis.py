"""How the pre-analyst is shown pages: small, larger where it could not tell, not at all where their text says all."""

from pathlib import Path
from typing import Any

import pytest

from bareme.graphs.grading import GradingGraph
from bareme.models.tokens import picture_tokens
from tests.graphs.conftest import document
from tests.graphs.test_picture_limit import pictures_of
from tests.papers import scan, typed
from tests.provider.server import Provider, usual_answer

type Json = dict[str, Any]

MODEL = "openai:gpt-5.1"
TILE = 210
PAGE = 910
"""Tokens of a picture within 512 pixels, and of a page as large as the model looks at it."""


def script(*answers: list[Json]) -> Any:
    """Answers of the pre-analyst in turn: what it says of the pages, beyond their numbers."""
    waiting = iter(answers)

    def answer(request: Json) -> Json | None:
        if request["tools"][0]["function"]["name"] != "PreAnalysis":
            return None
        pages = [{"page": n, "kind": "copy", **page} for n, page in enumerate(next(waiting), start=1)]
        return {**usual_answer("PreAnalysis", ""), "pages": pages}

    return answer


def sizes(request: Json) -> list[tuple[int, int]]:
    return [picture.size for picture in pictures_of(request)]


async def analyse(graph: GradingGraph, thread: str = "t", **paths: Path) -> Json:
    roles: Any = paths
    config: Any = {"configurable": {"thread_id": thread}}
    request = {"documents": [document(path, role) for role, path in roles.items()], "scheme": "Q1: 5"}
    state = await graph.ainvoke(request, config, context={"graders": [MODEL], "language": "en"})
    analysis: Json = state["analysis"]
    return analysis


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    path = tmp_path / "copies.pdf"
    path.write_bytes(scan(pages=4))
    return path


async def test_pages_of_copies_are_small_and_larger_only_where_they_were_too_small(
    graph: GradingGraph, provider: Provider, copies: Path
) -> None:
    begins = {"starts_copy": True, "student_name": "Ada Byron", "name_confidence": 0.95}
    provider.script = script(
        [begins, {}, {"too_small": True}, {"starts_copy": True, "student_name": "B0b", "name_confidence": 0.4}],
        [
            {"starts_copy": True, "student_name": "Carl Gauss", "name_confidence": 0.9},
            {"starts_copy": False, "student_name": "Bob Hope", "name_confidence": 0.9},
        ],
    )
    found = await analyse(graph, copies=copies)
    first, second = map(sizes, provider.requests)
    assert [picture_tokens(MODEL, size) for size in first] == [TILE] * 4
    assert [picture_tokens(MODEL, size) for size in second] == [PAGE] * 2
    assert [copy["student"]["name"] for copy in found["copies"]] == ["Ada Byron", "Carl Gauss", "Bob Hope"]

    # Both looks are paid, so another session over the same files asks nothing.
    again = await analyse(graph, "again", copies=copies)
    assert again["copies"] == found["copies"]
    assert len(provider.requests) == 2


async def test_a_name_stays_uncertain_where_the_larger_page_was_not_read(
    graph: GradingGraph, provider: Provider, copies: Path
) -> None:
    unsure = {"starts_copy": True, "student_name": "Ada Byr0n", "name_confidence": 0.4}
    provider.script = script([unsure, {}, {}, {}], [], [])
    found = await analyse(graph, copies=copies)
    (copy,) = found["copies"]
    assert (copy["student"]["name"], copy["flags"]) == ("Ada Byr0n", ["name_uncertain"])


async def test_a_printed_scale_is_read_at_full_size_and_plain_text_without_a_picture(
    graph: GradingGraph, provider: Provider, tmp_path: Path
) -> None:
    paper, copy = tmp_path / "paper.pdf", tmp_path / "copy.pdf"
    paper.write_bytes(scan(pages=1))
    copy.write_bytes(typed([["Name: Ada Byron", "1. 12 N"]]))
    provider.script = script([{"kind": "exam_paper"}, {"starts_copy": True}])
    await analyse(graph, exam_paper=paper, copies=copy)
    assert [picture_tokens(MODEL, size) for size in sizes(provider.requests[0])] == [PAGE]
