"""One copy of three is struck by a fault; the session is graded by the real graph, over real HTTP; what came of it."""

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.graphs.grading import build_grading_graph
from bareme.graphs.state import GradingState
from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from bareme.settings import get_settings
from tests.provider.server import Provider, Scripted, prompt_of

type Json = dict[str, Any]
type Outcome = Literal["graded", "invalid_output", "failed", "waiting"]

GRADERS = ("openai:fake-a", "openai:fake-b")
SCHEME = {"questions": [{"id": "1", "max_points": 2}, {"id": "2", "max_points": 3}]}
STRUCK = "COPIE-FRAPPEE"
KEY = "sk-canary-4f1d9b7e2a"
STUDENT = "CANARI Zéphyrine"

QUICK = {
    "BAREME_BACKOFF_SECONDS": "0.004",
    "BAREME_CALL_TRIES": "3",
    "BAREME_CALL_SECONDS": "60",  # no call is cut off because the machine is busy
    "BAREME_ATTEMPT_SECONDS": "120",
    "BAREME_PATIENCE_SECONDS": "0.05",
    "BAREME_CIRCUIT_SECONDS": "0.05",
}


@dataclass(frozen=True)
class Fault:
    """A fault, how often it strikes, and what is to come of it. `calls` is a grader's number for the struck copy."""

    name: str
    answer: Callable[[Json], Scripted]
    """Given the request: the faulty answer."""
    outcome: Outcome
    calls: int
    times: int = 1_000
    """How often it strikes; the next call is answered as usual."""
    settings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What came of a fault."""

    outcomes: tuple[str, ...]
    """Of the struck copy, by grader."""
    calls: tuple[int, ...]
    """For the struck copy, by grader."""
    others: tuple[str, ...]
    """The status of each other copy."""
    other_calls: int
    state: Json
    events: tuple[Json, ...] = ()

    def as_expected(self, fault: Fault, graders: int) -> bool:
        """Whether it is what the table says, and the other copies are complete, each asked for once."""
        return (
            self.outcomes == (fault.outcome,) * graders
            and self.calls == (fault.calls,) * graders
            and self.others == ("complete", "complete")
            and self.other_calls == 2 * graders
        )


@asynccontextmanager
async def laboratory(provider: Provider, home: Path, **settings: str) -> AsyncIterator[None]:
    """Have the real client go to `provider`, with the canary for a key, and nothing left of what happened before."""
    environment = {
        **QUICK,
        "OPENAI_API_BASE": provider.base_url,
        "OPENAI_API_KEY": KEY,
        "BAREME_HOME": str(home),
        **settings,
    }
    with patch.dict("os.environ", environment):
        await _start_anew()
        provider.reset()
        try:
            yield
        finally:
            await _start_anew()
    get_settings.cache_clear()


async def strike(provider: Provider, fault: Fault, graders: int, home: Path) -> Seen:
    """Grade three copies, the second of them struck by `fault`, and return what came of it."""
    struck: Counter[str] = Counter()
    others: Counter[str] = Counter()
    through = asyncio.Event()

    async def script(request: Json) -> Scripted:
        model = request["model"]
        if STRUCK not in prompt_of(request):
            others[model] += 1
            if others.total() >= 2 * graders:
                through.set()
            return None
        struck[model] += 1
        # Struck last, so that what a fault does to the grader as a whole finds the other copies answered.
        await through.wait()
        return fault.answer(request) if struck[model] <= fault.times else None

    async with laboratory(provider, home, **fault.settings):
        provider.script = script
        models = GRADERS[:graders]
        state, events = await grade_three(models)
        # In the home whose secret has sealed the labels.
        outcomes = tuple(outcome_of(state, "c02", models, model) for model in models)
    return Seen(
        outcomes=outcomes,
        calls=tuple(struck[model.partition(":")[2]] for model in models),
        others=tuple(state["progress"][copy_id]["status"] for copy_id in ("c01", "c03")),
        other_calls=others.total(),
        state=state,
        events=tuple(events),
    )


async def grade_three(models: tuple[str, ...]) -> tuple[Json, list[Json]]:
    """Return the state after grading, and the events on the way."""
    graph = build_grading_graph(InMemorySaver())
    config: Any = {"configurable": {"thread_id": uuid.uuid4().hex}}
    answers = ["v = 3 m/s", STRUCK, "v = 4 m/s"]
    typed = [{"student": {"name": STUDENT}, "answers": {"1": text, "2": text}} for text in answers]
    context: Any = {"graders": list(models)}
    await graph.ainvoke({"typed_copies": typed, "scheme": SCHEME}, config, context=context)
    events = [event async for event in graph.astream(Command(resume={"candidate": 0}), config, stream_mode="custom")]
    return (await graph.aget_state(config)).values, events


def outcome_of(state: Json, copy_id: str, models: tuple[str, ...], model: str) -> str:
    """Return what became of one grader's attempt at a copy."""
    labels = GradingState.model_validate(state).labels[copy_id]
    label = next(label for label, index in labels.items() if models[index] == model)
    attempt = state["attempts"].get(f"{copy_id}/{label}/1/0")
    if attempt is None:
        return "waiting"
    statuses = {mark["status"] for mark in attempt["marks"].values()}
    return statuses.pop() if len(statuses) == 1 else "invalid_output" if "invalid_output" in statuses else "mixed"


async def _start_anew() -> None:
    await close_runtime()
    get_settings.cache_clear()
    build_model.cache_clear()
