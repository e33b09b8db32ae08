"""One session in a process of its own, driven as the command line drives it: `python -m tests.benchmarks.session SPEC`.

A session of one copy goes before it, so that everything is imported, the worker processes run, and what is measured is
the class. The clock runs from the request to the open review; defaults are on.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from bareme.documents import get_store, stop_workers
from bareme.garbage_collection import collect_less_often
from bareme.graphs.contract import GradingContext
from bareme.graphs.session_runner import NextRun, SessionRunner, answer
from bareme.memory_allocation import return_memory
from bareme.runtime import close_runtime
from tests.benchmarks.classes import scheme, typed_copies
from tests.benchmarks.laboratory import Laboratory
from tests.benchmarks.processes import memory_of, processor_of, run_measured

GRADERS = ("openai:gpt-4o", "openai:gpt-4.1")
_MEMORY_INTERVAL = 0.25

type Json = dict[str, Any]


def measure_session(
    laboratory: Laboratory,
    home: Path,
    *,
    copies: int,
    files: dict[str, Path] | None = None,
    warm: Path | None = None,
    memory: bool = False,
    **environment: str,
) -> Json:
    """Grade a class in a process of its own: typed copies, or `files` by role, after those of `warm`, a copy by itself.

    Seconds, processor seconds and MB are those of the process and its workers, unless their names say otherwise.
    """
    papers = {role: str(path) for role, path in (files or {}).items()}
    spec = {
        "copies": copies,
        "files": papers,
        "warm": {**papers, "copies": str(warm)} if warm else {},
        "memory": memory,
    }
    settings = {**laboratory.environment, **SETTINGS, "BAREME_HOME": str(home), **environment}
    done = run_measured([sys.executable, "-m", "tests.benchmarks.session", json.dumps(spec)], settings)
    found: Json = json.loads(done["output"])
    workers = done["processor_seconds"] - found.pop("own_processor_in_all") - found.pop("workers_processor_before")
    processor = found["own_processor_seconds"] + max(0.0, workers)
    return {
        **found,
        "processor_seconds": round(processor, 3),
        "processor_ms_a_copy": round(1000 * processor / copies, 2),
        "workers_processor_seconds": round(max(0.0, workers), 3),
    }


SETTINGS = {"BAREME_MAX_COPIES": "1000", "LANGGRAPH_STRICT_MSGPACK": "true", "LANGSMITH_TRACING": "false"}


class _MemoryWatch:
    """Follows what this process and its workers hold."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self.before = memory_of(os.getpid())
        self.own_before = _own_memory()
        self.peak, self.own_peak = self.before, self.own_before
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(_MEMORY_INTERVAL):
            self.peak = max(self.peak, memory_of(os.getpid()))
            self.own_peak = max(self.own_peak, _own_memory())

    def end(self) -> Json:
        self._ended.set()
        self._thread.join()
        return {
            "peak_mb": round(self.peak, 1),
            "growth_mb": round(self.peak - self.before, 1),
            "own_growth_mb": round(self.own_peak - self.own_before, 1),
        }


def _own_memory() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1024**2


def _upload(runner: SessionRunner, files: dict[str, str]) -> Json:
    """Store files by role, as a client does before its request; return the part of the request that names them."""
    documents = [
        {"role": role, "name": Path(path).name, "document_id": runner.run(get_store().put(Path(path).read_bytes()))}
        for role, path in files.items()
    ]
    return {"documents": documents} if documents else {}


def _grade(runner: SessionRunner, session_id: str, request: Json, copies: int) -> Json:
    """Grade a class; return the seconds to the found scale, to the first copy, and of grading."""
    context = GradingContext.model_validate({"graders": GRADERS, "language": "fr"})
    started = time.perf_counter()
    asked = runner.advance(session_id, NextRun(request, context))
    confirmed, first = time.perf_counter(), list[float]()
    assert asked.question is not None
    assert len(asked.question["students"]) == copies

    def listen(event: Json) -> None:
        if event["type"] == "copy_done" and not first:
            first.append(time.perf_counter() - confirmed)

    graded = runner.advance(session_id, answer({"candidate": 0}), listen)
    done = time.perf_counter()
    attempts = graded.values["attempts"].values()
    assert [attempt["status"] for attempt in attempts] == ["graded"] * copies * len(GRADERS)
    return {
        "before_seconds": round(confirmed - started, 3),
        "grading_seconds": round(done - confirmed, 3),
        "first_copy_seconds": round(first[0], 3),
    }


def main(spec: Json) -> None:
    """Grade a copy and then the class, and print what the class took."""
    collect_less_often()  # as the command line and the server do
    return_memory()
    with SessionRunner() as runner:
        warm = _upload(runner, spec["warm"]) or {"typed_copies": typed_copies(1, 900)}
        _grade(runner, "warm", {**warm, "scheme": scheme()}, 1)
        runner.run(close_runtime())
        sent = _upload(runner, spec["files"]) or {"typed_copies": typed_copies(spec["copies"])}
        request = {**sent, "scheme": scheme()}
        watch = _MemoryWatch() if spec["memory"] else None
        workers, before = processor_of(os.getpid()) - time.process_time(), time.process_time()
        seconds = _grade(runner, "bench", request, spec["copies"])
        own = time.process_time() - before
        memory = watch.end() if watch else {}
    stop_workers()
    processor = {
        "own_processor_seconds": round(own, 3),
        "own_processor_in_all": time.process_time(),
        "workers_processor_before": workers,
    }
    print(json.dumps({**seconds, **memory, **processor}), flush=True)
    os._exit(0)  # what taking the interpreter apart costs is nobody's


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
