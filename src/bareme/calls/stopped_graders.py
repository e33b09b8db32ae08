"""Graders that are stopped for the rest of a session, because the account of their provider is empty."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import NamedTuple

from bareme.errors import QuotaExhausted
from bareme.runtime import current_runtime
from bareme.translation import Message


class _Stop(NamedTuple):
    """When a grader was stopped, and why. Not the error itself, which would keep its traceback, pages included."""

    at: datetime
    reason: Message


def stop_grader(session_id: str, model: str, failure: QuotaExhausted) -> None:
    """Make no more calls of a session's grader, until the teacher asks for them anew."""
    stop = _Stop(datetime.now(UTC), failure.message)
    current_runtime().resource(_stopped_graders)[session_id][model] = stop


def check_not_stopped(session_id: str, model: str, asked_at: datetime) -> None:
    """Return if the grader may be asked: it was never stopped, or it was asked for anew at `asked_at`.

    Raises:
        QuotaExhausted: the error that stopped it.
    """
    stop = current_runtime().resource(_stopped_graders).get(session_id, {}).get(model)
    if stop is not None and asked_at <= stop.at:
        raise QuotaExhausted(stop.reason)


def drop_stops(session_id: str) -> None:
    """Drop what is known of a session's stopped graders at the end of its round: the next one asks for them anew."""
    current_runtime().resource(_stopped_graders).pop(session_id, None)


def _stopped_graders() -> defaultdict[str, dict[str, _Stop]]:
    return defaultdict(dict)
