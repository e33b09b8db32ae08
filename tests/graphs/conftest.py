import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.graphs.grading import GradingGraph, build_grading_graph
from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from bareme.settings import get_settings
from tests.provider.server import Provider, run_provider

type Json = dict[str, Any]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own for each test, whose calls are sent again without a pause."""
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    monkeypatch.setenv("BAREME_BACKOFF_SECONDS", "0")
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
async def runtime(anyio_backend: str) -> AsyncIterator[None]:
    """The tests of a module share an event loop, but nothing else."""
    yield
    await close_runtime()


@pytest.fixture(scope="module")
async def endpoint(anyio_backend: str) -> AsyncIterator[Provider]:
    """One endpoint a module, for agents that are kept know one address, and one event loop, as its connections need."""
    with run_provider() as running:
        yield running


@pytest.fixture
def provider(endpoint: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """The provider behind `openai:…`, which has been asked nothing yet and answers as usual."""
    monkeypatch.setenv("OPENAI_API_KEY", "test")
    monkeypatch.setenv("OPENAI_BASE_URL", endpoint.base_url)
    build_model.cache_clear()
    endpoint.reset()
    yield endpoint
    build_model.cache_clear()


@pytest.fixture(scope="session")
def vcr_config() -> Json:
    """How providers are recorded: without what is secret. Without `--record-mode` recordings are only replayed."""
    secret = ["authorization", "x-api-key", "api-key", "openai-organization", "openai-project", "cookie"]
    return {
        "filter_headers": [(name, "filtered") for name in secret],
        "filter_query_parameters": [("api_key", "filtered"), ("key", "filtered")],
        "before_record_response": _without_identity,
        "match_on": ["method", "path", "body"],
        "decode_compressed_response": True,
    }


def _without_identity(response: Json) -> Json:
    told = {"set-cookie", "openai-organization", "openai-project", "x-request-id"}
    response["headers"] = {name: value for name, value in response["headers"].items() if name.lower() not in told}
    return response


class Session:
    """One thread of the graph."""

    def __init__(self, graph: GradingGraph) -> None:
        assert isinstance(graph.checkpointer, BaseCheckpointSaver)
        self.graph, self.saver = graph, graph.checkpointer
        self.config: Any = {"configurable": {"thread_id": "t"}}

    async def send(self, value: Any, **context: Any) -> Json:
        return await self.graph.ainvoke(value, self.config, context=context or None)

    async def answer(self, value: Any) -> Json:
        return await self.send(Command(resume=value))

    async def act(self, *actions: Json, author: str = "teacher") -> Json:
        return await self.answer({"actions": list(actions), "author": author})

    async def state(self) -> Json:
        values: Json = (await self.graph.aget_state(self.config)).values
        return values


@pytest.fixture
def graph() -> GradingGraph:
    return build_grading_graph(InMemorySaver())


@pytest.fixture
def session(graph: GradingGraph) -> Session:
    return Session(graph)


def interrupt_of(state: Json) -> Json:
    value: Json = state["__interrupt__"][0].value
    return value


def document(path: Path, role: str = "copies") -> Json:
    return {"role": role, "name": path.name, "data": base64.b64encode(path.read_bytes()).decode()}


async def found(graph: GradingGraph, thread_id: str, **request: Any) -> Json:
    """Run up to the scale and return what the teacher is asked."""
    config: Any = {"configurable": {"thread_id": thread_id}}
    state = await graph.ainvoke(request, config)
    value: Json = state["__interrupt__"][0].value
    return value
