"""The file of paid answers on this machine."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bareme.storage.key_locks import FileKeyLocks, KeyLocks
from bareme.storage.private_files import make_private_file

if TYPE_CHECKING:
    from bareme.storage.sqlite_answers import SqliteAnswers


@dataclass(frozen=True)
class AnswersFile:
    """The file `path`, which is made when it is opened, and one beside it for the locks."""

    path: Path

    def open(self) -> "SqliteAnswers":
        """Return the answers."""
        # LangGraph takes long to load, and whoever asks for no answer needs none of it.
        from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer  # noqa: PLC0415

        from bareme.storage.sqlite_answers import SqliteAnswers  # noqa: PLC0415

        make_private_file(self.path)
        return SqliteAnswers(path=str(self.path), serde=JsonPlusSerializer())

    def open_locks(self) -> KeyLocks:
        """Return the locks between the processes of this machine."""
        return FileKeyLocks(self.path.with_suffix(".locks"))

    def is_made(self) -> bool:
        """Return whether the file is there."""
        return self.path.exists()
