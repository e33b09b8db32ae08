"""What a copy costs in checkpoints: a budget, and the same for the last copy as for the first."""

from pathlib import Path
from typing import Any

from langgraph.types import Command

from bareme.graphs.grading import build_grading_graph
from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer

BUDGET = 25_000
"""Bytes a copy: two graders, ten questions, an answer of a line or two. An attempt is kept once."""

EDIT = 1_000
"""Bytes that a decision adds."""

SCHEME = ", ".join(f"Q{n}: 2" for n in range(1, 11))
ANSWERS = {f"Q{n}": "La vitesse est le quotient de la distance par la durée." for n in range(1, 11)}


async def stored_for(copies: int, edits: int = 0) -> int:
    """Return the bytes that a class leaves in a home, once the process that graded it is gone."""
    async with open_checkpointer() as saver:
        graph = build_grading_graph(saver)
        config: Any = {"configurable": {"thread_id": f"of {copies}"}}
        typed = [{"answers": ANSWERS, "student": {"name": f"Élève {n}"}} for n in range(copies)]
        graders = {"graders": ["offline:lexical", "offline:strict"]}
        await graph.ainvoke({"typed_copies": typed, "scheme": SCHEME}, config, context=graders)
        state = await graph.ainvoke(Command(resume={"candidate": 0}), config)
        assert len(state["attempts"]) == 2 * copies
        for n in range(edits):
            mark = {"type": "set_mark", "copy_ids": next(iter(state["copies"])), "question_id": "Q1", "points": n % 3}
            state = await graph.ainvoke(Command(resume={"actions": [mark], "author": "teacher"}), config)
        assert len(state["decisions"]) == edits
    path = get_settings().checkpoints_file
    assert path.stat().st_mode & 0o077 == 0
    stored = sum(file.stat().st_size for file in path.parent.rglob("*") if file.is_file())
    path.unlink()
    return stored


async def test_bytes_a_copy_keep_to_the_budget_and_do_not_grow(home: Path) -> None:
    few, many = await stored_for(5) / 5, await stored_for(30) / 30
    assert many < BUDGET
    assert many <= few


async def test_a_decision_adds_itself(home: Path) -> None:
    once, often = await stored_for(10, edits=1), await stored_for(10, edits=21)
    assert often - once <= 20 * EDIT
