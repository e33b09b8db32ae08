"""One session over a class, in a process of its own: another may do the same on the same home at the same moment."""

import asyncio
import sys
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.graphs.grading import build_grading_graph
from bareme.runtime import close_runtime

COPIES = 6
GRADERS = ["openai:gpt-4.1", "openai:gpt-4.1-mini"]


async def grade(session: str, answer: str = "answer") -> list[str]:
    """Grade the class and return the status of each copy."""
    graph = build_grading_graph(InMemorySaver())
    config: Any = {"configurable": {"thread_id": session}}
    request = {
        "typed_copies": [{"answers": {"1": f"{answer} {n}", "2": f"because {n}"}} for n in range(COPIES)],
        "scheme": "1: 2, 2: 3",
    }
    context: Any = {"graders": GRADERS, "calibration": "off", "budget": {"calls": 100}}
    await graph.ainvoke(request, config, context=context)
    state = await graph.ainvoke(Command(resume={"candidate": 0}), config)
    await close_runtime()
    return [progress["status"] for progress in state["progress"].values()]


if __name__ == "__main__":
    sys.stdin.readline()  # both are loaded, and begin together
    print(" ".join(asyncio.run(grade(*sys.argv[1:]))))
