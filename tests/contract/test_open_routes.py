"""Every verb that is open to a client succeeds, on every server, for who may ask it."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from langgraph_sdk.client import LangGraphClient

from bareme.server.access import ROWS, Row, Who, decide
from bareme.server.web_app import STATIC
from tests.contract.conftest import CLUSTER, TOKENS, Served
from tests.contract.sessions import CONFIRMED, begin, exam, grade, graders, set_mark
from tests.e2e.dev_server import REPOSITORY, free_port
from tests.e2e.driving import GRAPH
from tests.mock_exams import sample_submission

pytestmark = pytest.mark.cluster
MOCK_EXAM = "graph_mock_exam"
OFFLINE: Any = {"configurable": {"model": "offline:lexical"}}
DECISION: Any = {"resume": {"actions": [{"type": "mark_complete", "copy_ids": "c01"}]}}
PAPER = REPOSITORY / "fixtures" / "physics-fr" / "exam-paper.pdf"


class Heard:
    """The rows whose requests have succeeded."""

    def __init__(self) -> None:
        self.rows: set[Row] = set()

    async def note(self, response: httpx.Response) -> None:
        row = decide(response.request.method, response.request.url.path).row
        if row and response.is_success:
            self.rows.add(row)

    def left(self, *starts: str) -> set[str]:
        """Return the open verbs of these paths that have not succeeded."""
        wanted = {row for row in ROWS if row.who not in {Who.NOBODY, Who.ADMIN}} - self.rows
        return {f"{row.method} {row.path}" for row in wanted if row.path.split("/")[1] in starts}


@pytest.fixture
async def heard(server: Served, anyio_backend: str) -> AsyncIterator[tuple[LangGraphClient, httpx.AsyncClient, Heard]]:
    """Anne's client of the SDK, a plain one of hers through another process, and what they have heard."""
    heard = Heard()
    async with server.client("anne") as client, server.http("anne", at=1) as http:
        for one in (client.http.client, http):
            one.event_hooks["response"].append(heard.note)
        yield client, http, heard


async def test_the_platforms_own_routes(
    server: Served, heard: tuple[LangGraphClient, httpx.AsyncClient, Heard]
) -> None:
    client, _, seen = heard
    (assistant,) = await client.assistants.search(graph_id=GRAPH)
    assistant_id = assistant["assistant_id"]
    assert (await client.assistants.get(assistant_id))["graph_id"] == GRAPH
    assert "review" in {node["id"] for node in (await client.assistants.get_graph(assistant_id))["nodes"]}
    assert (await client.assistants.get_schemas(assistant_id))["input_schema"]
    assert await client.assistants.count(graph_id=GRAPH) == 1

    thread = await grade(client, 1)
    fresh = (await client.threads.create())["thread_id"]
    found = {one["thread_id"] for one in await client.threads.search(ids=[thread, fresh], limit=20)}
    assert found >= {thread, fresh} if server.name == CLUSTER else found == {thread, fresh}
    if server.name != CLUSTER:
        assert await client.threads.count() >= 2
    assert (await client.threads.get(thread))["status"] == "interrupted"
    state: Any = await client.threads.get_state(thread)
    checkpoint = state["checkpoint"]
    again: Any
    for again in (
        await client.threads.get_state(thread, checkpoint_id=checkpoint["checkpoint_id"]),
        await client.threads.get_state(thread, checkpoint=checkpoint),
        (await client.threads.get_history(thread))[0],
    ):
        assert again["values"]["results"] == state["values"]["results"]

    started = await client.runs.create(fresh, GRAPH, input=exam(1), context=graders("a"), stream_resumable=True)
    assert await client.runs.join(fresh, started["run_id"])
    assert [run["run_id"] for run in await client.runs.list(fresh)] == [started["run_id"]]
    ended = await client.runs.get(fresh, started["run_id"])
    assert (ended["thread_id"], ended["status"] in {"success", "interrupted"}) == (fresh, True)
    graded = await client.runs.create(fresh, GRAPH, command=CONFIRMED, stream_mode=["custom"], stream_resumable=True)
    first = "0" if server.name == CLUSTER else "-1"
    joined = client.runs.join_stream(fresh, graded["run_id"], stream_mode=["custom"], last_event_id=first)
    assert "copy_done" in [part.data["type"] async for part in joined if part.event == "custom"]
    assert [part async for part in client.runs.stream(fresh, GRAPH, command=DECISION, stream_mode=["updates"])]
    assert await client.runs.wait(fresh, GRAPH, command=DECISION)
    stopped = await client.runs.create(fresh, GRAPH, command=DECISION)
    await client.runs.cancel(fresh, stopped["run_id"], action="interrupt")

    given: Any = {"input": {"exam_submission": sample_submission()}, "config": OFFLINE}
    assert await client.runs.wait(None, MOCK_EXAM, **given)
    assert [part async for part in client.runs.stream(None, MOCK_EXAM, **given)]
    assert await client.runs.create(None, MOCK_EXAM, **given)
    missing = {"POST /threads/count"} if server.name == CLUSTER else set()
    assert seen.left("threads", "runs", "assistants") == missing


