"""Checkpoints that are written inside the event loop, for a process that grades on its own.

Those of a server are written in a thread, so that the loop goes on. But the offline examiner keeps the loop busy, and
writes wait behind its next attempts: in a process killed after twenty attempts, none of them was in the file.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from bareme.storage.private_files import make_private_file
from bareme.storage.pruning import logging_failures, shrink_file
from bareme.storage.pruning_saver import PruningSaver


@contextmanager
def open_inline_checkpointer(path: Path) -> Iterator[PruningSaver]:
    """Yield the checkpointer over a file, which is created if it does not exist."""
    make_private_file(path)
    with closing(sqlite3.connect(path, check_same_thread=False)) as connection:
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA busy_timeout=30000")
        serde = JsonPlusSerializer(pickle_fallback=False)
        saver = PruningSaver(connection, path, serde=serde, thread=None, waits_for_disk=False)
        saver.setup()
        yield saver
    with logging_failures():
        shrink_file(path)
