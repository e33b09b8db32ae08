"""Runs grading sessions from a synchronous program, such as the command line or an evaluation.

The servers do not use it: there, clients start the runs.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, AsyncExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from bareme.graphs.contract import GradingContext
from bareme.graphs.session_snapshot import SessionSnapshot, Stage, kept_snapshot, take_snapshot
from bareme.graphs.state import Json
from bareme.runtime import close_runtime
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.kept_threads import kept_threads
from bareme.storage.stores import stores

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.types import Command

    from bareme.graphs.grading import GradingGraph

type EventListener = Callable[[Json], None]
"""Called with each progress event."""

INTERRUPTED = 130
"""The exit code after Ctrl-C: 128 + SIGINT, as shells expect it."""


@dataclass(frozen=True)
class NextRun:
    """The input of a run: a request, the answer to an interrupt, or None to continue after a stop."""

    input: "Json | Command[Any] | None"
    context: GradingContext | None = None


def answer(value: Json, context: GradingContext | None = None) -> NextRun:
    """Return the run that answers the pending interrupt."""
    from langgraph.types import Command  # noqa: PLC0415 - it takes long to load, and reading a session needs none of it

    return NextRun(Command(resume=value), context)


@contextmanager
def _ignore_events(_: SessionSnapshot) -> Iterator[EventListener]:
    yield lambda _: None


class SessionRunner:
    """An event loop, a checkpointer and the grading graph. Use it as a context manager.

    It uses the checkpoints of this machine, or those in the file `checkpoints`. No event loop runs between two runs,
    so a program can ask its user something, and Ctrl-C is an ordinary KeyboardInterrupt there.
    """

    def __init__(self, checkpoints: "Path | BaseCheckpointSaver[str] | None" = None) -> None:
        self._checkpoints = checkpoints
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()

    def __enter__(self) -> Self:
        self._stack.push_async_callback(close_runtime)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        self.run(self._stack.aclose())
        self._runner.close()

    @cached_property
    def _checkpointer(self) -> "BaseCheckpointSaver[str]":
        """What sessions are run with, opened with the first run: a command that only reads one does without."""
        if isinstance(self._checkpoints, Path):
            from bareme.storage.inline_checkpointer import open_inline_checkpointer  # noqa: PLC0415

            return self._stack.enter_context(open_inline_checkpointer(self._checkpoints))
        return self._checkpoints or self.run(self._stack.enter_async_context(open_checkpointer()))

    @cached_property
    def graph(self) -> "GradingGraph":
        """The graph, loaded when a session is run: a command that only reads one does without."""
        from bareme.graphs.grading import build_grading_graph  # noqa: PLC0415

        return build_grading_graph(self._checkpointer)

    def snapshot(self, session_id: str) -> SessionSnapshot:
        """Return the snapshot of a session."""
        return self.run(self._snapshot(session_id))

    def sessions(self) -> list[SessionSnapshot]:
        """Return all sessions that have begun, the latest first."""
        return self.run(self._sessions())

    async def _sessions(self) -> list[SessionSnapshot]:
        kept_here = self._checkpoints is None
        ids = await (stores().checkpoints.newest() if kept_here else kept_threads(self._checkpointer))
        snapshots = [await self._snapshot(session_id) for session_id in ids]
        begun = [snapshot for snapshot in snapshots if snapshot.stage is not Stage.NEW]
        return sorted(begun, key=lambda snapshot: str(snapshot.created_at), reverse=True)

    def advance(self, session_id: str, next_run: NextRun, on_event: EventListener = lambda _: None) -> SessionSnapshot:
        """Run a session until it asks something or ends, and return its snapshot."""
        return self.run(self._advance(self.graph, session_id, next_run, on_event))

    async def _advance(
        self, graph: "GradingGraph", session_id: str, next_run: NextRun, on_event: EventListener
    ) -> SessionSnapshot:
        config: Any = {"configurable": {"thread_id": session_id}}
        async for event in graph.astream(
            next_run.input, config, context=next_run.context, stream_mode="custom", durability="sync"
        ):
            on_event(event)
        # The checkpointer has what it wrote at the end. Reading the file would make all of it a second time.
        return await take_snapshot(self._checkpointer, session_id)

    async def _snapshot(self, session_id: str) -> SessionSnapshot:
        if self._checkpoints is None:
            return await kept_snapshot(session_id, await stores().checkpoints.read(session_id))
        return await take_snapshot(self._checkpointer, session_id)

    def drive(
        self,
        session_id: str,
        decide: Callable[[SessionSnapshot], NextRun | None],
        *,
        listening: Callable[[SessionSnapshot], AbstractContextManager[EventListener]] = _ignore_events,
    ) -> SessionSnapshot:
        """Run a session repeatedly with what `decide` returns, until that is None, and return its snapshot.

        `listening` is entered for each run and yields the listener of its events.
        """
        snapshot = self.snapshot(session_id)
        while (next_run := decide(snapshot)) is not None:
            with listening(snapshot) as on_event:
                snapshot = self.advance(session_id, next_run, on_event)
        return snapshot

    @contextmanager
    def entered[T](self, context: AbstractAsyncContextManager[T]) -> Iterator[T]:
        """Enter an asynchronous context for as long as this one lasts, and yield what it yields."""
        stack = AsyncExitStack()
        try:
            yield self.run(stack.enter_async_context(context))
        finally:
            self.run(stack.aclose())

    def run[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Return the result of `work`.

        Raises:
            KeyboardInterrupt: Ctrl-C cancelled it. A second Ctrl-C ends the process at once.
        """
        loop = self._runner.get_loop()
        task = loop.create_task(work)
        pressed = False

        def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
            nonlocal pressed
            if pressed:
                _end_process()
            pressed = True
            loop.call_soon_threadsafe(task.cancel)

        before = signal.signal(signal.SIGINT, interrupt)
        try:
            return loop.run_until_complete(task)
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None
        finally:
            signal.signal(signal.SIGINT, before)


def _end_process() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\x1b[?25h\n")  # a progress bar hides the cursor
        sys.stderr.flush()
    os._exit(INTERRUPTED)
