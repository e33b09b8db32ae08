"""Stop, power cut, restart: what is finished stays, and is not paid for again. Counted at the provider."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from tests.e2e.dev_server import DevServer
from tests.e2e.driving import GRAPH, interrupts, run, start_grading, values
from tests.provider.held import Held
from tests.provider.server import Provider

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

GRADERS = ["openai:cut-a", "openai:cut-b"]  # no other test has their answers
IN_FLIGHT = 4
ANSWERED = 6
"""Attempts that have their answer when the run is cut short."""
type Json = dict[str, Any]


async def follow_until(
    client: LangGraphClient, thread_id: str, answer: Json, enough: int, then: Callable[[str], Awaitable[None]]
) -> set[tuple[str, str]]:
    """Grade until `enough` attempts are done, do `then` with the run's id, and return the attempts seen done."""
    done: set[tuple[str, str]] = set()
    run_id = ""
    async for part in client.runs.stream(
        thread_id, GRAPH, command={"resume": answer}, stream_mode=["custom"], on_disconnect="continue"
    ):
        if part.event == "metadata":
            run_id = part.data["run_id"]
        if part.event == "custom" and part.data["type"] == "attempt_done":
            done.add((part.data["copy_id"], part.data["label"]))
            if len(done) >= enough:
                await then(run_id)
                break
    return done


def graded(state: Json) -> set[tuple[str, str]]:
    return {(attempt["copy_id"], attempt["label"]) for attempt in state["attempts"].values()}


async def test_cancel_then_stop_keeps_what_is_finished(
    client: LangGraphClient, endpoint: Provider, french_set: list[Json]
) -> None:
    thread_id, answer = await start_grading(client, french_set, GRADERS)
    endpoint.script = held = Held(at_once=ANSWERED)

    async def cancel(run_id: str) -> None:
        await held.until_holding(IN_FLIGHT)
        await client.runs.cancel(thread_id, run_id, action="interrupt", wait=True)

    done = await follow_until(client, thread_id, answer, ANSWERED - 1, cancel)
    held.released = True
    paid = endpoint.calls.total()

    events = await run(client, thread_id, input={}, context={"stop": True})
    assert endpoint.calls.total() == paid
    assert {event["status"] for event in events if event["type"] == "attempt_done"} <= {"graded", "waiting"}
    (review,) = await interrupts(client, thread_id)
    assert review["kind"] == "review"
    state = await values(client, thread_id)
    assert done <= graded(state)
    assert len(graded(state)) < 16
    statuses = {copy_id: progress["status"] for copy_id, progress in state["progress"].items()}
    assert set(statuses.values()) == {"complete", "waiting"}
    # A waiting copy has no total, unless both graders were through.
    for copy in state["results"]:
        finished = sum(copy_id == copy["copy_id"] for copy_id, _ in graded(state))
        assert (copy["total"] is None) == (finished == 0)
        assert copy["provisional"] == (finished == 1)

    # Later, the rest: only what is missing is asked for.
    missing = 16 - len(graded(state))
    await run(client, thread_id, command={"resume": {"actions": [{"type": "regrade", "scope": "missing"}]}})
    assert endpoint.calls.total() == paid + missing
    state = await values(client, thread_id)
    assert len(graded(state)) == 16
    assert all(progress["status"] == "complete" for progress in state["progress"].values())


@pytest.mark.slow
async def test_a_power_cut_repeats_no_finished_attempt(
    tmp_path: Path, endpoint: Provider, french_set: list[Json]
) -> None:
    server = DevServer(
        tmp_path, OPENAI_API_KEY="test", OPENAI_BASE_URL=endpoint.base_url, BAREME_MAX_IN_FLIGHT=str(IN_FLIGHT)
    )
    server.start()
    try:
        async with server.client() as client:
            thread_id, answer = await start_grading(client, french_set, GRADERS)
            endpoint.script = held = Held(at_once=ANSWERED)
            before = endpoint.calls.copy()

            async def cut(run_id: str) -> None:
                await held.until_holding(IN_FLIGHT)
                await asyncio.to_thread(server.kill)

            done = await follow_until(client, thread_id, answer, ANSWERED - 1, cut)
        held.released = True
        first = endpoint.calls - before
        await asyncio.to_thread(server.start)
        async with server.client() as client:
            # The development server forgets its threads, not their checkpoints.
            await client.threads.create(thread_id=thread_id, if_exists="do_nothing")
            await run(client, thread_id, input=None)
            (review,) = await interrupts(client, thread_id)
            assert review["kind"] == "review"
            state = await values(client, thread_id)
    finally:
        server.stop()
    assert len(graded(state)) == 16
    assert done <= graded(state)
    assert all(progress["status"] == "complete" for progress in state["progress"].values())
    second = endpoint.calls - before - first
    # What was in flight has been asked twice, and perhaps what was answered and not yet on disk. What was done was not.
    assert first.total() == ANSWERED + IN_FLIGHT
    assert 16 - ANSWERED <= second.total() <= 16 - len(done)
