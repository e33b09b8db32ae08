"""Read checkpoints from a SQLite file without LangGraph, which takes longer to load than all else of a command."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import ormsgpack
from langgraph.checkpoint.serde.types import INTERRUPT

from bareme.storage.checkpoints import KeptThread

_NEWEST = """
SELECT checkpoint_id, type, checkpoint FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = ''
ORDER BY checkpoint_id DESC LIMIT 1
"""
_WRITES = """
SELECT channel, type, value FROM writes WHERE thread_id = ? AND checkpoint_ns = '' AND checkpoint_id = ?
ORDER BY task_id, idx
"""


def read_thread(path: Path, thread_id: str) -> KeptThread | None:
    """Return the newest checkpoint of a thread in a file, or None if it has none.

    Raises:
        sqlite3.Error: the file cannot be read.
    """
    with closing(_connect(path)) as connection:
        if not _is_set_up(connection):
            return None
        connection.execute("BEGIN")  # both queries see the same moment
        found = connection.execute(_NEWEST, (thread_id,)).fetchone()
        if found is None:
            return None
        checkpoint_id, kind, checkpoint = found
        writes = [
            (channel, _loads(kind, value))
            for channel, kind, value in connection.execute(_WRITES, (thread_id, checkpoint_id))
        ]
    return KeptThread(
        channels=_loads(kind, checkpoint)["channel_values"],
        writes=[(channel, value) for channel, value in writes if channel != INTERRUPT],
        questions=[asked["value"] for channel, value in writes if channel == INTERRUPT for asked in value],
    )


def read_rows(path: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the checkpoints in a file, none where there are no tables yet.

    Raises:
        sqlite3.Error: the file cannot be read.
    """
    with closing(_connect(path)) as connection:
        return connection.execute(query, values).fetchall() if _is_set_up(connection) else []


def _connect(path: Path) -> sqlite3.Connection:
    """Return a connection to the file, or to an empty database where there is none. It never makes a file."""
    if not path.exists():
        return sqlite3.connect(":memory:")
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=30, isolation_level=None)


def _is_set_up(connection: sqlite3.Connection) -> bool:
    tables = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('checkpoints', 'writes')"
    return bool(connection.execute(tables).fetchone() == (2,))


def _loads(kind: str, data: bytes) -> Any:
    """Return a value as LangGraph has written it; channels hold plain JSON."""
    if kind == "msgpack":
        return ormsgpack.unpackb(data, ext_hook=_plain, option=ormsgpack.OPT_NON_STR_KEYS)
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer  # noqa: PLC0415 - see above, and seldom needed

    return JsonPlusSerializer(pickle_fallback=False).loads_typed((kind, data))


def _plain(code: int, data: bytes) -> Any:  # noqa: ARG001 - the signature of a hook
    """Return what an object was made of, instead of the object: module, name and arguments were packed."""
    return ormsgpack.unpackb(data, ext_hook=_plain, option=ormsgpack.OPT_NON_STR_KEYS)[2]
