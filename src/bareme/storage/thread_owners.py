"""Whose a thread is, as its checkpoints say.

The development server forgets its threads in a crash, but not their checkpoints: whoever creates a thread anew must
not come into another's session by its id.
"""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from bareme.settings import get_settings

LOCAL_OWNER = "local"
"""The owner of sessions that were begun without authentication."""

_FIRST = "SELECT metadata FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = '' ORDER BY checkpoint_id LIMIT 1"
_BUSY_SECONDS = 30


async def keeps_checkpoints() -> bool:
    """Return whether the checkpoints are in our file: elsewhere they are a server's own, with its threads."""
    return await asyncio.to_thread(get_settings().checkpoints_file.exists)


async def owner_of_thread(thread_id: str) -> str | None:
    """Return who began the session on a thread, or None if there is none."""
    return await asyncio.to_thread(_owner, get_settings().checkpoints_file, thread_id)


def _owner(path: Path, thread_id: str) -> str | None:
    if not path.exists():
        return None
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)) as database:
        row = database.execute(_FIRST, (thread_id,)).fetchone()
    return None if row is None else str(json.loads(row[0]).get("owner", LOCAL_OWNER))
