"""What a process keeps of the sessions that it worked on last, so that an edit costs what it changes.

Nothing is taken from here unless it equals what it would be computed from.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from bareme.domain.calibration.severity import GraderSeverity
from bareme.domain.result_cache import LatestValues, ResultCache

MOST_VALUES = 5_000
"""Values that are kept, of all sessions: some 60 MB if each copy has ten questions."""

MOST_SESSIONS = 100
"""Sessions that are kept: before they are graded, there is hardly anything but a question about their files."""

type Channel = dict[Any, tuple[Any, Any]]
"""By key or index: a value as it is in the channel of a state, and what it was validated to."""

type Urgency = tuple[bool, float]
"""Of a question to look at: the lowest comes first."""


@dataclass
class SessionCache:
    """What is kept of one session."""

    channels: dict[str, Channel] = field(default_factory=dict)
    results: ResultCache = field(default_factory=ResultCache)
    severities: LatestValues[tuple[GraderSeverity, ...]] = field(default_factory=LatestValues)
    flagged: LatestValues[list[tuple[Urgency, dict[str, Any]]]] = field(default_factory=LatestValues)
    """What the review asks to look at, by copy."""
    asked: tuple[Any, Any] | None = None
    """The state that a question was worked out from, and the question, as long as its answer has not come."""

    def __len__(self) -> int:
        return sum(map(len, self.channels.values()))


_sessions: OrderedDict[str, SessionCache] = OrderedDict()
_lock = Lock()  # nodes of several sessions run in threads


def session_cache(session_id: str) -> SessionCache:
    """Return what is kept of a session, dropping the sessions that were used least recently if that is too much."""
    with _lock:
        cache = _sessions.setdefault(session_id, SessionCache())
        _sessions.move_to_end(session_id)
        while len(_sessions) > MOST_SESSIONS or (len(_sessions) > 1 and _values() > MOST_VALUES):
            _sessions.popitem(last=False)
        return cache


def _values() -> int:
    return sum(map(len, _sessions.values()))


def drop_sessions(session_ids: Iterable[str]) -> None:
    """Drop what is kept of the sessions."""
    with _lock:
        for session_id in session_ids:
            _sessions.pop(session_id, None)
