"""A provider that fails or answers badly every other time, and sessions with a budget: what it counts is the bound."""

import asyncio
import itertools
import re
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.graphs.grading import build_grading_graph
from bareme.settings import get_settings
from bareme.storage.stores import stores
from tests.faults.laboratory import SCHEME, laboratory
from tests.provider.server import Json, Provider, Scripted, completion, prompt_of, run_provider

MODEL = "openai:gpt-4.1-mini"
NAMES = ("ALPHA", "BETA")


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[Provider]:
    # The circuit is not to open: failures come in a row where several copies meet them.
    with run_provider() as running:
        async with laboratory(running, tmp_path, BAREME_CIRCUIT_FAILURES="1000", BAREME_MAX_IN_FLIGHT="4"):
            yield running


class Session:
    """A session of typed copies that carry its name, so that the provider can count by it."""

    def __init__(self, name: str, copies: int, calls: int) -> None:
        self.graph = build_grading_graph(InMemorySaver())
        self.thread = uuid.uuid4().hex
        self.config: Any = {"configurable": {"thread_id": self.thread}}
        self.request = {
            "typed_copies": [{"answers": {"1": f"{name} copie {n}", "2": "v = 3 m/s"}} for n in range(copies)],
            "scheme": SCHEME,
        }
        self.context: Any = {"graders": [MODEL], "calibration": "off", "budget": {"calls": calls}}

    async def grade(self) -> Json:
        await self.graph.ainvoke(self.request, self.config, context=self.context)
        return await self.graph.ainvoke(Command(resume={"candidate": 0}), self.config)

    async def finish_missing(self, calls: int) -> Json:
        missing = {"actions": [{"type": "regrade", "scope": "missing"}]}
        return await self.graph.ainvoke(Command(resume=missing), self.config, context={"budget": {"calls": calls}})

    def booked(self) -> int:
        return stores().ledger.total(self.thread).calls


def prose() -> Json:
    answer = completion("any", "Examination", {})
    answer["choices"] = [{"index": 0, "message": {"role": "assistant", "content": "Bien."}, "finish_reason": "stop"}]
    return answer


@pytest.mark.parametrize("fault", [503, prose()], ids=["out of order", "prose"])
@pytest.mark.parametrize("budget", [2, 5, 9])
async def test_the_provider_counts_no_more_than_the_budget(provider: Provider, fault: Scripted, budget: int) -> None:
    counted: Counter[str] = Counter()
    of_copy: Counter[str] = Counter()

    def every_other(request: Json) -> Scripted:
        """Every other request for a copy fails, so that no copy is lost by chance."""
        found = re.search(r"(\w+) copie \d+", prompt_of(request))
        assert found is not None
        counted[found[1]] += 1
        of_copy[found[0]] += 1
        return fault if of_copy[found[0]] % 2 else None

    provider.script = every_other
    sessions = {name: Session(name, 8, budget) for name in NAMES}
    states = await asyncio.gather(*(session.grade() for session in sessions.values()))
    for (name, session), state in zip(sessions.items(), states, strict=True):
        assert counted[name] == session.booked() <= budget
        statuses = Counter(progress["status"] for progress in state["progress"].values())
        assert statuses["complete"] <= counted[name] // 2
        assert statuses["complete"] + statuses["waiting"] == 8
        reasons = {p["error"] for p in state["progress"].values() if p["status"] == "waiting"}
        assert reasons == {"le budget d’appels est atteint"}
        assert state["__interrupt__"][0].value["budget_reached"] == "calls"
        # Where the answers were of no use they are told all the same; what failed took nothing.
        assert state["usage"]["calls"] == (statuses["complete"] if fault == 503 else counted[name])

    # With room for all of them, all copies are finished.
    states = await asyncio.gather(*(session.finish_missing(budget + 40) for session in sessions.values()))
    for (name, session), state in zip(sessions.items(), states, strict=True):
        assert counted[name] == session.booked() <= budget + 40
        assert {progress["status"] for progress in state["progress"].values()} == {"complete"}


async def test_a_session_without_a_budget_writes_nothing(provider: Provider) -> None:
    turns = itertools.count()
    provider.script = lambda _: 503 if next(turns) % 2 == 0 else None
    session = Session("ALPHA", 3, 0)
    session.context["budget"] = {}
    state = await session.grade()
    assert {progress["status"] for progress in state["progress"].values()} == {"complete"}
    assert not get_settings().spending_file.exists()
