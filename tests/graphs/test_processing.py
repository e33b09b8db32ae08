"""A copy is `processing` from when a run hands it to its graders until they are done, as the thread's state tells."""

import asyncio

from bareme.graphs.session_snapshot import take_snapshot
from tests.graphs.conftest import Session, interrupt_of
from tests.graphs.test_early_decisions import COPIES, decide, grading, mark, statuses
from tests.provider.server import Provider


async def told(session: Session) -> list[str]:
    return [copy["status"] for copy in (await session.state())["progress"].values()]


async def shown(session: Session) -> list[str]:
    result = (await take_snapshot(session.saver, "t")).result
    assert result is not None
    return [copy.status.value for copy in result.copies]


async def test_a_copy_is_processing_until_its_graders_are_done(session: Session, provider: Provider) -> None:
    async with grading(session, provider) as (run, slow):
        assert await told(session) == [*["complete"] * 3, "processing"]
        slow.released = True
        await run
    assert await told(session) == ["complete"] * 4


async def test_a_run_that_is_cut_short_leaves_no_copy_processing(session: Session, provider: Provider) -> None:
    async with grading(session, provider) as (run, slow):
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
        assert await shown(session) == [*["complete"] * 3, "waiting"]
        slow.released = True
        review = interrupt_of(await session.send({}, stop=True))
    assert await told(session) == [*["complete"] * 3, "waiting"]
    assert review["counts"] == {"total": 4, "completed": 3, "failed": 0, "remaining": 1}


async def test_a_copy_that_is_graded_again_is_processing_and_can_be_decided(
    session: Session, provider: Provider
) -> None:
    await session.send({"typed_copies": COPIES, "scheme": "1: 2, 2: 2"}, graders=["openai:one"])
    await session.answer({"candidate": 0})
    asked = len(provider.requests)
    held = asyncio.Event()

    async def hold(_: object) -> None:
        while not held.is_set():  # noqa: ASYNC110 - the provider has an event loop of its own
            await asyncio.sleep(0.01)

    provider.script = hold
    run = asyncio.create_task(session.act({"type": "regrade", "copy_ids": ["c02"]}))
    while len(provider.requests) == asked:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.01)
    assert await told(session) == ["complete", "processing", "complete", "complete"]
    assert statuses(await decide(session, mark(1.5, "c02"))) == ["applied"]
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    # Its marks of the first round are there, so nothing is missing.
    assert await shown(session) == ["complete"] * 4
    held.set()
    await session.send({})
    assert await told(session) == ["complete"] * 4
    assert (await session.state())["results"][1]["questions"]["1"]["points"] == 1.5
