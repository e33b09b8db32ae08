"""Where an answer stands: as a grader says it, as far as that can be, and else as the text of the pages tells."""

from pathlib import Path
from typing import Any

import pytest
from langgraph.types import Command

from bareme.domain.answer_places import page_of
from bareme.domain.attempts import Mark, MarkStatus
from bareme.graphs.grading import GradingGraph
from tests.graphs.conftest import document
from tests.papers import scan
from tests.provider.server import Json, Provider, prompt_of, schema_name, usual_answer

BOX = [0.1, 0.2, 0.6, 0.35]
TEXTS = ["Nom : ABADIE\n1) La vitesse est de 12 m/s.", "2) Il faut 3 h pour arriver.\n3) oui"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ((2, BOX), (2, BOX)),
        (("2", BOX), (2, BOX)),
        ((1, [120, 40, 300, 80]), (1, None)),
        ((1, [0.6, 0.2, 0.1, 0.3]), (1, None)),
        ((9, BOX), (None, None)),
        ((0, BOX), (None, None)),
        (("page two", BOX), (None, None)),
        ((None, BOX), (None, None)),
    ],
)
async def test_a_place_that_can_be_is_kept_and_any_other_costs_nothing(
    graph: GradingGraph, provider: Provider, tmp_path: Path, said: tuple[object, object], kept: tuple[object, object]
) -> None:
    def answer(request: Json) -> Json | None:
        if schema_name(request) != "Examination":
            return None
        given: Json = usual_answer("Examination", prompt_of(request))
        return {**given, "marks": [{**mark, "page": said[0], "box": said[1]} for mark in given["marks"]]}

    provider.script = answer
    path = tmp_path / "copy.pdf"
    path.write_bytes(scan(pages=2))
    config: Any = {"configurable": {"thread_id": "t"}}
    context: Any = {"graders": ["openai:gpt-4.1"], "language": "en"}
    await graph.ainvoke({"documents": [document(path)], "scheme": "Q1: 5, Q2: 5"}, config, context=context)
    state = await graph.ainvoke(Command(resume={"candidate": 0}), config)
    (attempt,) = state["attempts"].values()
    for mark in attempt["marks"].values():
        assert mark["status"] == "graded"
        box = mark.get("box")
        assert (mark.get("page"), box and [*box.values()]) == kept
    assert sum(schema_name(request) == "Examination" for request in provider.requests) == 1


@pytest.mark.parametrize(
    ("transcription", "page"),
    [
        ("La vitesse est de $12$ m/s.", 1),
        ("IL FAUT 3 H\npour arriver", 2),
        ("oui", None),  # it may stand anywhere
        ("Il faut 4 h", None),
    ],
)
def test_words_that_one_page_has_tell_the_page(transcription: str, page: int | None) -> None:
    mark = Mark(question_id="1", status=MarkStatus.GRADED, points=1, transcription=transcription)
    assert page_of(mark, TEXTS) == page
    assert page_of(mark, [*TEXTS, *TEXTS]) is None
    assert page_of(mark.model_copy(update={"page": 2}), TEXTS) == 2
