"""One session from its start to its end, in a process that kills itself at a named point: `POINTS`.

Run again on the same home, it goes on where the last run left off. The points are set from outside, by wrapping a
function where the product looks it up; the product knows nothing of them.
"""

import asyncio
import functools
import importlib
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from langgraph.types import Command

from bareme.domain.review import SetMark
from bareme.graphs.grading import build_grading_graph
from bareme.runtime import close_runtime
from bareme.storage.checkpointer import open_checkpointer

COPIES = 6
GRADERS = ["openai:gpt-4.1", "openai:gpt-4.1-mini"]
QUESTIONS = [{"id": "1", "max_points": 2}, {"id": "2", "max_points": 3}]
DECIDED = SetMark(copy_ids=("c01",), question_id="2", points="0.5", reason="seen on paper")
CONFIG: Any = {"configurable": {"thread_id": "killed"}}


@dataclass(frozen=True)
class Point:
    """Where the process dies: around a function, or some time into it, when it is entered for the `nth` time.

    Only the calls count whose arguments `counts` accepts.
    """

    target: str
    when: str
    nth: int = 1
    counts: Callable[..., bool] = lambda *_, **__: True

    def arm(self) -> None:
        """Wrap the function so that entering it kills the process."""
        module_name, _, path = self.target.partition(":")
        owner: Any = importlib.import_module(module_name)
        *parents, name = path.split(".")
        for parent in parents:
            owner = getattr(owner, parent)
        setattr(owner, name, self._wrap(getattr(owner, name)))

    def _wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        entered = 0

        def is_due(*args: Any, **kwargs: Any) -> bool:
            nonlocal entered
            counted = self.counts(*args, **kwargs)
            entered += counted
            return counted and entered == self.nth

        if asyncio.iscoroutinefunction(function):

            @functools.wraps(function)
            async def wrapped_async(*args: Any, **kwargs: Any) -> Any:
                due = is_due(*args, **kwargs)
                if due and self.when == "before":
                    die()
                if due and self.when == "during":
                    asyncio.get_running_loop().call_later(0.05, die)
                result = await function(*args, **kwargs)
                if due and self.when == "after":
                    die()
                return result

            return wrapped_async

        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            due = is_due(*args, **kwargs)
            if due and self.when == "before":
                die()
            result = function(*args, **kwargs)
            if due and self.when == "after":
                die()
            return result

        return wrapped


def die() -> None:
    """Leave as a machine does that loses its power."""
    os.kill(os.getpid(), signal.SIGKILL)


def deletes_checkpoints(connection: sqlite3.Connection, table: str, thread: str) -> bool:
    """Return whether older checkpoints are about to be deleted; what was written to them is gone already.

    A question may be written before or after its checkpoint, so pruning may find nothing to delete.
    """
    rows = connection.execute("SELECT count(*) FROM checkpoints WHERE thread_id = ?", (thread,))
    return table == "checkpoints" and rows.fetchone()[0] > 1


POINTS = {
    "intake: settings frozen": Point("bareme.graphs.nodes.intake:_request", "after"),
    "pre-analysis: proposed": Point("bareme.graphs.nodes.pre_analysis:propose_copies", "after"),
    "scale confirmed, nothing sent out yet": Point("bareme.graphs.grader_key:blind_labels", "after", COPIES),
    "before a call": Point("bareme.calls.call:Caller._in_time", "before", 5),
    "during a call": Point("bareme.calls.call:Caller._in_time", "during", 5),
    "after a call, before its store": Point("bareme.storage.answers:AnswerStore.keep", "before", 5),
    "after its store, before its attempt ends": Point("bareme.storage.answers:AnswerStore.keep", "after", 5),
    "attempt ended, before the copy goes on": Point("bareme.graphs.copy_events:AttemptDone", "before", 5),
    "in compare": Point("bareme.graphs.nodes.grade_copy:compare", "before", 3),
    "copy compared, not yet returned": Point("bareme.graphs.copy_events:CopyEvents.end", "after", 3),
    "in aggregate": Point("bareme.graphs.aggregation:session_result", "before"),
    "aggregated, not yet returned": Point("bareme.graphs.aggregation:session_result", "after"),
    "in review, before the actions": Point("bareme.graphs.nodes.review:apply_command", "before"),
    "in review, actions applied, not yet returned": Point("bareme.graphs.nodes.review:apply_command", "after"),
    "after the decision, summing up": Point("bareme.graphs.aggregation:session_result", "before", 2),
    "before earlier checkpoints are deleted": Point("bareme.storage.pruning_saver:prune_file", "before", 3),
    "while they are deleted": Point("bareme.storage.pruning:_delete_older", "after", 3, deletes_checkpoints),
    "deleted, the file not yet smaller": Point("bareme.storage.pruning:_cut_free_pages", "before", 3),
    "after they are deleted": Point("bareme.storage.pruning_saver:prune_file", "after", 3),
}


async def run_session() -> None:
    """Bring the session to its end from wherever it stands."""
    async with open_checkpointer() as saver, AsyncExitStack() as stack:
        stack.push_async_callback(close_runtime)
        graph = build_grading_graph(saver)
        request = {
            "typed_copies": [{"answers": {"1": f"answer {n}", "2": f"because {n}"}} for n in range(COPIES)],
            "scheme": {"questions": QUESTIONS},
        }
        state = await graph.aget_state(CONFIG)
        if not state.values.get("session"):
            # The session was not yet written down: a client that was told of nothing sends its request again.
            await graph.ainvoke(request, CONFIG, context={"graders": GRADERS, "language": "en"})
            state = await graph.aget_state(CONFIG)
        for _ in range(12):
            # Not `state.next`: where a power cut falls between a node's writes and the next checkpoint, it is empty.
            if state.values.get("finished"):
                return
            await graph.ainvoke(answer_to(state), CONFIG)
            state = await graph.aget_state(CONFIG)
        raise RuntimeError("the session does not end")


def answer_to(state: Any) -> Any:
    """Return what a client sends next: the answer to what is asked, or an empty input where a run was cut short."""
    if not state.interrupts:
        return {}
    value = state.interrupts[0].value
    if value["kind"] == "confirm_scale":
        return Command(resume={"candidate": 0})
    is_decided = "00001" in state.values["decisions"]
    actions = [{"type": "finish", "force": True}] if is_decided else [DECIDED.model_dump(mode="json")]
    return Command(resume={"actions": actions, "author": "Mme Roy"})


if __name__ == "__main__":
    if len(sys.argv) > 1:
        POINTS[sys.argv[1]].arm()
    asyncio.run(run_session())
