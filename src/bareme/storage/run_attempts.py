"""How often a server took a run up without getting anywhere.

A server that is killed takes its runs up again when it starts. One that hangs or brings the server down would do so
each time, and hold a worker for ever. The platform counts a run's attempts in memory, so not across a restart.
"""

from collections.abc import Mapping
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple

from bareme.errors import RunStuck
from bareme.storage.pruning_saver import PruningSaver

MOST_TRIES = 3
_LANGUAGE = "fr"
_TABLE = """CREATE TABLE IF NOT EXISTS run_attempts
(thread_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, kept TEXT NOT NULL, tries INTEGER NOT NULL)"""
_COUNT = """INSERT INTO run_attempts VALUES (?, ?, ?, 1) ON CONFLICT (thread_id) DO UPDATE SET
tries = CASE WHEN run_id = excluded.run_id AND kept = excluded.kept THEN tries + 1 ELSE 1 END,
run_id = excluded.run_id, kept = excluded.kept RETURNING tries"""


class CountingSaver(PruningSaver):
    """A checkpointer that ends a run which was taken up `MOST_TRIES` times without anything having been kept of it."""

    def setup(self) -> None:
        """Create the tables, if they do not exist. Every method of the base class calls it."""
        if self.is_setup:
            return
        super().setup()
        self.conn.execute(_TABLE)

    def delete_thread(self, thread_id: str) -> None:
        """Delete all that is kept of a thread."""
        super().delete_thread(thread_id)
        with self.cursor() as cursor:
            cursor.execute("DELETE FROM run_attempts WHERE thread_id = ?", (str(thread_id),))

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Return a checkpoint. A run asks for the latest of its thread once, when it is taken up.

        Raises:
            RunStuck: it is not taken up again.
        """
        found = super().get_tuple(config)
        place: Mapping[str, Any] = config.get("configurable", {})
        if place.get("run_id") and not place.get("checkpoint_id"):
            tries = self._count(str(place["thread_id"]), str(place["run_id"]), found)
            if tries > MOST_TRIES:
                error = RunStuck(MOST_TRIES)
                error.args = (error.explain(_language_of(found)),)  # a server shows its text alone
                raise error
        return found

    def _count(self, thread_id: str, run_id: str, found: CheckpointTuple | None) -> int:
        """Return how often the run has been taken up with nothing more kept than there is now, this time included."""
        kept = f"{found.checkpoint['id']} {len(found.pending_writes or ())}" if found else ""
        with self.cursor() as cursor:
            ((tries,),) = cursor.execute(_COUNT, (thread_id, run_id, kept)).fetchall()
        return int(tries)


def _language_of(found: CheckpointTuple | None) -> str:
    policy = found.checkpoint["channel_values"].get("policy") if found else None
    return str((policy or {}).get("language", _LANGUAGE))
