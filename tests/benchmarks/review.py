"""One edit after the other on a graded class through the runs API: `python -m tests.benchmarks.review`.

Each edit is a run of its own on a development server, so the server's own share is measured beside it: the answer to
another graph's interrupt on the same server, which does nothing with it but ask again (`tests/benchmarks/echo.py`).
"""

import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from langgraph_sdk.client import LangGraphClient

from tests.e2e.dev_server import REPOSITORY, DevServer

COPIES, QUESTIONS, EDITS = 30, 10, 40
GRADING, FLOOR = "graph_grading", "echo"

type Json = dict[str, Any]


def _class() -> Json:
    answers = {str(number): f"La réponse {number} parle de l'énergie et de la vitesse." for number in range(QUESTIONS)}
    questions = [
        {"id": question_id, "max_points": 2, "expected_answer": "l'énergie et la masse"} for question_id in answers
    ]
    copies = [{"student": {"name": f"Élève {number}"}, "answers": answers} for number in range(COPIES)]
    return {"typed_copies": copies, "scheme": {"questions": questions}}


async def _answer(client: LangGraphClient, thread_id: str, graph: str, value: Any) -> float:
    """Return the seconds from sending an answer to the next question."""
    started = time.perf_counter()
    await client.runs.wait(thread_id, graph, command={"resume": value})
    return time.perf_counter() - started


async def _floor(client: LangGraphClient) -> list[float]:
    thread_id = (await client.threads.create())["thread_id"]
    await client.runs.wait(thread_id, FLOOR, input={"said": ""})
    return [await _answer(client, thread_id, FLOOR, str(number)) for number in range(EDITS)]


async def _edits(client: LangGraphClient) -> list[float]:
    thread_id = (await client.threads.create())["thread_id"]
    context: Any = {"graders": ["offline:lexical", "offline:strict"]}
    await client.runs.wait(thread_id, GRADING, input=_class(), context=context)
    await _answer(client, thread_id, GRADING, {"candidate": 0})
    seconds = []
    for number in range(EDITS):
        copy_id, question_id = f"c{number % COPIES + 1:02}", str(number % QUESTIONS)
        edit = {"type": "set_mark", "copy_ids": copy_id, "question_id": question_id, "points": 1}
        seconds.append(await _answer(client, thread_id, GRADING, {"author": "Mme Roy", "actions": [edit]}))
    state: Any = await client.threads.get_state(thread_id)
    assert len(state["values"]["decisions"]) == EDITS
    return seconds


async def _measure(server: DevServer) -> dict[str, float]:
    async with server.client() as client:
        floor, edits = await _floor(client), await _edits(client)
    edit, empty = statistics.median(edits), statistics.median(floor)
    return {
        "copies": COPIES,
        "questions": QUESTIONS,
        "edits": EDITS,
        "edit_seconds": round(edit, 3),
        "slowest_edit_seconds": round(max(edits), 3),
        "empty_resume_seconds": round(empty, 3),
        "over_empty_resume": round(edit / empty, 2),
    }


def measure() -> dict[str, float]:
    """Grade a class on a server of its own, edit it, and return seconds."""
    with tempfile.TemporaryDirectory() as folder:
        config = json.loads((REPOSITORY / "langgraph.json").read_text(encoding="utf-8"))
        config["graphs"][FLOOR] = f"{REPOSITORY}/tests/benchmarks/echo.py:graph"
        config_file = REPOSITORY / ".bench-langgraph.json"
        config_file.write_text(json.dumps(config), encoding="utf-8")
        server = DevServer(Path(folder), config=config_file)
        try:
            server.start()
            return asyncio.run(_measure(server))
        finally:
            server.stop()
            config_file.unlink()


if __name__ == "__main__":
    print(json.dumps(measure()))
