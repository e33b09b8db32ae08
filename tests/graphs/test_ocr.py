"""What text recognition does for a session, where the extra `ocr` is installed."""

import base64
import io
import re
from pathlib import Path
from typing import Any

import pytest
from langgraph.types import Command
from PIL import Image
from syrupy.assertion import SnapshotAssertion

from bareme.documents.ocr import find_turn, recognise
from bareme.graphs.grading import GradingGraph
from bareme.settings import get_settings
from tests.documents.ocr.test_ocr import A4, COPIES, as_scan, encoded, needs_ocr
from tests.graphs.conftest import document
from tests.provider.server import Provider

type Json = dict[str, Any]

pytestmark = [pytest.mark.ocr, needs_ocr, pytest.mark.usefixtures("with_ocr")]


@pytest.fixture
def turned(tmp_path: Path) -> Path:
    """A photograph of a copy that stands on its head."""
    path = tmp_path / "copy.jpg"
    path.write_bytes(encoded(as_scan(COPIES, 0, 100).rotate(180)))
    return path


async def test_a_page_that_stands_on_its_head_is_shown_upright(
    graph: GradingGraph, provider: Provider, turned: Path
) -> None:
    config: Any = {"configurable": {"thread_id": "t"}}
    context: Any = {"graders": ["openai:gpt-4.1"], "language": "en"}
    request = {"documents": [document(turned)], "scheme": "Q1: 5, Q2: 5"}
    state = await graph.ainvoke(request, config, context=context)
    question = state["__interrupt__"][0].value
    (copy,) = question["students"]
    assert [page["rotation"] for page in copy["pages"]] == [180]
    assert "turned" not in copy["flags"]
    assert question["left_out"] == []
    assert "'copy.jpg': page 1 was turned by 180° so that it stands upright." in question["warnings"]

    # A client need not know how a page lies.
    named = [{"copy_id": copy["copy_id"], "pages": [{key: copy["pages"][0][key] for key in ("document_id", "index")}]}]
    await graph.ainvoke(Command(resume={"candidate": 0, "copies": named}), config)
    pictures = [picture for sent in provider.requests for picture in pictures_in(sent)]
    assert len(pictures) == 2  # of the pre-analyst and of the grader
    assert [await find_turn(picture) for picture in pictures] == [0, 0]


@pytest.fixture
def scanned_class(tmp_path: Path) -> list[Json]:
    """Two typed copies and their answer key, as a scanner makes them."""
    return [
        document(scanned(tmp_path / "copies.pdf", COPIES, 4)),
        document(scanned(tmp_path / "key.pdf", COPIES.with_name("answer-key.pdf"), 2), "answer_key"),
    ]


def scanned(path: Path, typed: Path, pages: int) -> Path:
    first, *others = (as_scan(typed, index, 150) for index in range(pages))
    first.save(path, "PDF", save_all=True, append_images=others, resolution=150)
    return path


async def test_rules_mark_what_was_recognised_and_a_model_is_shown_pictures_alone(
    graph: GradingGraph, provider: Provider, scanned_class: list[Json], snapshot: SnapshotAssertion
) -> None:
    config: Any = {"configurable": {"thread_id": "t"}}
    context: Any = {"graders": ["openai:gpt-4.1", "offline:lexical"], "language": "en"}
    scheme = "1.a: 2, 1.b: 1, 1.c: 1, 1.d: 2, 2.a: 2, 2.b: 1.5, 2.c: 1.5, 3.a: 2, 3.b: 1, 3.c: 2, 4.a: 2.5, 4.b: 1.5"
    await graph.ainvoke({"documents": scanned_class, "scheme": scheme}, config, context=context)
    state = await graph.ainvoke(Command(resume={"candidate": 0}), config)

    # The model that sees reads the pictures itself.
    sent = " ".join(text for request in provider.requests for text in texts_in(request))
    assert pictures_in(provider.requests[-1])
    assert [word for word in ("cycliste", "vitesse moyenne", "MARTIN", "fusible") if word in sent] == []
    assert sorted({(kind, text.strip()) for kind, text in _OF_DOCUMENTS.findall(sent)}) == snapshot

    marks = [mark for attempt in state["attempts"].values() for mark in attempt["marks"].values()]
    by_rules = [mark for mark in marks if "Offline examiner" in mark["rationale"]]
    judged = [mark for mark in by_rules if mark["status"] == "graded"]
    assert any("vitesse moyenne de la cycliste" in mark["transcription"] for mark in by_rules)
    assert len(judged) >= len(by_rules) / 2
    # No surer than what was recognised, and nothing by a key with signs that recognition loses.
    assert max(mark["confidence"] for mark in judged) < 0.95
    assert any("signs such as ²" in mark["rationale"] for mark in by_rules)


