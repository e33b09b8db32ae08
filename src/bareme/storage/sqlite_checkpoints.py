"""The checkpoints of the development server and the command line, in one SQLite file."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bareme.storage.checkpoints import KeptThread
from bareme.storage.private_files import make_private_file, make_tree_private
from bareme.storage.sqlite_reader import read_rows, read_thread

if TYPE_CHECKING:
    from bareme.storage.counting_saver import CountingSaver

_BEGUN = "SELECT 1 FROM checkpoints WHERE thread_id = ? LIMIT 1"
_NEWEST = "SELECT thread_id, MAX(checkpoint_id) FROM checkpoints GROUP BY 1"
_NAMED_ELSEWHERE = "SELECT 1 FROM checkpoints WHERE thread_id != ? AND instr(checkpoint, CAST(? AS BLOB)) LIMIT 1"


@dataclass(frozen=True)
class SqliteCheckpoints:
    """The checkpoints in the file `path`. `keeps_all`: also those that a newer one has replaced."""

    path: Path
    keeps_all: bool = False

    @asynccontextmanager
    async def open(self) -> "AsyncIterator[CountingSaver]":
        """Yield the checkpointer over the file, which is created if it does not exist."""
        # LangGraph takes long to load, and whoever only looks at a session needs none of it.
        from bareme.storage.counting_saver import CountingSaver  # noqa: PLC0415
        from bareme.storage.remembering_serializer import RememberingSerializer  # noqa: PLC0415

        loop = asyncio.get_running_loop()
        thread = ThreadPoolExecutor(1, thread_name_prefix="checkpoints")
        try:
            connection = await loop.run_in_executor(thread, _connect, self.path)
            try:
                serde = RememberingSerializer()
                saver = CountingSaver(connection, self.path, serde=serde, thread=thread, keeps_all=self.keeps_all)
                await loop.run_in_executor(thread, saver.setup)
                yield saver
                await saver.shrink()
            finally:
                await asyncio.shield(loop.run_in_executor(thread, connection.close))
        finally:
            thread.shutdown(wait=False)

    async def is_begun(self, thread_id: str) -> bool:
        """Return whether there is a checkpoint of a thread. Its state is not read."""
        return bool(await self._rows(_BEGUN, thread_id))

    async def read(self, thread_id: str) -> KeptThread | None:
        """Return the newest checkpoint of a thread, or None if it has none. LangGraph is not loaded for it."""
        return await asyncio.to_thread(read_thread, self.path, thread_id)

    async def newest(self) -> dict[str, str]:
        """Return the id of the newest checkpoint of each thread."""
        return dict(await self._rows(_NEWEST))

    async def is_named_elsewhere(self, key: str, thread_id: str) -> bool:
        """Return whether a checkpoint of another thread holds this text."""
        return bool(await self._rows(_NAMED_ELSEWHERE, thread_id, key))

    async def _rows(self, query: str, *values: str) -> list[tuple[str, str]]:
        rows = await asyncio.to_thread(read_rows, self.path, query, *values)
        return [(str(row[0]), str(row[-1])) for row in rows]


def _connect(path: Path) -> sqlite3.Connection:
    make_private_file(path)
    _make_home_private(path.parent)
    connection = sqlite3.connect(path)
    try:
        # Only a new file takes it: freed pages can be cut off.
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        # Readers do not wait for the writer, and a killed process leaves a file that can be opened.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA busy_timeout=30000")
        connection.execute("PRAGMA secure_delete=ON")
    except sqlite3.Error:  # it is no database
        connection.close()
        raise
    return connection


@cache
def _make_home_private(home: Path) -> None:
    """Do so once in a process: what it makes itself is private from the start."""
    make_tree_private(home, depth=1)
