"""What the door refuses before a route sees it, and by what name."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from bareme.server import run_queue
from bareme.server.door import Door
from tests.server.conftest import Configure
from tests.server.session_platform import Platform

pytestmark = pytest.mark.anyio
RUNS = "/threads/t/runs/wait"
ANNE = {"authorization": "Bearer secret-a"}
type Json = dict[str, Any]


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the body, as the platform would read it."""
    await Response(await Request(scope, receive).body())(scope, receive, send)


async def echo_in_a_group(scope: Scope, receive: Receive, send: Send) -> None:
    """The same behind a middleware that receives in a task group, as one of the platform's does."""
    await BaseHTTPMiddleware(echo, dispatch=lambda request, answer: answer(request))(scope, receive, send)


BOTH = pytest.mark.parametrize("app", [echo, echo_in_a_group])


@pytest.fixture(autouse=True)
def platform(monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform without a session, on which no run was let in."""
    Platform({}, []).serve(monkeypatch)
    monkeypatch.setattr(run_queue, "_let_in", {})


@pytest.fixture(autouse=True)
def settings(configure: Configure) -> Configure:
    configure(api_tokens="anne:secret-a")
    return configure


async def ask(
    path: str, method: str = "POST", app: Any = echo, at: str = "http://127.0.0.1:2024", **request: Any
) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Door(app)), base_url=at) as client:
        return await client.request(method, path, **{"headers": ANNE, **request})


async def run_with(**options: Any) -> httpx.Response:
    return await ask(RUNS, json={"assistant_id": "graph_grading", "input": {"scheme": "1: 2"}, **options})


def refused_option(answer: httpx.Response) -> str:
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "/problems/option-refused")
    assert problem["option"].split(".")[-1] in problem["detail"]
    name: str = problem["option"]
    return name


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"command": {"update": {"policy": {"graders": []}}}}, "command.update"),
        ({"command": {"resume": {"candidate": 0}, "goto": "grade_copy"}}, "command.goto"),
        ({"interrupt_before": ["review"]}, "interrupt_before"),
        ({"interrupt_after": "*"}, "interrupt_after"),
        ({"checkpoint": {"checkpoint_id": "x"}}, "checkpoint"),
        ({"checkpoint_id": "x"}, "checkpoint_id"),
        (
            {"config": {"configurable": {"langgraph_auth_user_id": "bruno"}}},
            "config.configurable.langgraph_auth_user_id",
        ),
        ({"config": {"recursion_limit": 1}}, "config.recursion_limit"),
        ({"if_not_exists": "create"}, "if_not_exists"),
        ({"multitask_strategy": "rollback"}, "multitask_strategy"),
        ({"durability": "exit"}, "durability"),
        ({"after_seconds": 86_400}, "after_seconds"),
        ({"stream_mode": ["custom", "messages"]}, "stream_mode"),
        ({"stream_mode": "debug"}, "stream_mode"),
        ({"input": {}, "command": {"resume": {"candidate": 0}}}, "input"),
        # The platform copies the context into the configuration of the run.
        ({"context": {"thread_id": "t"}}, "context.thread_id"),
        ({"context": {"checkpoint_id": "x"}}, "context.checkpoint_id"),
        ({"context": {"__pregel_resuming": True}}, "context.__pregel_resuming"),
        ({"context": {"langgraph_request_id": "x"}}, "context.langgraph_request_id"),
    ],
)
async def test_b6_what_reaches_past_the_graph_is_refused_by_name(options: Json, named: str) -> None:
    assert refused_option(await run_with(**options)) == named


@pytest.mark.parametrize("address", ["http://10.0.0.1/hook", "https://school.example/hook", "/ok"])
async def test_b5_no_run_calls_an_address(address: str) -> None:
    assert refused_option(await run_with(webhook=address)) == "webhook"


@pytest.mark.parametrize("sent", [{"input": {}}, {"command": {"resume": {"candidate": 0}}}])
async def test_a3_max_concurrency_is_refused_with_an_input_and_with_an_answer(sent: Json) -> None:
    answer = await run_with(**{"input": None, **sent, "config": {"max_concurrency": 2}})
    assert refused_option(answer) == "config.max_concurrency"


@pytest.mark.parametrize("body", [{"supersteps": [{"updates": []}]}, {"ttl": 1}, {"owner": "bruno"}])
async def test_b6_no_thread_is_made_with_a_state(body: Json) -> None:
    assert refused_option(await ask("/threads", json=body)) == next(iter(body))


@pytest.mark.parametrize("path", ["/threads/search", "/threads/count"])
async def test_threads_are_not_searched_by_their_state(path: str) -> None:
    assert refused_option(await ask(path, json={"values": {"scheme": ["x"]}})) == "values"


async def test_a_history_before_what_is_no_checkpoint_is_refused() -> None:
    answer = await ask("/threads/t/history", json={"before": {"configurable": 5}})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")


@given(name=st.text(min_size=1, max_size=30), value=st.integers() | st.text(min_size=1) | st.just([0]) | st.just(True))
async def test_an_option_that_nobody_decided_on_is_refused(name: str, value: Any) -> None:
    known = {"assistant_id", "input", "command", "context", "config", "metadata", "stream_mode", "stream_subgraphs"}
    known |= {"stream_resumable", "on_disconnect", "on_completion", "multitask_strategy", "if_not_exists", "durability"}
    if name not in known and not (isinstance(value, int) and not -(2**63) <= value < 2**63):
        answer = await run_with(**{name: value})
        assert (answer.status_code, answer.json()["option"]) == (422, name)


@pytest.mark.parametrize("off", [None, False, "", [], {}])
async def test_an_option_that_is_off_asks_for_nothing(off: Any) -> None:
    sent = {"assistant_id": "graph_grading", "input": {"scheme": "1: 2"}, "webhook": off, "interrupt_before": off}
    answer = await ask(RUNS, json=sent)
    assert (answer.status_code, answer.json()) == (200, sent)  # and the body comes in as it was sent


@pytest.mark.parametrize("empty", [None, {}, [], "", 0, False])
async def test_a7_an_empty_answer_is_refused_by_name(empty: Any) -> None:
    answer = await run_with(input=None, command={"resume": empty})
    assert answer.status_code in {404, 422}
    assert ("command.resume" in answer.text) == (answer.status_code == 422)


@pytest.mark.parametrize("sent", [{"input": None}, {"command": {"resume": {"candidate": 0}}}, {}])
async def test_a7_nothing_is_continued_where_nothing_has_begun(sent: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGGRAPH_RUNTIME_EDITION", "inmem")
    answer = await ask(RUNS, json={"assistant_id": "graph_grading", **sent})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/session-missing")
    assert "'t'" in answer.json()["detail"]


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**400])
async def test_a7_a_number_of_more_than_64_bits_is_refused(number: int) -> None:
    answer = await run_with(input={"typed_copies": [{"answers": {"1": number}}]})
    assert (answer.status_code, "64" in answer.json()["detail"]) == (422, True)


@pytest.mark.parametrize("body", ["", "[]", "null", "{", "[" * 100_000, '{"a": NaN}', b"\xff\xfe", b"\x00{}"])
async def test_what_is_no_object_of_json_is_refused(body: Any) -> None:
    answer = await ask("/runs/wait", content=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@BOTH
@pytest.mark.parametrize(("path", "limit"), [(RUNS, 1_000), ("/documents", 101_000), ("/sign-in", 1_000_000)])
async def test_a4_a_body_is_capped_whatever_it_announces(settings: Configure, path: str, limit: int, app: Any) -> None:
    settings(max_request_bytes=1_000, max_document_bytes=1_000, max_archive_bytes=1_000)

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * (limit // 2 + 1)

    for content in (b"x" * (limit + 1), chunks()):
        answer = await ask(path, app=app, content=content)
        assert (answer.status_code, answer.json()["limit"]) == (413, limit)


@BOTH
@pytest.mark.parametrize("path", [RUNS, "/documents"])
async def test_a_body_that_does_not_come_is_not_waited_for(settings: Configure, path: str, app: Any) -> None:
    settings(upload_seconds=0.05)
    never = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await never.wait()

    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "server": ("127.0.0.1", 2024),
        "headers": [(b"host", b"127.0.0.1:2024"), (b"authorization", b"Bearer secret-a")],
    }
    body = slow()
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": await anext(body), "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    await Door(app)(scope, receive, send)
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["type"] == "/problems/too-slow"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "127.0.0.1"}, 200),
        ({"host": "LOCALHOST:2024"}, 200),
        ({"host": "[::1]:2024"}, 200),
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1.evil.example"}, 421),
        ({"host": "evil.example@127.0.0.1:99"}, 200),  # a browser sends no such thing; the name is the address
        ({"host": ""}, 421),
        ({"host": "["}, 421),
        ({"host": "school.example"}, 200),
        ({"origin": "http://127.0.0.1:2024"}, 200),
        ({"origin": "http://127.0.0.1:5173"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "http://[x"}, 403),
        ({"origin": "http://user@127.0.0.1:2024"}, 403),
        ({"origin": "https://page.example"}, 200),
        ({"origin": "https://page.example.evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "cross-site", "origin": "https://page.example"}, 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_b4_pages_of_other_sites_and_names_of_others_are_refused(
    settings: Configure, method: str, headers: dict[str, str], status: int
) -> None:
    settings(allowed_hosts="school.example", allowed_origins="https://page.example, https://other.example")
    path = "/schemas" if method == "GET" else "/threads/search"
    answer = await ask(path, method, headers={**ANNE, **headers})
    assert answer.status_code == status


async def test_b4_without_authentication_only_this_machine_comes_in(settings: Configure) -> None:
    settings(api_tokens="")
    assert (await ask("/schemas", "GET", headers={})).status_code == 200
    assert (await ask("/schemas", "GET", headers={}, at="http://192.0.2.7:2024")).status_code == 401


async def test_studio_opens_the_runs_api_on_this_machine_alone(settings: Configure) -> None:
    closed = [("/threads/t/state", {"values": {}}), (RUNS, {"command": {"update": {}}, "interrupt_before": ["review"]})]
    settings(studio="true")
    for path, body in closed:
        assert (await ask(path, json=body)).status_code in {403, 422}  # who has a token is no Studio
    settings(api_tokens="")
    for path, body in closed:
        assert (await ask(path, json=body, headers={})).json() == body
        assert (await ask(path, json=body, headers={}, at="http://192.0.2.7:2024")).status_code == 401
        assert (await ask(path, json=body, headers={"origin": "https://evil.example"})).status_code == 403
        studio = {"origin": "https://smith.langchain.com"}
        assert (await ask(path, json=body, headers=studio)).status_code == 200
    settings(studio="false")
    for path, body in closed:
        assert (await ask(path, json=body, headers={})).status_code in {403, 422}


async def test_what_the_platform_refuses_is_a_problem_too() -> None:
    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        body = {"detail": "Thread not found", "__error__": {"error": "x"}}
        await JSONResponse(body, 404, headers={"retry-after": "3", "x-request-id": "1"})(scope, receive, send)

    answer = await ask("/threads/search", app=refuse, json={})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "3"
    problem = answer.json()
    assert (problem["type"], problem["detail"]) == ("/problems/not-found", "Thread not found")
    assert problem["__error__"] == {"error": "x"}


async def test_only_our_own_process_comes_in_from_within() -> None:
    within = httpx.ASGITransport(Door(echo), root_path="/noauth")
    async with httpx.AsyncClient(transport=within, base_url="http://api") as client:
        assert (await client.post("/store/items", json={})).status_code == 200
    for path in ("/noauth/store/items", "//noauth/store/items", "/noauth"):
        assert (await ask(path)).status_code == 404
