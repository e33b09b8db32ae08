"""A session is carried from one server to another, or back, as one file."""

from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from tests.contract.conftest import Served
from tests.contract.sessions import CONFIRMED, begin, grade, set_mark
from tests.e2e.driving import interrupts, run, values
from tests.provider.server import Provider

pytestmark = pytest.mark.cluster


async def test_a_session_goes_on_where_it_was_exported(
    server: Served, anne: LangGraphClient, endpoint: Provider
) -> None:
    thread_id = await grade(anne, 2)
    await run(anne, thread_id, command={"resume": {"author": "Mme Roy", "actions": [set_mark("c01", 0.5)]}})
    before, paid = await values(anne, thread_id), endpoint.calls.total()
    async with server.http("anne") as http, server.http("bruno", at=1) as other, server.http("anne", at=1) as again:
        was = {entry["session_id"]: entry for entry in (await http.get("/sessions")).json()["sessions"]}[thread_id]
        assert (await other.get(f"/sessions/{thread_id}/archive")).status_code == 404
        archive = (await http.get(f"/sessions/{thread_id}/archive")).raise_for_status().content
        # It is here, and hers.
        assert [(await one.post("/sessions/import", content=archive)).status_code for one in (http, other)] == [
            422,
            422,
        ]
        assert (await http.delete(f"/sessions/{thread_id}")).status_code == 204
        for damaged in (archive[:-40], b"PK", b"no archive", archive.replace(b"state.json", b"stale.json")):
            assert (await other.post("/sessions/import", content=damaged)).status_code == 422
        answer = await http.post("/sessions/import", content=archive)
        assert (answer.status_code, answer.json()["session_id"]) == (201, thread_id)

        # Nothing has to be run for it to be shown as it was.
        now = {entry["session_id"]: entry for entry in (await again.get("/sessions")).json()["sessions"]}[thread_id]
        progress = (await again.get(f"/sessions/{thread_id}/progress")).json()
        assert (now["stage"], now["name"]) == (progress["stage"], progress["name"]) == ("in_review", was["name"])
        assert all(now[part] == was[part] for part in ("counts", "open_questions", "is_running"))
        after: Any = await values(anne, thread_id)
        assert [after[part] for part in ("decisions", "attempts", "results")] == [
            before[part] for part in ("decisions", "attempts", "results")
        ]
        (review,) = await interrupts(anne, thread_id)
        assert (review["kind"], review["error"]) == ("review", "")
        assert (await other.get(f"/sessions/{thread_id}/review")).status_code == 404
    await run(anne, thread_id, command={"resume": {"actions": [set_mark("c02", 1)]}})
    assert len((await values(anne, thread_id))["decisions"]) == 2
    assert endpoint.calls.total() == paid


async def test_a_session_that_waits_for_its_scale_is_carried_too(server: Served, anne: LangGraphClient) -> None:
    thread_id = await begin(anne, 2)
    async with server.http("anne") as http, server.http("chloe") as other:
        archive = (await http.get(f"/sessions/{thread_id}/archive")).raise_for_status().content
        assert (await http.delete(f"/sessions/{thread_id}")).status_code == 204
        assert (await other.post("/sessions/import", content=archive)).status_code == 201
    async with server.client("chloe") as chloe:
        (question,) = await interrupts(chloe, thread_id)
        assert (question["kind"], question["candidates"][0]["total"]) == ("confirm_scale", 5)
        await run(chloe, thread_id, command=CONFIRMED)
        assert len((await values(chloe, thread_id))["attempts"]) == 2
