"""Paid answers in a SQLite file, opened with LangGraph's cache."""

from collections.abc import Collection
from typing import Any

from langgraph.cache.base import Namespace
from langgraph.cache.sqlite import SqliteCache


class SqliteAnswers(SqliteCache[Any]):
    """LangGraph's cache, from which single entries can be deleted."""

    def delete(self, namespace: Namespace, keys: Collection[str]) -> None:
        """Delete what is kept under `keys`. The bytes are overwritten in the file."""
        rows = [(",".join(namespace), key) for key in keys]
        with self._lock, self._conn:
            self._conn.execute("PRAGMA secure_delete = ON")
            self._conn.executemany("DELETE FROM cache WHERE ns = ? AND key = ?", rows)
