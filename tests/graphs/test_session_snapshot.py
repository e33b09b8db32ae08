"""A snapshot is read without the graph, and has what the graph says of its state."""

from typing import Any

from langgraph.types import Command

from bareme.graphs.session_snapshot import SessionSnapshot, Stage, take_snapshot
from tests.graphs.conftest import Session
from tests.graphs.test_loop_work import GRADERS, class_set


async def _compared(session: Session) -> SessionSnapshot:
    state = await session.graph.aget_state(session.config)
    snapshot = await take_snapshot(session.saver, "t")
    assert snapshot.values == state.values
    assert snapshot.question == (state.interrupts[0].value if state.interrupts else None)
    return snapshot


async def test_a_snapshot_has_what_the_graph_says_of_its_state(session: Session) -> None:
    assert (await _compared(session)).stage is Stage.NEW
    await session.graph.ainvoke(class_set(3), session.config, context=GRADERS)
    assert (await _compared(session)).stage is Stage.SCALE
    await session.send(Command(resume={"candidate": 0}))
    assert (await _compared(session)).stage is Stage.REVIEW
    await session.send(Command(resume={"actions": [{"type": "accept", "provisional": True}]}))
    assert (await _compared(session)).values["decisions"]
    await session.send(Command(resume={"actions": [{"type": "finish", "force": True}]}))
    assert (await _compared(session)).stage is Stage.FINISHED


async def test_a_snapshot_has_the_copies_that_were_graded_before_the_run_was_cut_short(session: Session) -> None:
    await session.graph.ainvoke(class_set(3), session.config, context=GRADERS)
    stream: Any = session.graph.astream(
        Command(resume={"candidate": 0}), session.config, stream_mode="custom", durability="sync"
    )
    async for event in stream:
        if event["type"] == "copy_done":
            break
    await stream.aclose()
    state = await session.graph.aget_state(session.config)
    snapshot = await take_snapshot(session.saver, "t")
    assert snapshot.stage is Stage.STOPPED
    assert snapshot.values["attempts"] == state.values["attempts"]
    assert snapshot.values["comparisons"] == state.values["comparisons"]
