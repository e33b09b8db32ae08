"""Checkpoints that nothing reads any more: all but the newest of a thread that waits for an answer or has ended.

LangGraph keeps every checkpoint, each with the whole state. What people decided is in the state, so the newest one has
all of it. A crash while the others are deleted undoes the deletion, and the next pause of the thread makes up for it.
"""

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import Checkpoint
from langgraph.checkpoint.serde.types import INTERRUPT, TASKS
from langgraph.constants import START

_log = logging.getLogger(__name__)

_BRANCH = "branch:to:"
"""How LangGraph begins the name of the channel that starts a node."""

_MOSTLY_FREE = 3
"""Free pages for each one in use. An edit writes the state twice, into the pages that the edit before has freed."""

_A_LITTLE_FREE = 0.1

_LARGE_LOG = 1_000_000
"""Bytes. SQLite writes to a log first, which keeps the size that it once had."""


def waits_for_answer(writes: Iterable[tuple[str, Any]]) -> bool:
    """Return whether what a task wrote is a question, at which the run stops."""
    return any(channel == INTERRUPT for channel, _ in writes)


def has_ended(checkpoint: Checkpoint) -> bool:
    """Return whether no node follows a checkpoint."""
    values = checkpoint["channel_values"]
    return not values.get(TASKS) and not any(name == START or name.startswith(_BRANCH) for name in values)


@contextmanager
def logging_failures() -> Iterator[None]:
    """Log why checkpoints could not be deleted, and go on: a full disk or another process must not end a run by it."""
    try:
        yield
    except (sqlite3.Error, OSError, NotImplementedError) as error:
        _log.warning("checkpoints that nothing reads any more stay for now: %s", type(error).__name__)


def prune_file(path: Path, thread: str, *, overwrite: bool) -> None:
    """Delete the older checkpoints of a thread from a file, and make the file smaller if most of it is free.

    Without `overwrite`, freed pages keep what was in them until a session is erased.

    Raises:
        sqlite3.Error: the file cannot be written now. Nothing is lost.
    """
    with _opened(path) as connection:
        if not overwrite:
            connection.execute("PRAGMA secure_delete = FAST")
        keep_latest(connection, thread)
        _cut_free_pages(connection, above=_MOSTLY_FREE)
        if Path(f"{path}-wal").stat().st_size > _LARGE_LOG:
            _empty_log(connection)


def shrink_file(path: Path) -> None:
    """Make a file as small as what it holds.

    Raises:
        sqlite3.Error: the file cannot be written now. Nothing is lost.
    """
    with _opened(path) as connection:
        _cut_free_pages(connection, above=_A_LITTLE_FREE)
        _empty_log(connection)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=30)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        yield connection


def keep_latest(connection: sqlite3.Connection, thread: str) -> None:
    """Delete the checkpoints of a thread that are older than its newest one, and what was written to them.

    Raises:
        NotImplementedError: the state is spread over the checkpoints, by channels that keep only what changed.
    """
    deltas = (
        "SELECT 1 FROM checkpoints WHERE thread_id = ? AND instr(metadata, 'counters_since_delta_snapshot') LIMIT 1"
    )
    if connection.execute(deltas, (thread,)).fetchone():
        raise NotImplementedError("the checkpoints of a thread with a DeltaChannel cannot be pruned")
    with connection:
        for table in ("writes", "checkpoints"):
            _delete_older(connection, table, thread)


def _delete_older(connection: sqlite3.Connection, table: str, thread: str) -> None:
    # Only what is older: a task may have written to a checkpoint that is not in the file yet.
    connection.execute(
        f"""DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id < (
        SELECT max(newest.checkpoint_id) FROM checkpoints newest
        WHERE newest.thread_id = {table}.thread_id AND newest.checkpoint_ns = {table}.checkpoint_ns)""",  # noqa: S608 - one of two names
        (thread,),
    )


def _cut_free_pages(connection: sqlite3.Connection, *, above: float) -> None:
    """Cut free pages off the file if there are more than `above` for each page in use."""
    (free,), (pages,) = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("freelist_count", "page_count"))
    if free <= above * (pages - free):
        return
    if connection.execute("PRAGMA auto_vacuum").fetchone() == (0,):  # a file of an earlier version
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("VACUUM")
    connection.execute("PRAGMA incremental_vacuum").fetchall()


def _empty_log(connection: sqlite3.Connection) -> None:
    """Write the log to the file and empty it. If somebody reads it just now, it stays as it is."""
    connection.execute("PRAGMA busy_timeout = 0")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
