"""The desk that a command works at: one event loop, the checkpoints, the graph. Ctrl-C leaves it tidy."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from langgraph.checkpoint.base import BaseCheckpointSaver

from bareme.cli.exits import end_at_once
from bareme.graphs.grading import GradingGraph, build_grading_graph
from bareme.runtime import close_runtime
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.inline_checkpointer import open_inline_checkpointer


class Desk:
    """A graph over the checkpoints of this machine, or those in the file `checkpoints`, and the loop that runs it.

    Prompts wait for the teacher between two calls of `run`, outside the loop, where Ctrl-C is an ordinary
    KeyboardInterrupt.
    """

    graph: GradingGraph

    def __init__(self, checkpoints: Path | None = None) -> None:
        self._checkpoints = checkpoints
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()

    def __enter__(self) -> Self:
        self._stack.push_async_callback(close_runtime)
        try:
            self.graph = build_grading_graph(self._open())
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        self.run(self._stack.aclose())
        self._runner.close()

    def _open(self) -> BaseCheckpointSaver[str]:
        if self._checkpoints is not None:
            return self._stack.enter_context(open_inline_checkpointer(self._checkpoints))
        return self.run(self._stack.enter_async_context(open_checkpointer()))

    def run[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` returns.

        Raises:
            KeyboardInterrupt: Ctrl-C cancelled it, and it has come to its end; a second Ctrl-C does not wait for that.
        """
        loop = self._runner.get_loop()
        task = loop.create_task(work)
        pressed = False

        def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what `signal` calls with
            nonlocal pressed
            if pressed:
                end_at_once()
            pressed = True
            loop.call_soon_threadsafe(task.cancel)

        before = signal.signal(signal.SIGINT, interrupt)
        try:
            return loop.run_until_complete(task)
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None
        finally:
            signal.signal(signal.SIGINT, before)
