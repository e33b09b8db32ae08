"""Count what runs on the event loop between two turns of it, which is the same on a busy machine and on a quiet one."""

import sys
import threading
from asyncio.events import Handle
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType

_TOOL = 4  # free: coverage takes 1, profilers take 2
_TURN = Handle._run.__code__


@dataclass
class LoopWork:
    """Calls of Python functions on the event loop's thread."""

    longest: int = 0
    """The most in one turn of the loop: until it ends, the loop answers nobody."""
    where: dict[str, int] = field(default_factory=dict)
    """The functions that were called most in that turn."""

    def end_turn(self, turn: Counter[CodeType]) -> None:
        if (calls := turn.total()) > self.longest:
            self.longest = calls
            self.where = {f"{code.co_filename}:{code.co_qualname}": count for code, count in turn.most_common(8)}
        turn.clear()


@contextmanager
def count_loop_work() -> Iterator[LoopWork]:
    """Count inside a running loop. What other threads do is not counted."""
    work, loop_thread, turn = LoopWork(), threading.get_ident(), Counter[CodeType]()

    def start(code: CodeType, _: int) -> None:
        if threading.get_ident() == loop_thread:
            if code is _TURN:
                work.end_turn(turn)
            turn[code] += 1

    events = sys.monitoring.events
    sys.monitoring.use_tool_id(_TOOL, "loop work")
    sys.monitoring.register_callback(_TOOL, events.PY_START, start)
    sys.monitoring.set_events(_TOOL, events.PY_START)
    try:
        yield work
    finally:
        sys.monitoring.set_events(_TOOL, events.NO_EVENTS)
        sys.monitoring.register_callback(_TOOL, events.PY_START, None)
        sys.monitoring.free_tool_id(_TOOL)
        work.end_turn(turn)
