import base64
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import pytest
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver

from bareme.domain.policy import Grader
from bareme.graphs.grading import GradingGraph, build_grading_graph
from bareme.models.circuit import forget_circuits
from bareme.models.registry import build_model
from bareme.settings import get_settings

type Json = dict[str, Any]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    """A home of its own for each test, which knows nothing of the failures before it and waits for nobody."""
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    monkeypatch.setenv("BAREME_BACKOFF_SECONDS", "0")
    get_settings.cache_clear()
    forget_circuits()
    yield tmp_path
    get_settings.cache_clear()


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


@pytest.fixture
def graph() -> GradingGraph:
    return build_grading_graph(InMemorySaver())


async def close_clients(models: Iterable[str]) -> None:
    """Close the connections of these models' clients, in the event loop that they were made in, and forget them."""
    for name in models:
        model = build_model(Grader(model=name))
        assert isinstance(model, ChatOpenAI)
        await model.root_async_client.close()
        model.root_client.close()
    build_model.cache_clear()


def document(path: Path, role: str = "copies") -> Json:
    return {"role": role, "name": path.name, "data": base64.b64encode(path.read_bytes()).decode()}


async def found(graph: GradingGraph, thread_id: str, **request: Any) -> Json:
    """Run up to the scale and return what the teacher is asked."""
    config: Any = {"configurable": {"thread_id": thread_id}}
    state = await graph.ainvoke(request, config)
    value: Json = state["__interrupt__"][0].value
    return value
