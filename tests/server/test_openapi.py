"""What our own routes say of themselves in OpenAPI is true: of any request, valid or not, that can be drawn from it."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from bareme.graphs.grading import build_grading_graph
from bareme.runtime import close_runtime
from bareme.server.routes import app
from bareme.settings import get_settings
from tests.nasty import fuzz_settings
from tests.schema_bounds import unbounded

TIMES = {"created_at": "2026-02-27T09:30:00+00:00", "updated_at": "2026-02-27T09:30:00+00:00"}
SESSION = "00000000-0000-4000-8000-000000000001"
DESCRIBED = schemathesis.openapi.from_dict(app.openapi())
DESCRIBED.app = app
OPERATIONS = {
    f"{found.ok().method.upper()} {found.ok().path}": found.ok()
    for found in DESCRIBED.get_all_operations()
    if isinstance(found, Ok)
}
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@pytest.mark.parametrize("name", OPERATIONS)
def test_a4_everything_that_a_route_takes_has_a_maximum(name: str) -> None:
    described = app.openapi()
    method, path = name.split()
    operation = described["paths"][path][method.lower()]
    bodies = operation.get("requestBody", {}).get("content", {})
    schemas = {
        **{parameter["name"]: parameter["schema"] for parameter in operation.get("parameters", ())},
        **{kind: body.get("schema", {}) for kind, body in bodies.items() if "json" in kind},
    }
    assert {place: found for place, schema in schemas.items() if (found := unbounded(schema, described))} == {}


def _at(value: Any, steps: list[str]) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


class Platform:
    """The platform's own client, over one graded session."""

    def __init__(self, values: Any, interrupts: Any) -> None:
        self.state = {"values": values, "interrupts": interrupts, "tasks": [], "next": []}

    @property
    def threads(self) -> "Platform":
        return self

    @property
    def runs(self) -> "Platform":
        return self

    async def search(
        self, *, ids: list[str] | None = None, extract: dict[str, str] | None = None, **_: Any
    ) -> list[Any]:
        found = await self.get(SESSION)
        extracted = {name: _at(found, path.split(".")) for name, path in (extract or {}).items()}
        return [{**found, "extracted": extracted}] if ids is None or SESSION in ids else []

    async def update(self, thread_id: str, **_: Any) -> Any:
        return await self.get(thread_id)

    async def delete(self, thread_id: str) -> None:
        await self.get(thread_id)

    async def list(self, thread_id: str, **_: Any) -> list[Any]:
        await self.get(thread_id)
        return []

    async def get(self, thread_id: str) -> Any:
        if thread_id != SESSION:
            request = httpx.Request("GET", "http://platform")
            raise httpx.HTTPStatusError("missing", request=request, response=httpx.Response(404, request=request))
        return {"thread_id": thread_id, "metadata": {"owner": "local"}, "status": "interrupted", **TIMES, **self.state}

    async def get_state(self, thread_id: str) -> Any:
        return {**(await self.get(thread_id))}


async def graded() -> Platform:
    graph, config = build_grading_graph(InMemorySaver()), RunnableConfig(configurable={"thread_id": SESSION})
    await graph.ainvoke({"typed_copies": [{"answers": {"1": "a"}}], "scheme": "1: 2"}, config)
    await graph.ainvoke(Command(resume={"candidate": 0}), config)
    state = await graph.aget_state(config)
    await close_runtime()
    return Platform(state.values, [{"value": one.value, "id": one.id} for one in state.interrupts])


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[asyncio.Runner]:
    """One session of the local user, in review; all other ids are nobody's."""
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()
    with asyncio.Runner() as loop:
        threads = loop.run(graded())
        for name, module in list(sys.modules.items()):
            if name.startswith("bareme.server.") and hasattr(module, "get_client"):
                monkeypatch.setattr(module, "get_client", lambda: threads)
        yield loop
        loop.run(close_runtime())
    get_settings.cache_clear()


async def send(case: Any) -> httpx.Response:
    sent = case.as_transport_kwargs(base_url="http://127.0.0.1")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, cookies=sent.pop("cookies", None)) as client:
        if isinstance(sent.get("data"), bytes | str):
            sent["content"] = sent.pop("data")
        return await client.request(**sent)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_route_answers_as_it_says(session: asyncio.Runner, name: str, mode: GenerationMode) -> None:
    wrong = mode is GenerationMode.NEGATIVE
    operation = OPERATIONS[name]
    if wrong and not (operation.body or [*operation.path_parameters, *operation.query]):
        pytest.skip("takes nothing that could be wrong")

    @fuzz_settings(10)
    @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
    def answered(case: Any, known: bool) -> None:
        if known and not wrong and "session_id" in case.path_parameters:
            case.path_parameters["session_id"] = SESSION
        response = session.run(send(case))
        case.validate_response(response, checks=[*CHECKS, *([checks.negative_data_rejection] if wrong else [])])

    answered()