async def test_a_model_that_sees_is_asked_the_same_with_and_without_recognition(
    graph: GradingGraph, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [document(scanned(tmp_path / "copy.pdf", COPIES, 2))]
    context: Any = {"graders": ["openai:gpt-4.1"], "language": "en", "privacy": {"mask_names": False}}
    for ocr in ("auto", "off"):
        monkeypatch.setenv("BAREME_OCR", ocr)
        get_settings.cache_clear()
        config: Any = {"configurable": {"thread_id": ocr}}
        await graph.ainvoke({"documents": documents, "scheme": "Q1: 5, Q2: 5"}, config, context=context)
        await graph.ainvoke(Command(resume={"candidate": 0}), config)
    # The same question is not paid for twice, and here the second session had none of its own.
    assert len(provider.requests) == 2


async def test_a_name_on_a_scan_is_covered_where_it_was_recognised(
    graph: GradingGraph, provider: Provider, scanned_class: list[Json]
) -> None:
    config: Any = {"configurable": {"thread_id": "t"}}
    context: Any = {"graders": ["openai:gpt-4.1"], "language": "en"}
    students = [{"name": "MARTIN Léa"}, {"name": "NGUYEN Hugo"}]
    request = {"documents": scanned_class, "scheme": "Q1: 5, Q2: 5", "students": students}
    state = await graph.ainvoke(request, config, context=context)
    found = state["__interrupt__"][0].value["students"]
    # The provider of these tests sees no names: whose the copies are was recognised.
    assert [copy["student"]["name"] for copy in found] == ["MARTIN Léa", "NGUYEN Hugo"]
    assert all(copy["pages"][0]["mask"] for copy in found)
    analysed = len(provider.requests)

    await graph.ainvoke(Command(resume={"candidate": 0}), config)
    first_pages = [pictures_in(sent)[-2] for sent in provider.requests[analysed:]]
    assert len(first_pages) == 2
    for page in first_pages:
        lines = await recognise(page, **A4)
        text = " ".join(line.text for line in lines)
        assert [name for name in ("MARTIN", "Léa", "NGUYEN", "Hugo") if name in text] == []


_OF_DOCUMENTS = re.compile(r"<(page|exam_paper|answer_key|answer)\b[^>]*>(.*?)</\1>", re.DOTALL)
"""What a prompt says that documents hold."""


def texts_in(request: Json) -> list[str]:
    contents = [message["content"] for message in request["messages"]]
    blocks = [block for content in contents if isinstance(content, list) for block in content]
    return [text for text in contents if isinstance(text, str)] + [b["text"] for b in blocks if b["type"] == "text"]


def pictures_in(request: Json) -> list[bytes]:
    blocks = [
        block for message in request["messages"] if isinstance(message["content"], list) for block in message["content"]
    ]
    urls = [block["image_url"]["url"] for block in blocks if block["type"] == "image_url"]
    found = [base64.b64decode(url.partition("base64,")[2]) for url in urls]
    for picture in found:
        Image.open(io.BytesIO(picture)).verify()
    return found
