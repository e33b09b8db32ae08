"""Where the development server and the command line keep their checkpoints: one SQLite file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiosqlite
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from bareme.settings import get_settings


@asynccontextmanager
async def open_checkpointer() -> AsyncIterator[AsyncSqliteSaver]:
    """Yield the checkpointer over `Settings.checkpoints_file`, made if it is not there."""
    path = get_settings().checkpoints_file
    path.parent.mkdir(parents=True, exist_ok=True)
    async with aiosqlite.connect(path) as connection:
        # A reader does not wait for the writer, and a killed process leaves a file that opens.
        await connection.execute("PRAGMA journal_mode=WAL")
        await connection.execute("PRAGMA busy_timeout=30000")
        # Channels hold plain JSON; nothing else is read back from a file that somebody may have touched.
        serde = JsonPlusSerializer(pickle_fallback=False)
        saver = AsyncSqliteSaver(connection, serde=serde)
        await saver.setup()
        yield saver
