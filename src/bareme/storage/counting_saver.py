"""The checkpointer of a server of one machine, which counts how often a run was taken up."""

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple

from bareme.storage.pruning_saver import PruningSaver
from bareme.storage.run_attempts import RunAttempt

_TABLE = """CREATE TABLE IF NOT EXISTS run_attempts
(thread_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, kept TEXT NOT NULL, tries INTEGER NOT NULL)"""
_COUNT = """INSERT INTO run_attempts VALUES (?, ?, ?, 1) ON CONFLICT (thread_id) DO UPDATE SET
tries = CASE WHEN run_id = excluded.run_id AND kept = excluded.kept THEN tries + 1 ELSE 1 END,
run_id = excluded.run_id, kept = excluded.kept RETURNING tries"""


class CountingSaver(PruningSaver):
    """A checkpointer that ends a run which was taken up too often without anything having been kept of it."""

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
        """Return a checkpoint.

        Raises:
            RunStuck: a run asks for it that is not taken up again.
        """
        found = super().get_tuple(config)
        attempt = RunAttempt.of(config, found)
        if attempt is not None:
            with self.cursor() as cursor:
                row = (attempt.thread_id, attempt.run_id, attempt.kept)
                ((tries,),) = cursor.execute(_COUNT, row).fetchall()
            attempt.check(int(tries))
        return found
