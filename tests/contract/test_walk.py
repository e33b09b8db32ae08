"""Every route that a client may know, walked by whoever may come: the door is the same on every server."""

import re
import uuid
from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from bareme.server.access import ROWS, Row, Who
from tests.contract.conftest import Served
from tests.contract.sessions import grade

pytestmark = pytest.mark.cluster

BEYOND_OURS = [
    ("GET", "/threads"),
    ("GET", "/assistants"),
    ("GET", "/live"),
    ("GET", "/redoc"),
    ("PATCH", "/threads/{thread_id}/runs/{run_id}"),
    ("POST", "/threads/{thread_id}/runs/crons"),
]
"""Routes of one server or another that have no row, or are nobody's: no client reaches them."""


async def filled(row_path: str, anne: LangGraphClient, thread_id: str) -> str:
    """Return a path with the ids of a session, and of nothing where an id is of something else."""
    runs = await anne.runs.list(thread_id)
    ids = {
        "thread_id": thread_id,
        "session_id": thread_id,
        "run_id": runs[0]["run_id"],
        "assistant_id": "graph_grading",
    }
    return re.sub(r"\{(\w+)\}", lambda place: ids.get(place[1], str(uuid.uuid4())), row_path)


def refused(row: Row, caller: str) -> set[int]:
    """Return the statuses that refuse a caller, or none if the door lets them in."""
    if row.who is Who.ANYBODY:
        return set()
    if caller == "":
        return {401}
    return {403} if row.who in {Who.NOBODY, Who.ADMIN} else set()


async def test_the_door_lets_in_what_its_table_says(server: Served, anne: LangGraphClient) -> None:
    thread_id = await grade(anne)
    faults = []
    for caller in ("", "bruno"):
        async with server.http(caller, at=1) as http:
            for row in ROWS:
                path = await filled(row.path, anne, thread_id)
                body: Any = {} if row.method == "GET" else {"json": {}}
                answer = await http.request(row.method, path, **body)
                wanted = refused(row, caller)
                if wanted and answer.status_code not in wanted:
                    faults.append(f"{caller or 'nobody'}: {row.method} {row.path}: {answer.status_code}")
                if answer.status_code >= 500:
                    faults.append(f"{caller or 'nobody'}: {row.method} {row.path}: {answer.status_code}")
                if "Student 0" in answer.text:
                    faults.append(f"{caller or 'nobody'}: {row.method} {row.path}: names a student")
    assert faults == []


@pytest.mark.parametrize("caller", ["", "anne"])
async def test_what_has_no_row_is_not_there(server: Served, anne: LangGraphClient, caller: str) -> None:
    thread_id = await grade(anne)
    async with server.http(caller) as http:
        for method, path in BEYOND_OURS:
            answer = await http.request(method, await filled(path, anne, thread_id))
            assert answer.status_code in ({401} if not caller else {403, 404, 405}), (method, path)
            assert answer.headers["content-type"] == "application/problem+json"
