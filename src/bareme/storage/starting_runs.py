"""Runs that were let in a moment ago: the platform may not show their threads as busy yet."""

from collections import defaultdict
from time import monotonic
from typing import Protocol

from bareme.storage.database import Database, repeatable

SECONDS = 1.0
"""How long the platform may take to show one."""
_NOTED = "SELECT thread FROM starting_runs WHERE identity = ? AND at > clock_timestamp() - make_interval(secs => ?)"
_FORGET = "DELETE FROM starting_runs WHERE at < clock_timestamp() - make_interval(secs => ?)"
_NOTE = """
INSERT INTO starting_runs (identity, thread, at) VALUES (?, ?, clock_timestamp())
ON CONFLICT (identity, thread) DO UPDATE SET at = EXCLUDED.at
"""


class StartingRuns(Protocol):
    """What the processes that let runs in tell each other.

    Every method raises StoreUnusable if it is in a database that cannot be read or written.
    """

    def note(self, identity: str, thread_id: str) -> set[str]:
        """Note that a run of somebody's is about to be let in; return the threads of theirs that were noted before it.

        Of runs that come together, each sees those before it, so no two take the same last place.
        """
        ...

    def withdraw(self, identity: str, thread_id: str) -> None:
        """Forget a run that was not let in after all."""
        ...


class OwnStartingRuns:
    """Those of a process that is alone."""

    def __init__(self) -> None:
        self._noted: defaultdict[str, dict[str, float]] = defaultdict(dict)

    def note(self, identity: str, thread_id: str) -> set[str]:
        """Keep it in memory."""
        now = monotonic()
        for known in [*self._noted]:
            recent = {thread: at for thread, at in self._noted.pop(known).items() if now - at < SECONDS}
            if recent:
                self._noted[known] = recent
        before = {*self._noted[identity]}
        self._noted[identity][thread_id] = now
        return before

    def withdraw(self, identity: str, thread_id: str) -> None:
        """Take it out of memory."""
        self._noted[identity].pop(thread_id, None)


class SharedStartingRuns:
    """Those of all processes that share a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @repeatable
    def note(self, identity: str, thread_id: str) -> set[str]:
        """Write it down, one after the other."""
        with self._database.transaction(f"runs of {identity}") as connection:
            before = {thread for (thread,) in connection.execute(_NOTED, (identity, SECONDS))}
            connection.execute(_FORGET, (SECONDS,))
            connection.execute(_NOTE, (identity, thread_id))
        return before

    @repeatable
    def withdraw(self, identity: str, thread_id: str) -> None:
        """Delete its line."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM starting_runs WHERE identity = ? AND thread = ?", (identity, thread_id))
