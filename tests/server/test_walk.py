"""Every route and verb of a running server, walked by whoever may come: the door lets in what its table says, no more.

The routes are those of the server itself, of its route table and of its OpenAPI, so a new one fails here until a row in
`server/access.py` decides on it.
"""

import asyncio
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bareme.cli.serve import absolute
from bareme.server.access import ROWS, Row, Who
from tests.e2e.dev_server import REPOSITORY, DevServer
from tests.mock_exams import sample_submission

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

CANARY = "Zoe Canary"
PLACES = re.compile(r"\{\w+(?::\w+)?\}")
GRADING, MOCK_EXAM = "graph_grading", "graph_mock_exam"
INPUT: Any = {"scheme": "1: 2", "typed_copies": [{"student": {"name": CANARY}, "answers": {"1": CANARY}}]}
OFFLINE: Any = {"graders": ["offline:lexical"]}
TOKENS = {"anne": "secret-a", "bruno": "secret-b"}
type Json = dict[str, Any]


@dataclass(frozen=True)
class Session:
    """A session of Anne's in review, and what it is made of."""

    server: DevServer
    ids: dict[str, str]
    routes: frozenset[tuple[str, str]]
    """The verbs and paths of the running server."""
    described: frozenset[tuple[str, str]]
    """Those in its OpenAPI."""

    def path(self, row_path: str) -> str:
        """Return a path of the row with the ids of the session."""
        return PLACES.sub(lambda place: self.ids[place.group()[1:-1].partition(":")[0]], row_path)


def bearer(user: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKENS[user]}"}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("walked")
    config = absolute(json.loads((REPOSITORY / "langgraph.json").read_text(encoding="utf-8")), REPOSITORY)
    config["http"]["app"] = f"{Path(__file__).with_name('walked_app.py')}:app"
    (folder / "langgraph.json").write_text(json.dumps(config), encoding="utf-8")
    tokens = ",".join(f"{user}:{token}" for user, token in TOKENS.items())
    routes = folder / "routes.json"
    server = DevServer(folder, folder / "langgraph.json", BAREME_API_TOKENS=tokens, ROUTES_FILE=str(routes))
    server.start()
    try:
        written = json.loads(routes.read_text(encoding="utf-8"))
        table = frozenset((method, path) for method, path in written["routes"])
        described = frozenset(
            (method.upper(), path) for path, verbs in written["openapi"]["paths"].items() for method in verbs
        )
        yield Session(server, _open_session(server), table, described)
    finally:
        server.stop()


def _open_session(server: DevServer) -> dict[str, str]:
    with httpx.Client(base_url=server.url, headers=bearer("anne"), timeout=60) as anne:
        thread = f"/threads/{(thread_id := anne.post('/threads', json={}).json()['thread_id'])}"
        for payload in ({"input": INPUT, "context": OFFLINE}, {"command": {"resume": {"candidate": 0}}}):
            run = anne.post(f"{thread}/runs/wait", json={"assistant_id": GRADING, **payload})
            assert run.status_code == 200, run.text
        state = anne.get(f"{thread}/state").json()
        assert state["next"] == ["review"]
        (assistant,) = anne.post("/assistants/search", json={"graph_id": GRADING}).json()
        picture = (REPOSITORY / "fixtures" / "physics-fr" / "exam-paper.pdf").read_bytes()
        return {
            "thread_id": thread_id,
            "session_id": thread_id,
            "run_id": anne.get(f"{thread}/runs").json()[0]["run_id"],
            "checkpoint_id": state["checkpoint"]["checkpoint_id"],
            "assistant_id": assistant["assistant_id"],
            "graph_id": GRADING,
            "document_id": anne.post("/documents", content=picture).json()["document_id"],
            "index": "0",
            "copy_id": "c01",
            "label": "A",
            "fmt": "json",
            "file_id": "0" * 64,
            "cron_id": str(uuid.uuid4()),
            "namespace": "x",
            "screen": "review",
            "asset": "x.js",
            "file": "x",
            "deployment_id": "x",
        }


