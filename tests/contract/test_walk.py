"""Every route that a client may know, walked by whoever may come: the door is the same on every server."""

import re
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from langgraph_sdk.client import LangGraphClient

from bareme.server.access import ROWS, Row, Who
from tests.contract.conftest import TOKENS, Served
from tests.contract.sessions import grade, set_mark
from tests.e2e.dev_server import REPOSITORY
from tests.e2e.driving import GRAPH, values

pytestmark = pytest.mark.cluster
type Json = dict[str, Any]

BEYOND_OURS = [
    ("GET", "/threads"),
    ("GET", "/assistants"),
    ("GET", "/live"),
    ("GET", "/redoc"),
    ("PATCH", "/threads/{thread_id}/runs/{run_id}"),
    ("POST", "/threads/{thread_id}/runs/crons"),
]
"""Routes of one server or another that have no row, or are nobody's: no client reaches them."""
OWNED = re.compile(r"\{(thread_id|session_id|document_id)\}")
NOBODY, STRANGER, OWN_THREAD, BROWSER = "nobody", "another teacher", "another teacher's thread", "the owner's browser"
DECISION: Json = {"actions": [set_mark("c01", 2)]}


async def ids_of(anne: LangGraphClient, http: httpx.AsyncClient) -> dict[str, str]:
    """Return what names a session of Anne's that is graded, and a document of hers."""
    thread_id = await grade(anne)
    state: Any = await anne.threads.get_state(thread_id)
    paper = (REPOSITORY / "fixtures" / "physics-fr" / "exam-paper.pdf").read_bytes()
    return {
        "thread_id": thread_id,
        "session_id": thread_id,
        "run_id": (await anne.runs.list(thread_id))[0]["run_id"],
        "checkpoint_id": state["checkpoint"]["checkpoint_id"],
        "document_id": (await http.post("/documents", content=paper)).raise_for_status().json()["document_id"],
        "assistant_id": GRAPH,
        "copy_id": "c01",
        "label": "A",
        "fmt": "json",
        "index": "0",
    }


def filled(path: str, ids: dict[str, Any]) -> str:
    """Return a path with these ids, and with an id of nothing where there is none."""
    return re.sub(r"\{(\w+)\}", lambda place: ids.get(place[1], str(uuid.uuid4())), path)


def asked(row: Row, ids: dict[str, Any]) -> Json:
    """Return what the owner of a session would send to the row's route, or as little as it takes."""
    if row.method == "GET":
        return {}
    if re.fullmatch(r"/threads/\{thread_id\}/runs(/stream|/wait)?", row.path):
        return {"json": {"assistant_id": GRAPH, "command": {"resume": DECISION}, "stream_mode": ["custom"]}}
    table = {"files": {"file": ("marks.csv", b"Name;Mark\nStudent 0;\n", "text/csv")}}
    bodies: dict[str, Json] = {
        "/sessions/{session_id}/decisions": {"json": DECISION},
        "/sessions/{session_id}/reviewers": {"json": {"identity": "bruno"}, "params": {"identity": "bruno"}},
        "/sessions/{session_id}/fill": table,
        "/sessions/{session_id}/edited-file": table,
        "/threads/{thread_id}/state/checkpoint": {"json": {"checkpoint": {"checkpoint_id": ids["checkpoint_id"]}}},
        "/threads/{thread_id}/state": {"json": {"values": {"decisions": {}}, "as_node": "calibrate"}},
    }
    return bodies.get(row.path, {"json": {}})


def refused(row: Row, caller: str) -> set[int]:
    """Return the statuses that refuse a caller, or none if the door lets them in."""
    if row.who is Who.ANYBODY:
        return set()
    if caller == NOBODY:
        return {401}
    return {403} if row.who in {Who.NOBODY, Who.ADMIN} or (caller == BROWSER and row.who is Who.TOKEN) else set()


async def cookie_of(http: httpx.AsyncClient, user: str) -> dict[str, str]:
    """Return the headers of a browser in which a user has signed in."""
    signed_in = await http.post("/sign-in", json={"token": TOKENS[user]})
    return {"cookie": signed_in.headers["set-cookie"].partition(";")[0], "sec-fetch-site": "same-origin"}


CHANGING = {
    "/sign-out",
    "/sessions/{session_id}/decisions",
    "/sessions/{session_id}/reviewers",
    "/threads/{thread_id}/runs",
    "/threads/{thread_id}/runs/stream",
}
"""What is not asked of the owner's browser: it would be done."""


async def test_the_door_lets_in_what_its_table_says(server: Served, anne: LangGraphClient) -> None:
    async with server.http("anne") as own:
        ids = await ids_of(anne, own)
    before = await values(anne, ids["thread_id"])
    faults = []
    for caller in (NOBODY, STRANGER, OWN_THREAD, BROWSER):
        # Through another process than the session was graded by, where there are several.
        async with server.http("bruno" if caller in {STRANGER, OWN_THREAD} else "", at=1) as http:
            if caller == BROWSER:
                http.headers.update(await cookie_of(http, "anne"))
            own_thread = (await http.post("/threads", json={})).json() if caller == OWN_THREAD else {}
            faults += [f"{caller}: {fault}" async for fault in walk(http, caller, {**ids, **own_thread})]
    assert faults == []
    assert await values(anne, ids["thread_id"]) == before


async def walk(http: httpx.AsyncClient, caller: str, ids: dict[str, Any]) -> AsyncIterator[str]:
    """Ask every verb of every route, and yield what is not as the table has it."""
    for row in ROWS:
        if caller == BROWSER and (row.method == "DELETE" or row.path in CHANGING):
            continue
        answer = await http.request(row.method, filled(row.path, ids), **asked(row, ids))
        wanted = refused(row, caller)
        place = f"{row.method} {row.path}: {answer.status_code}"
        if (wanted and answer.status_code not in wanted) or answer.status_code >= 500:
            yield place
        if not wanted and row.who is not Who.ANYBODY and answer.status_code in {401, 403}:
            yield f"{place} although it is open"
        if answer.status_code >= 400 and answer.headers["content-type"] != "application/problem+json":
            yield f"{place}, no problem document"
        if caller != BROWSER and "Student 0" in answer.text:
            yield f"{place}, names a student"
        is_named = OWNED.search(row.path) and not row.path.startswith("/app/")
        if caller == STRANGER and is_named and answer.status_code < 400:
            yield f"{place} for what is another's"


@pytest.mark.parametrize("caller", ["", "anne"])
async def test_what_has_no_row_is_not_there(server: Served, anne: LangGraphClient, caller: str) -> None:
    async with server.http("anne") as own:
        ids = await ids_of(anne, own)
    async with server.http(caller) as http:
        for method, path in BEYOND_OURS:
            answer = await http.request(method, filled(path, ids))
            assert answer.status_code in ({401} if not caller else {403, 404, 405}), (method, path)
            assert answer.headers["content-type"] == "application/problem+json"