async def test_our_own_routes(server: Served, heard: tuple[LangGraphClient, httpx.AsyncClient, Heard]) -> None:
    client, http, seen = heard

    async def ask(method: str, path: str, **sent: Any) -> httpx.Response:
        return (await http.request(method, path, **sent)).raise_for_status()

    for path in ("/health", "/ready", "/models", "/me", "/schemas", "/sessions", "/app", "/app/", "/app/new"):
        await ask("GET", path)
    if server.name != CLUSTER:
        await ask("GET", "/ok")
    scripts = sorted((STATIC / "assets").glob("*.js"))
    for script in scripts[:1]:
        await ask("GET", f"/app/assets/{script.name}")
    signed_in = await ask("POST", "/sign-in", json={"token": TOKENS["anne"]})
    await ask("POST", "/sign-out", headers={"cookie": signed_in.headers["set-cookie"].partition(";")[0]})
    http.cookies.clear()

    document = f"/documents/{(await ask('POST', '/documents', content=PAPER.read_bytes())).json()['document_id']}"
    assert (await ask("GET", f"{document}/content")).content == PAPER.read_bytes()
    assert (await ask("GET", f"{document}/pages/0")).headers["content-type"].startswith("image/")
    assert (await ask("GET", document)).json()["pages"]
    await ask("DELETE", document)

    result: Any = await client.runs.wait(
        None, MOCK_EXAM, input={"exam_submission": sample_submission()}, config=OFFLINE
    )
    sheet = {"evaluation": result["structured_response"], "title": "Forces", "student": "MARTIN Léa"}
    assert (await ask("POST", "/mock-exams/sheet", json=sheet)).content.startswith(b"%PDF")

    asking = f"/sessions/{await begin(client, 1)}"
    assert (await ask("GET", f"{asking}/question")).json()["scale"]["kind"] == "confirm_scale"
    thread = await grade(client, 1)
    session = f"/sessions/{thread}"
    await ask("GET", f"/app{session}")
    await ask("GET", f"/app{session}/review")
    for path in ("progress", "review", "statistics", "history", "copies/c01", "copies/c01/attempts/A", "exports/json"):
        await ask("GET", f"{session}/{path}")
    decided = await ask("POST", f"{session}/decisions", json={"actions": [set_mark("c01", 1)]})
    assert [outcome["status"] for outcome in decided.json()["outcomes"]] == ["applied"]
    table = (await ask("GET", f"{session}/exports/csv-short")).content
    assert (await ask("POST", f"{session}/edited-file", content=table, params={"name": "a.csv"})).json()[
        "actions"
    ] == []
    school = b"Name;Mark\nStudent 0;\n"
    filled = await ask("POST", f"{session}/fill", content=school, params={"name": "a.csv", "provisional": True})
    assert [row["mark"] for row in filled.json()["rows"]] != [""]
    events = (await ask("POST", f"{session}/exports/json")).text
    await ask("GET", f"{session}/files/{events.rpartition('"file_id":"')[2][:64]}")
    await ask("POST", f"{session}/reviewers", json={"identity": "chloe"})
    assert "chloe" in (await ask("GET", f"{session}/reviewers")).text
    await ask("DELETE", f"{session}/reviewers", params={"identity": "chloe"})
    archive = (await ask("GET", f"{session}/archive")).content
    await ask("DELETE", session)
    assert (await ask("POST", "/sessions/import", content=archive)).json()["session_id"] == thread

    missing = {"GET /ok"} if server.name == CLUSTER else set()
    missing |= set() if scripts else {"GET /app/assets/{asset}"}
    ours = {row.path.split("/")[1] for row in ROWS} - {"threads", "runs", "assistants"}
    assert seen.left(*ours) == missing


def test_the_health_check_of_the_image_tells_whether_the_server_answers(server: Served) -> None:
    lines = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    (line,) = [line for line in lines if line.startswith("HEALTHCHECK ")]
    python, *arguments = json.loads(line.partition(" CMD ")[2])
    assert python == "python"
    for url, is_healthy in ((server.urls[0], True), (f"http://127.0.0.1:{free_port()}", False)):
        asked = [argument.replace("http://127.0.0.1:8000", url) for argument in arguments]
        assert asked != arguments
        ended = subprocess.run([sys.executable, *asked], check=False, capture_output=True)
        assert (ended.returncode == 0) is is_healthy
