"""A list reads a few channels of many threads, and finds what their newest checkpoints have."""

from typing import Any

import psycopg
import pytest
from langgraph.types import Command

from bareme.graphs.grading import build_grading_graph
from bareme.runtime import close_runtime
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.postgres.newest_values import newest_values

CHANNELS = ("owner", "session", "brief_id", "scheme", "rubric", "progress", "results_current", "finished", "unknown")


@pytest.mark.parametrize("storage", ["cluster"], indirect=True)
async def test_the_values_are_those_of_the_newest_checkpoints(storage: str, postgres: str) -> None:
    assert storage == "cluster"
    async with open_checkpointer() as saver:
        graph = build_grading_graph(saver)
        for stage, thread in enumerate(("confirming", "reviewing", "decided", "finished")):
            config: Any = {"configurable": {"thread_id": thread}}
            given = {"typed_copies": [{"answers": {"1": thread}}] * 2, "scheme": "1: 2", "session_name": thread}
            await graph.ainvoke(given, config, context={"graders": ["offline:lexical"]})
            mark = {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": 1}
            for answer in ({"candidate": 0}, {"actions": [mark]}, {"actions": [{"type": "finish", "force": True}]})[
                :stage
            ]:
                await graph.ainvoke(Command(resume=answer), config)
        threads = ["confirming", "reviewing", "decided", "finished"]
        async with await psycopg.AsyncConnection.connect(postgres) as connection:
            found = await newest_values(connection, [*threads, "missing"], CHANNELS, saver.serde)
        for thread in threads:
            kept = await saver.aget_tuple({"configurable": {"thread_id": thread}})
            assert kept is not None
            whole = kept.checkpoint["channel_values"]
            assert found.pop(thread) == {name: whole[name] for name in CHANNELS if name in whole}
    assert found == {}
    await close_runtime()
