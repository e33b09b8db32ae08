"""What text recognition does for a session, where the extra `ocr` is installed."""

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from langgraph.types import Command
from PIL import Image

from bareme.documents.ocr import find_turn
from bareme.graphs.grading import GradingGraph
from tests.documents.ocr.test_ocr import COPIES, as_scan, encoded, needs_ocr
from tests.graphs.conftest import document
from tests.provider.server import Provider

type Json = dict[str, Any]

pytestmark = [pytest.mark.ocr, needs_ocr]


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
    assert "'copy.jpg': page 1 was turned by 180° so that it stands upright." in question["warnings"]

    # A client need not know how a page lies.
    named = [{"copy_id": copy["copy_id"], "pages": [{key: copy["pages"][0][key] for key in ("document_id", "index")}]}]
    await graph.ainvoke(Command(resume={"candidate": 0, "copies": named}), config)
    pictures = [picture for sent in provider.requests for picture in pictures_in(sent)]
    assert len(pictures) == 2  # of the pre-analyst and of the grader
    assert [await find_turn(picture) for picture in pictures] == [0, 0]


def pictures_in(request: Json) -> list[bytes]:
    blocks = [
        block for message in request["messages"] if isinstance(message["content"], list) for block in message["content"]
    ]
    urls = [block["image_url"]["url"] for block in blocks if block["type"] == "image_url"]
    found = [base64.b64decode(url.partition("base64,")[2]) for url in urls]
    for picture in found:
        Image.open(io.BytesIO(picture)).verify()
    return found