def body_of(row: Row, session: Session) -> Json | bytes | None:
    """Return a body that the row's route takes; of a run, one that changes nothing in the session."""
    if row.method == "GET":
        return None
    bodies: dict[str, Json | bytes] = {
        "/documents": b"%PDF-1.4 not a document",
        "/sign-in": {"token": "wrong"},
        "/threads/{thread_id}/state/checkpoint": {"checkpoint": {"checkpoint_id": session.ids["checkpoint_id"]}},
        "/threads/{thread_id}/state": {"values": {"decisions": {}}, "as_node": "calibrate"},
        "/runs/batch": {},
    }
    if row.path in bodies:
        return bodies[row.path]
    if re.fullmatch(r"/threads/\{thread_id\}/runs(/stream|/wait)?", row.path):
        answer = {"actions": [{"type": "accept", "copy_ids": "no copy"}]}
        return {"assistant_id": GRADING, "command": {"resume": answer}, "stream_mode": ["custom"]}
    if row.path.startswith("/runs"):
        return {"assistant_id": MOCK_EXAM, "input": {"exam_submission": sample_submission()}}
    if row.path.endswith("/decisions"):
        return {"actions": [{"type": "finish"}]}
    return {}


CALLERS = (
    "owner",
    "cookie",
    "other tenant",
    "other tenant, own thread",
    "anonymous",
    "forged header",
    "forged cookie",
    "foreign page",
)


