"""What every client relies on of a session, the same on every server."""

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

import httpx
import pytest
from langgraph_sdk.client import LangGraphClient

from bareme.server.access import ROWS
from tests.contract.conftest import CLUSTER, DEVELOPMENT, IN_FLIGHT, OFFICIAL, Served
from tests.contract.sessions import CONFIRMED, begin, grade, set_mark
from tests.e2e.driving import GRAPH, interrupts, run, values
from tests.provider.held import Held
from tests.provider.server import Provider

pytestmark = pytest.mark.cluster
type Json = dict[str, Any]
OF_A_SESSION = [row for row in ROWS if row.path.startswith("/sessions/{session_id}")]
_FILE: Json = {"files": {"file": ("marks.csv", b"Name;Mark\nStudent 0;\n", "text/csv")}}
SENT: dict[str, Json] = {
    "/sessions/{session_id}/decisions": {"json": {"actions": [set_mark("c01", 2)]}},
    "/sessions/{session_id}/reviewers": {"json": {"identity": "bruno"}, "params": {"identity": "bruno"}},
    "/sessions/{session_id}/fill": _FILE,
    "/sessions/{session_id}/edited-file": _FILE,
}
"""What the owner would send to a route."""
_FIRST = {DEVELOPMENT: "-1", CLUSTER: "0", OFFICIAL: "-1"}
"""The id before that of the first event."""


async def status_of(asked: Awaitable[object]) -> int:
    """Return the status by which a server refuses what the SDK asks."""
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await asked
    return refused.value.response.status_code


async def test_a_session_from_its_copies_to_its_files(server: Served, anne: LangGraphClient) -> None:
    thread_id = await begin(anne, 3, "a", "b")
    (question,) = await interrupts(anne, thread_id)
    assert (question["kind"], question["candidates"][0]["total"]) == ("confirm_scale", 5)

    await run(anne, thread_id, command={"resume": {"candidate": 7}})
    (question,) = await interrupts(anne, thread_id)
    assert "7" in question["error"]
    assert question["candidates"][0]["total"] == 5

    events = await run(anne, thread_id, command=CONFIRMED)
    kinds = [event["type"] for event in events]
    assert (kinds[0], kinds[-1]) == ("session_start", "session_complete")
    assert (kinds.count("attempt_done"), kinds.count("copy_done")) == (6, 3)
    assert events[-1]["counts"] == {"total": 3, "completed": 3, "failed": 0, "remaining": 0}

    for author, points, outcome in (("Mme Durand", 0.5, "applied"), ("M. Petit", 1, "conflict")):
        answer = {"author": author, "actions": [set_mark("c01", points, version=1)]}
        await run(anne, thread_id, command={"resume": answer})
        (review,) = await interrupts(anne, thread_id)
        assert [done["status"] for done in review["outcomes"]] == [outcome]
    assert [conflict["current_points"] for conflict in review["conflicts"]] == [0.5]

    state = await values(anne, thread_id)
    mark = next(copy for copy in state["results"] if copy["copy_id"] == "c01")["questions"]["1"]
    assert (mark["points"], mark["source"], mark["author"]) == (0.5, "teacher", "Mme Durand")
    history: Any = await anne.threads.get_history(thread_id, limit=3)
    assert history[0]["values"]["decisions"] == state["decisions"]

    await run(anne, thread_id, command={"resume": {"actions": [{"type": "finish", "force": True}]}})
    (review,) = await interrupts(anne, thread_id)
    assert review["finished"] is True
    async with server.http("anne", at=1) as http:
        exported = await http.get(f"/sessions/{thread_id}/exports/json")
        stream = (await http.post(f"/sessions/{thread_id}/exports/marked", params={"provisional": True})).text
        listed = (await http.get("/sessions")).json()["sessions"]
    assert exported.status_code == 200
    assert {entry["identity"] for entry in exported.json()["history"]} == {"anne"}
    assert {entry["session_id"]: entry["stage"] for entry in listed}[thread_id] == "finished"
    assert stream.startswith("event: progress")
    made = json.loads(stream.rpartition("data: ")[2])
    async with server.http("anne") as http:  # another process than made it
        file = await http.get(f"/sessions/{thread_id}/files/{made['file_id']}")
    assert (file.status_code, len(file.content)) == (200, made["size"])


async def test_many_sessions_begin_at_once(anne: LangGraphClient) -> None:
    """More than a process has connections to its database."""
    threads = await asyncio.gather(*(begin(anne, 1) for _ in range(30)))
    states = await asyncio.gather(*(anne.threads.get_state(thread_id) for thread_id in threads))
    assert [state["interrupts"][0]["value"]["kind"] for state in states] == ["confirm_scale"] * 30


async def test_a_stopped_session_keeps_what_is_finished_and_goes_on(anne: LangGraphClient, endpoint: Provider) -> None:
    thread_id = await begin(anne, 8, "a", "b")
    endpoint.script = held = Held(at_once=8)
    done: set[tuple[str, str]] = set()
    run_id = ""
    stream = anne.runs.stream(
        thread_id, GRAPH, command=CONFIRMED, stream_mode=["custom"], on_disconnect="continue", durability="async"
    )
    async for part in stream:
        if part.event == "metadata":
            run_id = part.data["run_id"]
        if part.event == "custom" and part.data["type"] == "attempt_done":
            done.add((part.data["copy_id"], part.data["label"]))
            if len(done) >= 5:
                await held.until_holding(IN_FLIGHT)
                await anne.runs.cancel(thread_id, run_id, action="interrupt", wait=True)
                break
    paid = endpoint.calls.total()
    await run(anne, thread_id, input={}, context={"stop": True})
    assert endpoint.calls.total() == paid
    state = await values(anne, thread_id)
    finished = {(attempt["copy_id"], attempt["label"]) for attempt in state["attempts"].values()}
    assert done <= finished
    assert len(finished) < 16

    held.released = True
    await run(anne, thread_id, command={"resume": {"actions": [{"type": "regrade", "scope": "missing"}]}})
    assert endpoint.calls.total() == paid + 16 - len(finished)
    assert len((await values(anne, thread_id))["attempts"]) == 16


