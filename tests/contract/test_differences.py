"""Where the servers differ, as the table in docs/operations.md says it: a row a test."""

import asyncio
from typing import Any

import httpx
import pytest
from langgraph_sdk.client import LangGraphClient

from tests.contract.conftest import CLUSTER, Served
from tests.contract.sessions import CONFIRMED, begin, grade, set_mark
from tests.e2e.driving import GRAPH, interrupts, run, values
from tests.provider.held import Held
from tests.provider.server import Provider

pytestmark = pytest.mark.cluster

INPUTS: list[Any] = [None, {}]
DECISION: Any = {"resume": {"actions": [set_mark("c01", 1)]}}


async def test_a_run_that_ended_is_continued_without_an_input(server: Served, anne: LangGraphClient) -> None:
    """langgraph-api takes `null`; aegra refuses it with 422, and both take `{}`."""
    thread_id = await grade(anne)
    async with server.http("anne") as http:
        path, body = f"/threads/{thread_id}/runs/wait", {"assistant_id": GRAPH}
        answers = [await http.post(path, json={**body, "input": given}) for given in INPUTS]
    assert [answer.status_code for answer in answers] == ([422, 200] if server.name == CLUSTER else [200, 200])
    (review,) = await interrupts(anne, thread_id)
    assert review["kind"] == "review"


async def test_of_two_runs_at_once_one_answers_the_question(
    server: Served, anne: LangGraphClient, endpoint: Provider
) -> None:
    """langgraph-api makes the second wait; in the cluster it is refused, whichever process is asked."""
    thread_id = await begin(anne, 4)
    endpoint.script = held = Held()
    async with server.http("anne", at=0) as first, server.http("anne", at=1) as second:
        body = {"assistant_id": GRAPH, "command": CONFIRMED}
        path = f"/threads/{thread_id}/runs"
        answers = await asyncio.gather(*(http.post(path, json=body) for http in (first, second, first, second)))
        statuses = sorted(answer.status_code for answer in answers)
        if server.name == CLUSTER:
            # aegra's own 400: by then the session asked nothing, and the first run was not yet to be seen.
            assert statuses[0] == 200
            assert {*statuses[1:]} <= {400, 409}
        else:
            assert statuses == [200, 200, 200, 429]  # the door lets so many wait
    held.released = True
    for made in (answer.json()["run_id"] for answer in answers if answer.status_code == 200):
        await anne.runs.join(thread_id, made)
    assert endpoint.calls.total() == 4
    assert len((await values(anne, thread_id))["attempts"]) == 4


async def test_the_health_of_the_platform_is_asked_under_other_names(server: Served) -> None:
    """`/health` and `/ready` are ours and everywhere; `/ok` is langgraph-api's alone."""
    async with server.http() as nobody:
        ours = [(await nobody.get(path)).status_code for path in ("/health", "/ready")]
        theirs = (await nobody.get("/ok")).status_code
    assert ours == [200, 200]
    assert theirs == (404 if server.name == CLUSTER else 200)


async def test_threads_are_counted_by_one_server_alone(server: Served, anne: LangGraphClient) -> None:
    """aegra has no `POST /threads/count`."""
    await anne.threads.create()
    if server.name == CLUSTER:
        with pytest.raises(httpx.HTTPStatusError) as refused:
            await anne.threads.count()
        assert refused.value.response.status_code in {404, 405}
    else:
        assert await anne.threads.count() > 0


async def test_an_answer_to_no_question_is_refused(server: Served, anne: LangGraphClient) -> None:
    """On a thread without a session both refuse it with 404; langgraph-api ignores one to a session that has ended."""
    empty = (await anne.threads.create())["thread_id"]
    async with server.http("anne") as http:
        refused = await http.post(f"/threads/{empty}/runs", json={"assistant_id": GRAPH, "command": DECISION})
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/session-missing")


async def test_a_thread_has_no_values_in_a_search_of_the_cluster(server: Served, anne: LangGraphClient) -> None:
    """langgraph-api sends the state with a thread, or what is selected; aegra the record alone."""
    thread_id = await begin(anne)
    async with server.http("anne") as http:
        selected = await http.post("/threads/search", json={"select": ["thread_id"], "limit": 1_000})
    assert selected.status_code == (422 if server.name == CLUSTER else 200)
    found: Any = await anne.threads.search(metadata={"graph_id": GRAPH}, limit=20)
    (thread,) = [thread for thread in found if thread["thread_id"] == thread_id]
    assert bool(thread.get("values")) == (server.name != CLUSTER)
    assert thread["status"] == "interrupted"
    await run(anne, thread_id, command=CONFIRMED)


async def test_a_run_of_another_thread_is_no_run_of_this_one(server: Served, anne: LangGraphClient) -> None:
    """langgraph-api answers with what the thread itself has; aegra with 404."""
    thread_id, other = await grade(anne, 1), (await anne.threads.create())["thread_id"]
    run_id = (await anne.runs.list(thread_id))[0]["run_id"]
    async with server.http("anne") as http:
        path = f"/threads/{other}/runs/{run_id}"
        answers = [await http.get(f"{path}{part}") for part in ("", "/join", "/stream?stream_mode=custom")]
    assert [answer.status_code for answer in answers] == [404, *([404, 404] if server.name == CLUSTER else [200, 200])]
    assert not any("Student 0" in answer.text for answer in answers)


async def test_what_our_door_refuses_is_refused_on_both(server: Served, anne: LangGraphClient) -> None:
    """Of a run: webhooks, `rollback`. Of a thread: a copy."""
    thread_id = await begin(anne, 1)
    run: Any = {"assistant_id": GRAPH, "command": CONFIRMED}
    async with server.http("anne") as http:
        for option in ({"webhook": "http://127.0.0.1:9/x"}, {"multitask_strategy": "rollback"}):
            refused = await http.post(f"/threads/{thread_id}/runs", json={**run, **option})
            assert (refused.status_code, refused.json()["type"]) == (422, "/problems/option-refused")
        assert (await http.post(f"/threads/{thread_id}/copy")).status_code == 403
    assert len(await anne.runs.list(thread_id)) == 1  # none was made
    assert (await interrupts(anne, thread_id))[0]["kind"] == "confirm_scale"
