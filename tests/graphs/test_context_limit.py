"""Copies whose prompt does not fit into the server's context: fewer of the teacher's papers, or a copy that waits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langgraph.types import Command

from bareme.graphs.grading import GradingGraph
from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from bareme.settings import get_settings
from tests.graphs.conftest import document
from tests.papers import scan, typed
from tests.provider.server import Provider, answer_to, prompt_of
from tests.provider.wire import Reply

type Json = dict[str, Any]

PAPER, KEY, COPY = "The question is about forces. ", "The answer is twelve newtons. ", "I think that it is twelve. "


def read_whole(request: Json) -> Json:
    """The usual answer of a server that makes a token of four characters, and says that it read all of them."""
    read = len(prompt_of(request)) // 4
    usage = {"prompt_tokens": read, "completion_tokens": 100, "total_tokens": read + 100}
    return {**answer_to(request), "usage": usage}


@pytest.fixture
def server(endpoint: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """The server of `local:small`."""
    monkeypatch.setenv("BAREME_LOCAL_BASE_URL", endpoint.base_url)
    get_settings.cache_clear()
    build_model.cache_clear()
    endpoint.reset()
    endpoint.script = read_whole
    yield endpoint
    build_model.cache_clear()


def context(tokens: int) -> Json:
    return {"default_generation_settings": {"n_ctx": tokens}}


class Class:
    """A class of typed copies; the exam paper and the answer key have some 3,300 tokens each."""

    def __init__(self, graph: GradingGraph, folder: Path, *, copies: int = 1) -> None:
        self.graph = graph
        self.config: Any = {"configurable": {"thread_id": "t"}}
        self.copies = [{"answers": {"1": COPY * 10 + str(n)}} for n in range(copies)]
        self.documents: list[Json] = []
        for name, text in [("exam_paper", PAPER), ("answer_key", KEY)]:
            path = folder / f"{name}.pdf"
            path.write_bytes(typed([[text] * 60] * 14))
            self.documents.append({**document(path), "role": name})
        drawing = folder / "drawing.pdf"
        drawing.write_bytes(scan(pages=1))
        self.documents.append({**document(drawing), "role": "exam_paper"})

    async def grade(self, **more: Any) -> Json:
        request = {"documents": self.documents, "typed_copies": self.copies, "scheme": "1: 5", **more}
        asked = {"graders": [{"model": "local:small"}], "language": "en", "calibration": "off"}
        await self.graph.ainvoke(request, self.config, context=asked)
        return await self.graph.ainvoke(Command(resume={"candidate": 0}), self.config)


def shown(request: Json) -> set[str]:
    """What a request shows of the teacher's papers."""
    text = prompt_of(request)
    pictures = any(isinstance(message["content"], list) for message in request["messages"])
    told = {name for name, part in [("exam_paper", PAPER), ("answer_key", KEY)] if part.strip() in text}
    return {*told, *(["pictures"] if pictures else [])}


def examined(server: Provider) -> list[Json]:
    return [request for request in server.requests if COPY.strip() in prompt_of(request)]


@pytest.mark.parametrize(
    ("tokens", "left_out"),
    [(40_000, []), (5_500, ["answer_key"]), (2_000, ["answer_key", "pictures", "exam_paper"])],
)
async def test_the_papers_are_left_out_in_the_order_that_is_stated(
    graph: GradingGraph, server: Provider, tmp_path: Path, tokens: int, left_out: list[str]
) -> None:
    server.models = context(tokens)
    state = await Class(graph, tmp_path, copies=2).grade()
    seen = {"exam_paper", "answer_key", "pictures"} - {*left_out}
    assert [shown(request) for request in examined(server)] == [seen, seen]
    assert [attempt["left_out"] for attempt in state["attempts"].values()] == [left_out, left_out]
    for copy in state["results"]:
        assert copy["status"] == "complete"
        assert ("papers_left_out" in copy["flags"]) is bool(left_out)


async def test_a_copy_that_does_not_fit_alone_waits_with_the_reason(
    graph: GradingGraph, server: Provider, tmp_path: Path
) -> None:
    server.models = context(300)
    state = await Class(graph, tmp_path).grade()
    assert not examined(server)
    progress = state["progress"]["c01"]
    assert progress["status"] == "waiting"
    assert "the server's context only 300" in progress["error"]


async def test_a_context_that_the_refusal_tells(graph: GradingGraph, server: Provider, tmp_path: Path) -> None:
    """A server that states nothing refuses what is too long with both numbers; what was refused costs nothing."""

    def script(request: Json) -> Reply | Json:
        if COPY.strip() not in prompt_of(request) or len(prompt_of(request)) < 22_000:
            return read_whole(request)
        error = {"code": 400, "message": "the request exceeds the available context size", "n_prompt_tokens": 12_000}
        return Reply.of({"error": {**error, "type": "exceed_context_size_error", "n_ctx": 9_000}}, 400)

    server.script = script
    state = await Class(graph, tmp_path).grade()
    assert [shown(request) for request in examined(server)][-1] == {"exam_paper", "pictures"}
    assert "papers_left_out" in state["results"][0]["flags"]
    assert state["attempts"]["c01/A/1/0"]["usage"]["calls"] == 1


async def test_after_the_context_was_raised_a_regrade_shows_everything(
    graph: GradingGraph, server: Provider, tmp_path: Path
) -> None:
    server.models = context(5_500)
    room = Class(graph, tmp_path)
    await room.grade()
    server.models = context(40_000)
    await close_runtime()  # which knows what a server stated for a minute
    regrade = {"actions": [{"type": "regrade", "copy_ids": "c01"}]}
    state = await graph.ainvoke(Command(resume=regrade), room.config)
    assert shown(examined(server)[-1]) == {"exam_paper", "answer_key", "pictures"}
    assert "papers_left_out" not in state["results"][0]["flags"]
