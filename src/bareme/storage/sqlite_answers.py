"""Paid answers in a SQLite file."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langgraph.cache.base import Namespace
from langgraph.cache.sqlite import SqliteCache
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from bareme.storage.key_locks import FileKeyLocks, KeyLocks
from bareme.storage.private_files import make_private_file


class SqliteAnswers(SqliteCache[Any]):
    """LangGraph's cache, from which single entries can be deleted."""

    def delete(self, namespace: Namespace, keys: Collection[str]) -> None:
        """Delete what is kept under `keys`. The bytes are overwritten in the file."""
        rows = [(",".join(namespace), key) for key in keys]
        with self._lock, self._conn:
            self._conn.execute("PRAGMA secure_delete = ON")
            self._conn.executemany("DELETE FROM cache WHERE ns = ? AND key = ?", rows)


@dataclass(frozen=True)
class AnswersFile:
    """The file `path`, which is made when it is opened, and one beside it for the locks."""

    path: Path

    def open(self) -> SqliteAnswers:
        """Return the answers."""
        make_private_file(self.path)
        return SqliteAnswers(path=str(self.path), serde=JsonPlusSerializer())

    def open_locks(self) -> KeyLocks:
        """Return the locks between the processes of this machine."""
        return FileKeyLocks(self.path.with_suffix(".locks"))

    def is_made(self) -> bool:
        """Return whether the file is there."""
        return self.path.exists()
