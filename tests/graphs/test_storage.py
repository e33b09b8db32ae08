"""What a copy costs in checkpoints: a budget, and the same for the last copy as for the first."""

import sqlite3
from pathlib import Path
from typing import Any

from langgraph.types import Command

from bareme.graphs.grading import build_grading_graph
from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer

BUDGET = 80 * 1024
"""Bytes a copy: two graders, ten questions, an answer of a line or two; the whole state is kept after each node."""

SCHEME = ", ".join(f"Q{n}: 2" for n in range(1, 11))
ANSWERS = {f"Q{n}": "La vitesse est le quotient de la distance par la durée." for n in range(1, 11)}


def checkpoint_bytes(path: Path) -> int:
    """Return the bytes of all checkpoints and writes in a SQLite checkpointer's file."""
    with sqlite3.connect(path) as connection:
        sums = [
            connection.execute(f"SELECT COALESCE(SUM(LENGTH({column})), 0) FROM {table}").fetchone()[0]  # noqa: S608
            for table, column in [("checkpoints", "checkpoint"), ("checkpoints", "metadata"), ("writes", "value")]
        ]
    connection.close()
    return sum(sums)


async def bytes_a_copy(copies: int) -> float:
    async with open_checkpointer() as saver:
        graph = build_grading_graph(saver)
        config: Any = {"configurable": {"thread_id": f"of {copies}"}}
        typed = [{"answers": ANSWERS, "student": {"name": f"Élève {n}"}} for n in range(copies)]
        graders = {"graders": ["offline:lexical", "offline:strict"]}
        await graph.ainvoke({"typed_copies": typed, "scheme": SCHEME}, config, context=graders)
        state = await graph.ainvoke(Command(resume={"candidate": 0}), config)
        assert len(state["attempts"]) == 2 * copies
    path = get_settings().checkpoints_file
    assert path.stat().st_mode & 0o077 == 0
    stored = checkpoint_bytes(path)
    path.unlink()
    return stored / copies


async def test_bytes_a_copy_keep_to_the_budget_and_do_not_grow(home: Path) -> None:
    few, many = await bytes_a_copy(5), await bytes_a_copy(30)
    assert many < BUDGET
    assert many <= few
