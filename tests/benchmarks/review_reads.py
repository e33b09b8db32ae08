"""What a screen reads of a graded class, whole and after one edit: `python -m tests.benchmarks.review_reads`.

Each way of reading is measured on the same session of the same server: bytes as JSON and as gzip, and seconds.
"""

import asyncio
import gzip
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from langgraph_sdk.client import LangGraphClient

from tests.e2e.dev_server import DevServer

SIZES = ((50, 10, 1), (50, 20, 4))
"""Copies, questions, and tries of each of two graders."""
REPEATS = 5
WORDS = "La réponse parle de l'énergie cinétique, de la masse et de la vitesse du mobile"

type Json = dict[str, Any]


def class_of(copies: int, questions: int) -> Json:
    scheme = [{"id": str(n), "max_points": 2, "expected_answer": "l'énergie et la masse"} for n in range(questions)]
    typed = [
        {
            "student": {"name": f"Élève {number}"},
            "answers": {str(n): f"{WORDS}, comme l'élève {number} l'a vu à la question {n}." for n in range(questions)},
        }
        for number in range(copies)
    ]
    return {"typed_copies": typed, "scheme": {"questions": scheme}}


async def _begin(client: LangGraphClient, copies: int, questions: int, tries: int) -> str:
    thread_id = str((await client.threads.create())["thread_id"])
    context: Any = {"graders": [{"model": model, "tries": tries} for model in ("offline:lexical", "offline:strict")]}
    await client.runs.wait(thread_id, "graph_grading", input=class_of(copies, questions), context=context)
    await client.runs.wait(thread_id, "graph_grading", command={"resume": {"candidate": 0}})
    return thread_id


async def _read(http: httpx.AsyncClient, path: str) -> Json:
    """Return bytes, the seconds of the first time, and the median, of reading `path`."""
    seconds, body = [], b""
    for _ in range(REPEATS):
        started = time.perf_counter()
        response = await http.get(path)
        seconds.append(time.perf_counter() - started)
        body = response.raise_for_status().content
    return {
        "bytes": len(body),
        "gzip_bytes": len(gzip.compress(body)),
        "first_seconds": round(seconds[0], 3),
        "seconds": round(statistics.median(seconds), 3),
    }


async def _edit(client: LangGraphClient, thread_id: str, number: int) -> float:
    """Return the seconds that one decision takes, from sending it to the end of its run."""
    edit = {"type": "set_mark", "copy_ids": f"c{number:02}", "question_id": "1", "points": 1.25}
    command: Any = {"resume": {"author": "Mme Roy", "actions": [edit]}}
    started = time.perf_counter()
    async for _ in client.runs.stream(thread_id, "graph_grading", command=command, stream_mode=["custom"]):
        pass
    return time.perf_counter() - started


async def _measure(server: DevServer) -> Json:
    rows: Json = {}
    async with server.client() as client, httpx.AsyncClient(base_url=server.url, timeout=120) as http:
        for copies, questions, tries in SIZES:
            thread_id = await _begin(client, copies, questions, tries)
            state, review = f"/threads/{thread_id}/state", f"/sessions/{thread_id}/review"
            row: Json = {"copies": copies, "questions": questions, "attempts": 2 * tries}
            row["state"] = await _read(http, state)
            if (await http.get(review)).status_code == httpx.codes.OK:
                row["review"] = await _read(http, review)
                revision = (await http.get(review)).json()["revision"]
                row["edit_seconds"] = round(await _edit(client, thread_id, 2), 3)
                row["review_after_an_edit"] = await _read(http, f"{review}?since={revision}")
            else:
                row["edit_seconds"] = round(await _edit(client, thread_id, 2), 3)
            row["state_after_an_edit"] = await _read(http, state)
            rows[f"{copies}_copies_{2 * tries}_attempts"] = row
    return rows


def measure() -> Json:
    """Return what each way of reading takes, by the size of a class."""
    with tempfile.TemporaryDirectory() as folder:
        server = DevServer(Path(folder))
        try:
            server.start()
            return asyncio.run(_measure(server))
        finally:
            server.stop()


if __name__ == "__main__":
    print(json.dumps(measure()))
