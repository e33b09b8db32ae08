"""A teacher decides without a run, also while other copies are being graded: durable at once, and never lost."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.memory import InMemorySaver

from bareme.domain.outcomes import ActionOutcome
from bareme.domain.review import ReviewCommand
from bareme.errors import InvalidInput
from bareme.graphs.early_decisions import decide_early
from bareme.graphs.grading import build_grading_graph
from bareme.graphs.session_snapshot import take_snapshot
from bareme.graphs.validation import parse
from tests.graphs.conftest import Session, interrupt_of
from tests.provider.server import Json, Provider, prompt_of

COPIES = [{"student": {"name": f"Pupil {n}"}, "answers": {"1": f"copy {n}", "2": "b"}} for n in range(4)]


class Slow:
    """Answers at once, but for the last copy, whose answer waits. The provider has an event loop of its own."""

    released = False

    async def __call__(self, request: Json) -> None:
        while "copy 3" in prompt_of(request) and not self.released:  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.01)


@asynccontextmanager
async def grading(session: Session, provider: Provider) -> AsyncIterator[tuple[asyncio.Task[Any], Slow]]:
    """A run that has graded all copies but the last."""
    provider.script = slow = Slow()
    await session.send({"typed_copies": COPIES, "scheme": "1: 2, 2: 2"}, graders=["openai:one"])
    run = asyncio.create_task(session.answer({"candidate": 0}))
    while len((await session.state()).get("comparisons", {})) < 3:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.01)
    try:
        yield run, slow
    finally:
        slow.released = True
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)


async def decide(session: Session, *actions: Json, author: str = "Anne") -> list[ActionOutcome]:
    command = parse(ReviewCommand, {"actions": list(actions), "author": author})
    return await decide_early(await session.state(), command)


def mark(points: float, copy_id: str = "c01", question_id: str = "1", **fields: Any) -> Json:
    return {"type": "set_mark", "copy_ids": [copy_id], "question_id": question_id, "points": points, **fields}


def statuses(outcomes: list[ActionOutcome]) -> list[str]:
    return [outcome.status.value for outcome in outcomes]


async def test_a_decision_counts_at_once_and_is_taken_in_at_the_end(session: Session, provider: Provider) -> None:
    async with grading(session, provider) as (run, slow):
        assert statuses(await decide(session, mark(1.5), mark(0.5, "c02"))) == ["applied", "applied"]
        shown = await take_snapshot(session.saver, "t")
        assert shown.pending == ("00001", "00002")
        assert shown.result is not None
        assert shown.result.copies[0].questions["1"].points == 1.5
        assert (await session.state())["decisions"] == {}
        slow.released = True
        review = interrupt_of(await run)
    state = await session.state()
    assert [d["points"] for d in state["decisions"].values()] == [1.5, 0.5]
    assert state["results"][0]["questions"]["1"]["points"] == 1.5
    assert review["kind"] == "review"
    assert (await take_snapshot(session.saver, "t")).pending == ()
    # The next answer of the review does not take them in a second time.
    await session.act(mark(1, "c03"))
    assert len((await session.state())["decisions"]) == 3


async def test_a_copy_that_is_being_graded_is_refused(session: Session, provider: Provider) -> None:
    async with grading(session, provider):
        outcomes = await decide(session, mark(1, "c04"), mark(1, "c01"))
        assert statuses(outcomes) == ["refused", "applied"]
        assert re.search("'c04'", outcomes[0].reason)
        assert [outcome.action for outcome in outcomes] == [0, 1]


@pytest.mark.parametrize("action", [{"type": "finish"}, {"type": "regrade"}, {"type": "reopen_session"}])
async def test_what_concerns_the_whole_session_has_to_wait(session: Session, provider: Provider, action: Json) -> None:
    async with grading(session, provider):
        assert statuses(await decide(session, action)) == ["refused"]


async def test_conflicts_and_undoing_work_as_in_the_review(session: Session, provider: Provider) -> None:
    async with grading(session, provider) as (run, slow):
        assert statuses(await decide(session, mark(1, expected_version=1))) == ["applied"]
        (conflict,) = await decide(session, mark(2, expected_version=1), author="Bruno")
        assert (conflict.status.value, conflict.current_points, conflict.current_version) == ("conflict", 1, 2)
        assert statuses(await decide(session, {"type": "undo", "decision": "00001"})) == ["applied"]
        slow.released = True
        await run
    state = await session.state()
    assert [d["author"] for d in state["decisions"].values()] == ["Anne", "Anne"]
    assert state["progress"]["c01"]["evaluation_version"] == 3


async def test_actions_of_one_command_do_not_conflict_with_each_other(session: Session, provider: Provider) -> None:
    async with grading(session, provider):
        both = await decide(session, mark(1, expected_version=1), mark(2, question_id="2", expected_version=1))
        assert statuses(both) == ["applied", "applied"]
        outcomes = await decide(session, mark(1, "c04"), mark(0, expected_version=3), mark(0, expected_version=1))
        assert [(one.action, one.status.value) for one in outcomes] == [(0, "refused"), (1, "applied"), (2, "conflict")]


async def test_accept_takes_the_graded_copies(session: Session, provider: Provider) -> None:
    async with grading(session, provider):
        outcomes = await decide(session, {"type": "accept"})
        assert [outcome.copy_id for outcome in outcomes] == ["c01", "c02", "c03"]


async def test_decisions_outlive_a_run_that_is_cut_short(provider: Provider) -> None:
    session = Session(build_grading_graph(InMemorySaver()))
    async with grading(session, provider) as (run, slow):
        await decide(session, mark(1.5))
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
        assert (await take_snapshot(session.saver, "t")).pending == ("00001",)
        slow.released = True
        interrupt_of(await session.send(None))
    assert [d["points"] for d in (await session.state())["decisions"].values()] == [1.5]


async def test_before_the_scale_is_confirmed_there_is_nothing_to_decide(session: Session, provider: Provider) -> None:
    await session.send({"typed_copies": COPIES, "scheme": "1: 2, 2: 2"}, graders=["openai:one"])
    with pytest.raises(InvalidInput, match="confirm the scale"):
        await decide(session, mark(1))


async def test_two_people_decide_at_the_same_time(session: Session, provider: Provider) -> None:
    async with grading(session, provider) as (run, slow):
        actions = [mark(n / 4, f"c0{1 + n % 3}", str(1 + n % 2)) for n in range(8)]
        authors = ["Anne", "Bruno"] * 4
        made = await asyncio.gather(
            *(decide(session, one, author=who) for one, who in zip(actions, authors, strict=True))
        )
        assert [statuses(outcomes) for outcomes in made] == [["applied"]] * 8
        slow.released = True
        await run
    assert len((await session.state())["decisions"]) == 8


async def in_review(session: Session) -> None:
    await session.send({"typed_copies": COPIES, "scheme": "1: 2, 2: 2"}, graders=["openai:one"])
    await session.answer({"candidate": 0})


async def test_in_review_a_decision_counts_without_a_run_and_an_empty_command_takes_it_in_once(
    session: Session, provider: Provider
) -> None:
    await in_review(session)
    for points in (1.5, 0.5, 1):
        assert statuses(await decide(session, mark(points))) == ["applied"]
    shown = (await take_snapshot(session.saver, "t")).result
    assert shown is not None
    assert shown.copies[0].questions["1"].points == 1
    assert (await session.state())["decisions"] == {}
    for _ in range(2):
        review = interrupt_of(await session.answer({"actions": []}))
        assert (review["error"], review["outcomes"]) == ("", [])
        state = await session.state()
        assert [d["points"] for d in state["decisions"].values()] == [1.5, 0.5, 1]
    assert state["results"][0]["questions"]["1"]["points"] == 1
    assert state["progress"]["c01"]["evaluation_version"] == 4
    # What was taken in is known to the next decision, whose number no other had.
    assert statuses(await decide(session, mark(2, expected_version=4), mark(0, expected_version=1))) == [
        "applied",
        "conflict",
    ]
    await session.answer({"actions": []})
    assert list((await session.state())["decisions"]) == ["00001", "00002", "00003", "00004"]


async def test_what_is_shown_of_a_decision_without_a_run_is_what_a_run_makes_of_it(
    session: Session, provider: Provider
) -> None:
    await in_review(session)
    await decide(session, mark(0.5, question_id="2"))  # all copies have the same answer
    without = await take_snapshot(session.saver, "t")
    assert without.pending == ("00001",)
    await session.answer({"actions": []})
    with_run = await take_snapshot(session.saver, "t")
    assert with_run.pending == ()
    assert without.result == with_run.result
    assert without.calibration == with_run.calibration == with_run.review_question.calibration
    assert without.calibration is not None
    assert [found.question_id for found in without.calibration.inconsistencies] == ["2"]
    assert without.offers == with_run.offers == with_run.review_question.offers
    assert [offer.decided for offer in without.offers] == [("c01",)]
    # A file that was written in between is not out of date.
    assert without.results_version == with_run.results_version
    await decide(session, mark(1, question_id="2"))
    assert (await take_snapshot(session.saver, "t")).results_version != with_run.results_version


async def test_the_whole_class_is_its_copies_that_are_not_complete(session: Session, provider: Provider) -> None:
    await in_review(session)
    await decide(session, *({"type": kind, "copy_ids": ["c01"]} for kind in ("accept", "mark_complete")))
    accepted = await decide(session, {"type": "accept"})
    assert [(one.copy_id, one.status.value) for one in accepted] == [(f"c0{n}", "applied") for n in (2, 3, 4)]


class LateSaver(InMemorySaver):
    """While `late`, what a run has handed over to be kept is not kept yet, as under durability "async"."""

    late = False

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        if not self.late:
            return await super().aput(config, checkpoint, metadata, new_versions)
        return {"configurable": {**config["configurable"], "checkpoint_id": checkpoint["id"]}}

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        if not self.late:
            await super().aput_writes(config, writes, task_id, task_path)


async def test_a_decision_outlives_a_crash_before_the_run_that_took_it_in_is_kept(provider: Provider) -> None:
    saver = LateSaver()
    session = Session(build_grading_graph(saver))
    await in_review(session)
    await decide(session, mark(1.5))
    before = await session.state()
    saver.late = True
    assert len((await session.answer({"actions": []}))["decisions"]) == 1
    saver.late = False
    assert (await take_snapshot(saver, "t")).pending == ("00001",)
    # Somebody who had read the state before that run is not told that nothing was decided since.
    (conflict,) = await decide_early(before, parse(ReviewCommand, {"actions": [mark(2, expected_version=1)]}))
    assert conflict.status == "conflict"


async def test_a_command_of_the_review_comes_after_what_was_decided_without_a_run(
    session: Session, provider: Provider
) -> None:
    await in_review(session)
    await decide(session, mark(1.5))
    review = interrupt_of(await session.act(mark(0, expected_version=1), {"type": "undo", "decision": "00001"}))
    assert [outcome["status"] for outcome in review["outcomes"]] == ["conflict", "applied"]
    assert review["conflicts"][0]["current_points"] == 1.5