@pytest.fixture(scope="module")
def callers(session: Session) -> Iterator[dict[str, httpx.Client]]:
    """A client of each caller."""
    signed_in = httpx.post(f"{session.server.url}/sign-in", json={"token": TOKENS["anne"]})
    cookie = signed_in.headers["set-cookie"].partition(";")[0]
    headers = {
        "owner": bearer("anne"),
        "cookie": {"cookie": cookie, "sec-fetch-site": "same-origin"},
        "other tenant": bearer("bruno"),
        "other tenant, own thread": bearer("bruno"),
        "anonymous": {},
        "forged header": {"x-auth-scheme": "langsmith", "x-api-key": TOKENS["anne"], "x-user-id": "anne"},
        "forged cookie": {"cookie": cookie[:-3] + "abc"},
        "foreign page": {"cookie": cookie, "origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    }
    clients = {name: httpx.Client(base_url=session.server.url, headers=headers[name], timeout=60) for name in CALLERS}
    yield clients
    for client in clients.values():
        client.close()


def expected(row: Row, caller: str) -> set[int]:
    """Return the statuses that refuse a caller, or none if the caller comes in."""
    if caller == "foreign page":
        return {403}
    if row.who is Who.ANYBODY:
        return set()
    if caller in {"anonymous", "forged header", "forged cookie"}:
        return {401}
    if row.who in {Who.NOBODY, Who.ADMIN} or (caller == "cookie" and row.who is Who.TOKEN):
        return {403}
    return set()


def test_b7_every_route_of_the_server_has_been_decided_on(session: Session) -> None:
    def plain(verbs: Any) -> set[tuple[str, str]]:
        return {(method, PLACES.sub("{}", path)) for method, path in verbs if method not in {"HEAD", "OPTIONS"}}

    decided = plain((row.method, row.path) for row in ROWS)
    there = plain(verb for verb in session.routes if verb[0] != "WEBSOCKET")
    assert there - decided == set(), "decide in server/access.py who may call these"
    assert decided - there == set(), "rows of routes that there are not"
    assert plain((method, path.removesuffix("/") or "/") for method, path in session.described) <= there
    assert len(there) > 80


@pytest.mark.parametrize("caller", CALLERS)
def test_b_the_door_lets_in_what_its_table_says(
    session: Session, callers: dict[str, httpx.Client], caller: str
) -> None:
    before = len(session.server.log)
    faults = []
    foreign_bytes = 0
    if caller == "other tenant, own thread":  # with the run and the checkpoint of another
        own = callers[caller].post("/threads", json={}).json()["thread_id"]
        session = replace(session, ids={**session.ids, "thread_id": own})
    nothing = replace(session, ids={**session.ids, "session_id": str(uuid.uuid4()), "document_id": "0" * 64})
    for row in ROWS:
        deletes_own = row.method == "DELETE" and caller in {"owner", "cookie"}
        answer = ask(callers[caller], row, nothing if deletes_own else session)
        refused = expected(row, caller)
        if (refused and answer.status_code not in refused) or answer.status_code >= 500:
            faults.append(f"{row.method} {row.path}: {answer.status_code}")
        if not refused and row.who is not Who.ANYBODY and answer.status_code in {401, 403, 405}:
            faults.append(f"{row.method} {row.path}: {answer.status_code} although it is open")
        if answer.status_code >= 400 and answer.headers["content-type"] != "application/problem+json":
            faults.append(f"{row.method} {row.path}: no problem document")
        if caller not in {"owner", "cookie"}:
            foreign_bytes += answer.text.count(CANARY)
        is_of_session = any(place in row.path for place in ("{thread_id}", "{session_id}", "{document_id}"))
        is_of_session = is_of_session and not row.path.startswith("/app/")  # the same page for every session
        if caller == "other tenant" and is_of_session and answer.status_code < 400:
            faults.append(f"{row.method} {row.path}: {answer.status_code} for another's session")
    assert faults == []
    assert foreign_bytes == 0
    assert faults_in(session.server.log[before:]) == []


def faults_in(log: str) -> list[str]:
    """Return the lines of a server's log that tell of a fault, as a traceback or as the way to where it happened."""
    signs = ("Traceback", "[error", "errors=[", "exception")
    return [line for line in log.splitlines() if any(sign in line for sign in signs)]


def ask(client: httpx.Client, row: Row, session: Session) -> httpx.Response:
    body = body_of(row, session)
    sent: Json = {"content": body} if isinstance(body, bytes) else {"json": body}
    if row.path == "/sign-out":  # the cookie is needed for the rows that follow
        sent["headers"] = {"cookie": ""}
    return client.request(row.method, session.path(row.path), **({} if body is None else sent))


def test_b8_the_stream_of_another_is_not_there(session: Session, callers: dict[str, httpx.Client]) -> None:
    before = len(session.server.log)
    thread = f"/threads/{session.ids['thread_id']}"
    run = f"{thread}/runs/{session.ids['run_id']}/stream"
    unknown = f"/threads/{uuid.uuid4()}/runs/{uuid.uuid4()}/stream"
    answers = [callers["other tenant"].get(path) for path in (run, unknown, f"{thread}/stream")]
    assert [answer.status_code for answer in answers] == [404, 404, 403]
    assert faults_in(session.server.log[before:]) == []


def test_b4_no_browser_gives_an_answer_to_a_page_of_another_site(session: Session) -> None:
    asks = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    near = {"access-control-request-private-network": "true"}
    for headers in (asks, {**asks, **near}):
        answer = httpx.options(f"{session.server.url}/threads/search", headers=headers)
        assert answer.status_code == 400
        assert "access-control-allow-origin" not in answer.headers
        assert "access-control-allow-private-network" not in answer.headers
    posted = httpx.post(f"{session.server.url}/threads/search", headers={**bearer("anne"), **asks}, json={})
    assert (posted.status_code, CANARY in posted.text) == (403, False)
    assert "access-control-allow-origin" not in posted.headers


def test_b6_a_browser_reads_no_state(session: Session, callers: dict[str, httpx.Client]) -> None:
    browser = callers["cookie"]
    thread = f"/threads/{session.ids['thread_id']}"
    run: Json = {"assistant_id": GRADING, "command": {"resume": {"actions": [{"type": "finish"}]}}}
    modes: list[Any] = [None, [], "", "values", "updates", ["custom", "values"], ["custom", None], "CUSTOM", {}]
    answers = [browser.post(f"{thread}/runs/stream", json={**run, "stream_mode": mode}) for mode in modes]
    joined = f"{thread}/runs/{session.ids['run_id']}/stream"
    queries = ["", "stream_mode=", "stream_mode=[]", 'stream_mode=["custom","values"]', 'stream_mode= ["values"]']
    queries += ["stream_mode=custom&stream_mode=values", "stream_mode=custom,values", "Stream_mode=custom"]
    answers += [browser.get(f"{joined}?{query}") for query in queries]
    again = {"thread_id": session.ids["thread_id"], "if_exists": "do_nothing"}
    answers += [browser.post("/threads", json=again), browser.head(f"{thread}/state")]
    assert {answer.status_code for answer in answers} <= {403, 422}
    assert not any('"attempts"' in answer.text or CANARY in answer.text for answer in answers)
    assert browser.get(f"{joined}?stream_mode=custom").status_code == 200
    assert browser.post("/threads", json={**again, "if_exists": "raise"}).status_code == 409


def test_no_header_comes_into_the_configuration_of_a_run(session: Session) -> None:
    sent = {"x-forwarded-for": "192.0.2.7", "x-note": "mine", "user-agent": "mine", "langsmith-trace": "mine"}
    baggage = {"baggage": "langsmith-project=mine,langsmith-metadata=%7B%22a%22%3A%22mine%22%7D"}
    with httpx.Client(base_url=session.server.url, headers={**bearer("bruno"), **sent, **baggage}, timeout=60) as bruno:
        thread = f"/threads/{bruno.post('/threads', json={}).json()['thread_id']}"
        bruno.post(f"{thread}/runs/wait", json={"assistant_id": GRADING, "input": INPUT, "context": OFFLINE})
        state, (run,) = bruno.get(f"{thread}/state").text, bruno.get(f"{thread}/runs").json()
    assert "confirm_scale" in state
    assert not any(value in state + json.dumps(run) for value in ("192.0.2.7", "mine"))


@pytest.mark.parametrize(
    ("method", "path", "asked"),
    [
        ("GET", "/ok", {"params": {"check_db": "x"}}),
        ("GET", "/threads/{thread_id}/runs", {"params": {"limit": "x"}}),
        ("GET", "/threads/x/state", {}),
        ("POST", "/threads/search", {"json": {"metadata": [], "limit": -1}}),
        ("POST", "/threads/{thread_id}/history", {"json": {"before": "x"}}),
        ("POST", "/threads/{thread_id}/runs", {"json": {"assistant_id": "nope", "input": {}}}),
        ("POST", "/threads/{thread_id}/runs", {"json": {"assistant_id": 5, "input": {}}}),
    ],
)
def test_what_the_platform_cannot_read_is_no_fault(
    session: Session, callers: dict[str, httpx.Client], method: str, path: str, asked: Json
) -> None:
    before = len(session.server.log)
    answer = callers["owner"].request(method, session.path(path), **asked)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert faults_in(session.server.log[before:]) == []


def test_b_an_open_connection_is_refused(session: Session) -> None:
    handshake = {"connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
    key = {"sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ=="}
    paths = [path for method, path in session.routes if method == "WEBSOCKET"]
    assert paths
    for path in paths:
        answer = httpx.get(
            session.server.url + session.path(path), headers={**handshake, **key, **bearer("anne")}, timeout=5
        )
        assert answer.status_code == 403


async def test_runs_without_a_thread_take_no_thread_of_others_with_them(session: Session) -> None:
    exam: Any = {"exam_submission": sample_submission()}
    offline: Any = {"configurable": {"model": "offline:lexical"}}
    async with session.server.client(**bearer("anne")) as client:
        async with asyncio.TaskGroup() as group:  # each deletes its thread when it ends, all at once
            for _number in range(12):
                group.create_task(client.runs.wait(None, MOCK_EXAM, input=exam, config=offline))
            made = [(await client.threads.create())["thread_id"] for _number in range(12)]
        found = await client.threads.search(ids=made, limit=12, select=["thread_id"])
    assert {thread["thread_id"] for thread in found} == {*made}
