"""Models that take no picture, or one: text where it says all, joined pages, or a copy that waits."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from langgraph.types import Command
from PIL import Image

from bareme.graphs.grading import GradingGraph
from bareme.models.registry import build_model
from bareme.settings import get_settings
from tests.graphs.conftest import document
from tests.papers import scan, typed, with_figures
from tests.provider.server import Provider, prompt_of
from tests.provider.wire import Reply

type Json = dict[str, Any]

TEXT_ONLY = {
    "object": "list",
    "data": [{"id": "small", "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]}}],
}
TYPED = [["Exercise 1: the speed is 12 m/s."], ["Exercise 2: the mass is 3 kg."]]
LLAMA_CPP = {"error": {"code": 500, "message": "image input is not supported - hint: …", "type": "server_error"}}
VLLM = {"object": "error", "message": "At most 1 image(s) may be provided in one request.", "code": 400}


@pytest.fixture
def server(endpoint: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """The server of `local:small`."""
    monkeypatch.setenv("BAREME_LOCAL_BASE_URL", endpoint.base_url)
    get_settings.cache_clear()
    build_model.cache_clear()
    endpoint.reset()
    yield endpoint
    build_model.cache_clear()


@pytest.fixture
def typed_copy(tmp_path: Path) -> Path:
    path = tmp_path / "typed.pdf"
    path.write_bytes(typed(TYPED))
    return path


@pytest.fixture
def drawn_copy(tmp_path: Path) -> Path:
    path = tmp_path / "drawn.pdf"
    path.write_bytes(with_figures(typed(TYPED)))
    return path


@pytest.fixture
def scanned_copy(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan(pages=3))
    return path


async def grade(graph: GradingGraph, paper: Path, **grader: Any) -> Json:
    config: Any = {"configurable": {"thread_id": "t"}}
    request = {"documents": [document(paper)], "scheme": "Q1: 5, Q2: 5"}
    context = {"graders": [{"model": "local:small", **grader}], "language": "en", "calibration": "off"}
    await graph.ainvoke(request, config, context=context)
    return await graph.ainvoke(Command(resume={"candidate": 0}), config)


def pictures_of(request: Json) -> list[Image.Image]:
    """The pictures of a request, decoded."""
    return [
        Image.open(io.BytesIO(base64.b64decode(block["image_url"]["url"].partition(",")[2])))
        for message in request["messages"]
        if isinstance(message["content"], list)
        for block in message["content"]
        if block["type"] == "image_url"
    ]


def refuse(request: Json, *, more_than: int, answer: Reply) -> Reply | None:
    return answer if len(pictures_of(request)) > more_than else None


async def test_a_typed_copy_is_graded_by_a_server_that_says_it_reads_text_alone(
    graph: GradingGraph, server: Provider, typed_copy: Path
) -> None:
    server.models = TEXT_ONLY
    state = await grade(graph, typed_copy)
    assert state["results"][0]["total"] == 5
    assert [len(pictures_of(request)) for request in server.requests] == [0, 0]
    assert "the speed is 12 m/s" in prompt_of(server.requests[-1])


async def test_pages_whose_text_says_all_go_as_text_alone(
    graph: GradingGraph, server: Provider, tmp_path: Path
) -> None:
    path = tmp_path / "copy.pdf"
    with pymupdf.open(stream=typed([*TYPED, ["Exercise 3: see my figure."]])) as source:
        source[2].draw_circle((200, 300), 50)
        source.save(path)
    state = await grade(graph, path)
    assert state["results"][0]["total"] == 5
    assert [len(pictures_of(request)) for request in server.requests] == [1, 1]
    sent = prompt_of(server.requests[-1])
    assert "The pictures that follow are its pages 3, in order; the text of the others is all that is on them" in sent
    assert "the speed is 12 m/s" in sent


async def test_a_refusal_of_pictures_is_a_capability_and_no_outage(
    graph: GradingGraph, server: Provider, drawn_copy: Path
) -> None:
    server.script = lambda request: refuse(request, more_than=0, answer=Reply.of(LLAMA_CPP, 500))
    state = await grade(graph, drawn_copy)
    assert state["results"][0]["total"] == 5
    # Refused once, and remembered for the copies.
    assert [len(pictures_of(request)) for request in server.requests] == [2, 0, 0]
    assert not state["analysis"]["warnings"] or "HTTP 500" not in str(state["analysis"]["warnings"])


async def test_a_scan_waits_for_a_model_that_takes_pictures(
    graph: GradingGraph, server: Provider, scanned_copy: Path
) -> None:
    server.models = TEXT_ONLY
    state = await grade(graph, scanned_copy)
    progress = state["progress"]["c01"]
    assert progress["status"] == "waiting"
    assert progress["error"].startswith("the model takes no pictures, and page 1 of the copy needs one: grade")
    assert len(server.requests) == 1, "only the files were read"


async def test_pages_are_joined_where_one_picture_is_taken(
    graph: GradingGraph, server: Provider, scanned_copy: Path
) -> None:
    server.script = lambda request: refuse(request, more_than=1, answer=Reply.of(VLLM, 400))
    state = await grade(graph, scanned_copy)
    assert state["results"][0]["total"] == 5
    (picture,) = pictures_of(server.requests[-1])
    assert (picture.width, picture.height) == (1654, 2340)  # two rows of A4 at 100 dots an inch, as it is stored
    assert "several in a picture" in prompt_of(server.requests[-1])


@pytest.mark.parametrize(("images", "sent"), [("never", [0, 0]), ("one", [0, 1]), ("auto", [2, 2])])
async def test_the_teacher_may_ask_for_fewer_pictures(
    images: str, sent: list[int], graph: GradingGraph, server: Provider, drawn_copy: Path
) -> None:
    state = await grade(graph, drawn_copy, images=images)
    assert state["results"][0]["total"] == 5
    assert [len(pictures_of(request)) for request in server.requests] == sent


async def test_too_many_pages_for_one_picture_wait(graph: GradingGraph, server: Provider, tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(scan(pages=17))
    state = await grade(graph, path, images="one")
    assert state["progress"]["c01"]["status"] == "waiting"
    assert state["progress"]["c01"]["error"].startswith("17 pages in 1 picture cannot be read")


async def test_what_was_sent_is_part_of_a_paid_answers_key(
    graph: GradingGraph, server: Provider, drawn_copy: Path
) -> None:
    keys = set()
    for images in ("auto", "one", "never"):
        config: Any = {"configurable": {"thread_id": images}}
        request = {"documents": [document(drawn_copy)], "scheme": "Q1: 5, Q2: 5"}
        context = {"graders": [{"model": "local:small", "images": images}], "calibration": "off"}
        await graph.ainvoke(request, config, context=context)
        state = await graph.ainvoke(Command(resume={"candidate": 0}), config)
        keys |= {attempt["record"]["inputs"] for attempt in state["attempts"].values()}
    assert len(keys) == 3
