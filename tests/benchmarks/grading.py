"""One class set through the graph, in a process of its own: `python -m tests.benchmarks.grading COPIES`.

It keeps what it writes in BAREME_HOME, which must be empty.
"""

import asyncio
import json
import resource
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

from langgraph.types import Command

from bareme.agents.agent import ask
from bareme.agents.copy_content import copy_content
from bareme.agents.examiner import build_examiner, marks_of
from bareme.agents.examiner_prompt import shared_content
from bareme.calls.call import Caller, CallPlan
from bareme.documents import get_store, stop_workers
from bareme.domain.copies import Copy
from bareme.graphs.grading import build_grading_graph
from bareme.graphs.material import load_brief, load_record, page_text
from bareme.models.registry import build_model
from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer
from tests.benchmarks.class_set import class_set

GRADERS = ["offline:lexical", "offline:strict"]


async def _grade(documents: list[dict[str, Any]]) -> tuple[float, float, dict[str, Any]]:
    """Return the seconds to the confirmed scale, those of grading, and the final state."""

    async with open_checkpointer() as saver:
        graph = build_grading_graph(saver)
        config: Any = {"configurable": {"thread_id": "bench"}}
        started = time.perf_counter()
        await graph.ainvoke({"documents": documents}, config, context={"graders": GRADERS})
        confirmed = time.perf_counter()
        await graph.ainvoke(Command(resume={"candidate": 0}), config)
        done = time.perf_counter()
        state = await graph.aget_state(config)
        return confirmed - started, done - confirmed, state.values


async def _plainly(state: dict[str, Any]) -> float:
    """Return the seconds that the same attempts take one after the other, with neither graph nor checkpoint."""

    brief = await load_brief(state["brief_id"], get_store())
    questions = list(brief.scheme.leaves())
    started = time.perf_counter()
    agents = [build_examiner(build_model(grader), brief, questions) for grader in brief.policy.graders]
    shared = shared_content(brief)
    for entry in state["copies"].values():
        copy = Copy.model_validate(entry)
        texts = []
        for page in copy.pages:
            record = await load_record(brief.records[page.document_id], get_store())
            texts.append(page_text(record.pages[page.index], pictures=False))
        for grader, agent in zip(brief.policy.graders, agents, strict=True):
            answer = await ask(agent, [shared, copy_content(pages=texts)], Caller(CallPlan(grader.model)))
            marks_of(answer, questions, brief.policy.mark_step, brief.policy.language)
    return time.perf_counter() - started


def checkpoint_bytes(path: Path) -> int:
    """Return the bytes of all checkpoints and writes in a SQLite checkpointer's file."""
    with sqlite3.connect(path) as connection:
        sums = [
            connection.execute(f"SELECT COALESCE(SUM(LENGTH({column})), 0) FROM {table}").fetchone()[0]  # noqa: S608
            for table, column in [("checkpoints", "checkpoint"), ("checkpoints", "metadata"), ("writes", "value")]
        ]
    connection.close()
    return sum(sums)


def measure(copies: int) -> dict[str, float]:
    """Grade `copies` copies and return seconds, MB and bytes."""

    documents = class_set(copies)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    finding, grading, state = asyncio.run(_grade(documents))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    plain = asyncio.run(_plainly(state))
    stop_workers()
    assert len(state["attempts"]) == copies * len(GRADERS)
    stored = checkpoint_bytes(get_settings().checkpoints_file)
    return {
        "copies": copies,
        "attempts": len(state["attempts"]),
        "finding_seconds": round(finding, 2),
        "grading_seconds": round(grading, 2),
        "plain_seconds": round(plain, 2),
        "grading_over_plain": round(grading / plain, 2),
        "peak_mb": round(peak / 1024),
        "peak_growth_mb": round((peak - before) / 1024),
        "checkpoint_bytes_a_copy": round(stored / copies),
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
