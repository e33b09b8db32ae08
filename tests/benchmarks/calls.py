"""What Barème adds to the calls themselves: `python -m tests.benchmarks.calls [--quick]`.

A class of fifty typed copies of eight questions, two graders, sixteen calls in flight, defaults on: from the request
to the open review. Beside it in the same run, in turn, the requests that it sent, sent plainly (`plain_ways`).
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.laboratory import Laboratory, laboratory
from tests.benchmarks.processes import REPOSITORY
from tests.benchmarks.session import GRADERS, SETTINGS, measure_session

COPIES, IN_FLIGHT = 50, 16
PLAIN = ("httpx", "openai", "langchain", "langgraph")

type Json = dict[str, Any]


def requests_by_copy(laboratory: Laboratory, copies: int) -> list[list[Json]]:
    """Return the grading requests of a class of typed copies, one list a copy, in the order in which they were sent."""
    sent = [call["request"] for call in laboratory.calls()]
    sent = [one for one in sent if one["tools"][0]["function"]["name"] == "Examination"]
    by_copy: dict[str, list[Json]] = {}
    for request in sent[len(GRADERS) :]:  # those of the copy that goes before
        by_copy.setdefault(json.dumps(request["messages"][-1]), []).append(request)
    assert [len(one) for one in by_copy.values()] == [len(GRADERS)] * copies
    return list(by_copy.values())


def run_plainly(laboratory: Laboratory, way: str, requests: Path, in_flight: int) -> Json:
    """Send recorded requests in one of the plain ways."""
    command = [sys.executable, "-m", "tests.benchmarks.plain_ways", way, str(requests), str(in_flight)]
    environment = {**laboratory.environment, **SETTINGS, "PATH": ""}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, check=True)
    found: Json = json.loads(done.stdout)
    return found


def median_of(rows: Sequence[Json]) -> Json:
    """Return the median of each figure."""
    return {name: round(median(row[name] for row in rows), 3) for name in rows[0]}


def measure(*, quick: bool = False) -> Json:
    """Return the figures of each way, and the ratios of Barème's to the others'."""
    copies, times = (50, 1) if quick else (COPIES, 5)
    runs: list[dict[str, Json]] = []
    with laboratory() as provider, TemporaryDirectory() as folder:
        requests = Path(folder) / "requests.json"
        for number in range(times):
            home = Path(folder) / str(number)
            provider.forget()
            row = {"bareme": measure_session(provider, home, copies=copies, BAREME_MAX_IN_FLIGHT=str(IN_FLIGHT))}
            assert provider.most_in_flight() <= IN_FLIGHT
            if not requests.exists():
                requests.write_text(json.dumps(requests_by_copy(provider, copies)), encoding="utf-8")
            for way in PLAIN:
                provider.forget()
                row[way] = run_plainly(provider, way, requests, IN_FLIGHT)
            row["bareme"]["seconds"] = row["bareme"]["before_seconds"] + row["bareme"]["grading_seconds"]
            runs.append(row)
    ways = {way: median_of([run[way] for run in runs]) for way in ("bareme", *PLAIN)}

    def ratio(name: str, way: str) -> float:
        # Of each run, so that a busy moment counts for both.
        return round(median(run["bareme"][name] / run[way][name] for run in runs), 3)

    return {
        "copies": copies,
        "in_flight": IN_FLIGHT,
        "runs": times,
        "ways": ways,
        "wall_over_httpx": ratio("seconds", "httpx"),
        "wall_over_openai": ratio("seconds", "openai"),
        "cpu_over_openai": ratio("processor_ms_a_copy", "openai"),
        "cpu_over_langchain": ratio("processor_ms_a_copy", "langchain"),
        "cpu_over_langgraph": ratio("processor_ms_a_copy", "langgraph"),
    }


if __name__ == "__main__":
    print(json.dumps(measure(quick="--quick" in sys.argv), indent=1))