async def test_who_comes_back_sees_every_event(server: Served, anne: LangGraphClient, endpoint: Provider) -> None:
    thread_id = await begin(anne, 4)
    endpoint.latency = 0.3
    started = await anne.runs.create(thread_id, GRAPH, command=CONFIRMED, stream_mode=["custom"], stream_resumable=True)
    seen: list[list[Json]] = []
    for at in (0, 1):  # while it goes on, through another process where there are several, and when it has ended
        async with server.client("anne", at=at) as client:
            joined = client.runs.join_stream(
                thread_id,
                started["run_id"],
                stream_mode=["custom"],
                last_event_id="-1" if server.name != CLUSTER else "0",
            )
            seen.append([part.data async for part in joined if part.event == "custom"])
    for events in seen:
        assert [event["type"] for event in events].count("copy_done") == 4
        assert events[-1]["counts"] == {"total": 4, "completed": 4, "failed": 0, "remaining": 0}


async def test_decisions_are_taken_while_copies_are_being_graded(
    server: Served, anne: LangGraphClient, endpoint: Provider
) -> None:
    thread_id = await begin(anne, 6)
    endpoint.script = held = Held(at_once=2)
    started = await anne.runs.create(thread_id, GRAPH, command=CONFIRMED, stream_mode=["custom"])
    async with server.http("anne", at=1) as http:
        ready: list[str] = []
        while not ready:
            copies = (await http.get(f"/sessions/{thread_id}/progress")).json().get("copies", ())
            ready = [copy["copy_id"] for copy in copies if copy["status"] == "complete"]
            await asyncio.sleep(0.05)
        decided = await http.post(f"/sessions/{thread_id}/decisions", json={"actions": [set_mark(ready[0], 1.5)]})
        assert decided.status_code == 200, decided.text
    held.released = True
    await anne.runs.join(thread_id, started["run_id"])
    state = await values(anne, thread_id)
    mark = next(copy for copy in state["results"] if copy["copy_id"] == ready[0])["questions"]["1"]
    assert (mark["points"], mark["source"]) == (1.5, "teacher")


async def test_what_is_deleted_is_gone(server: Served, anne: LangGraphClient) -> None:
    thread_id = await grade(anne)
    async with server.http("anne", at=1) as http:
        assert (await http.delete(f"/sessions/{thread_id}")).status_code == 204
        assert (await http.get(f"/sessions/{thread_id}/review")).status_code == 404
    assert await status_of(anne.threads.get_state(thread_id)) == 404


async def test_nobody_reaches_the_session_of_another(server: Served, anne: LangGraphClient) -> None:
    thread_id = await grade(anne)
    before = await values(anne, thread_id)
    answer: Any = {"resume": {"actions": [set_mark("c01", 2)]}}
    async with server.client("bruno", at=1) as bruno, server.http("bruno") as http:
        for attempt in (
            bruno.threads.get(thread_id),
            bruno.threads.get_state(thread_id),
            bruno.threads.get_history(thread_id),
            bruno.runs.list(thread_id),
            bruno.runs.create(thread_id, GRAPH, command=answer),
            bruno.runs.wait(thread_id, GRAPH, input={}),
        ):
            assert await status_of(attempt) == 404
        for row in OF_A_SESSION:
            path = row.path.format(session_id=thread_id, fmt="json", copy_id="c01", label="A", file_id="0" * 64)
            answered = await http.request(row.method, path, **SENT.get(row.path, {}))
            assert answered.status_code == 404, f"{row.method} {row.path}: {answered.status_code} {answered.text}"
        assert await bruno.threads.search(metadata={"owner": "anne"}) == []
    assert await values(anne, thread_id) == before


async def test_an_invited_reviewer_decides_as_who_they_are_and_does_nothing_else(
    server: Served, anne: LangGraphClient
) -> None:
    thread_id = await grade(anne)
    async with server.http("anne") as http:
        invited = await http.post(f"/sessions/{thread_id}/reviewers", json={"identity": "chloe"})
        assert invited.is_success, invited.text
    async with server.client("chloe", at=1) as chloe, server.http("chloe", at=1) as http:
        answer: Any = {"resume": {"actions": [set_mark("c01", 1)]}}
        stream = chloe.runs.stream(thread_id, GRAPH, command=answer, stream_mode=["custom"])
        assert [part.data async for part in stream if part.event == "error"] == []
        assert (await http.get(f"/sessions/{thread_id}/review")).status_code == 200
        for refused in (chloe.threads.get_state(thread_id), chloe.runs.create(thread_id, GRAPH, input={})):
            assert await status_of(refused) in {403, 404, 422}
    state = await values(anne, thread_id)
    last = state["decisions"][max(state["decisions"])]
    assert (last["identity"], last["points"], state["owner"]) == ("chloe", 1, "anne")
