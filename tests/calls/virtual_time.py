"""An event loop whose clock jumps to the next timer, so that a minute passes at once."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any


class _JumpingSelector(selectors.DefaultSelector):
    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> Any:
        if timeout:
            self.loop.now += timeout
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.now = 0.0
        selector = _JumpingSelector()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.now


def run[T](work: Coroutine[Any, Any, T]) -> T:
    """Run `work` in virtual time. It must not wait for threads or sockets."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
