"""What our own routes say of themselves in OpenAPI is true: of any request, valid or not, that can be drawn from it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from bareme.runtime import close_runtime
from bareme.server.routes import app
from bareme.settings import get_settings
from tests.nasty import fuzz_settings
from tests.schema_bounds import unbounded
from tests.server.session_platform import SESSION, graded

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


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[asyncio.Runner]:
    """One session of the local user, in review; all other ids are nobody's."""
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()
    with asyncio.Runner() as loop:
        loop.run(graded({"typed_copies": [{"answers": {"1": "a"}}], "scheme": "1: 2"})).serve(monkeypatch)
        yield loop
        loop.run(close_runtime())
    get_settings.cache_clear()


def as_part(value: Any) -> Any:
    """Return a part of a form that httpx can send: what is no text becomes one."""
    if isinstance(value, tuple):
        return (value[0], as_part(value[1]), *value[2:])
    return value if isinstance(value, bytes | str) else str(value)


async def send(case: Any) -> httpx.Response:
    sent = case.as_transport_kwargs(base_url="http://127.0.0.1")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, cookies=sent.pop("cookies", None)) as client:
        if isinstance(sent.get("data"), bytes | str):
            sent["content"] = sent.pop("data")
        if sent.get("files"):
            sent["files"] = [(name, as_part(value)) for name, value in sent["files"]]
        request = client.build_request(**sent)
        await request.aread()  # a form is sent as it is read, and is looked at afterwards
        return await client.send(request)


def may_be_wrong(name: str) -> bool:
    """Whether an operation takes anything."""
    operation = OPERATIONS[name]
    return bool(operation.body or [*operation.path_parameters, *operation.query])


CASES = [
    pytest.param(name, mode, id=f"{name}-{mode.value}")
    for name in OPERATIONS
    for mode in GenerationMode
    if mode is not GenerationMode.NEGATIVE or may_be_wrong(name)
]


@pytest.mark.parametrize(("name", "mode"), CASES)
def test_a_route_answers_as_it_says(session: asyncio.Runner, name: str, mode: GenerationMode) -> None:
    wrong = mode is GenerationMode.NEGATIVE
    operation = OPERATIONS[name]

    @fuzz_settings(10)
    @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
    def answered(case: Any, known: bool) -> None:
        if known and not wrong and "session_id" in case.path_parameters:
            case.path_parameters["session_id"] = SESSION
        response = session.run(send(case))
        case.validate_response(response, checks=[*CHECKS, *([checks.negative_data_rejection] if wrong else [])])

    answered()
