"""What the store of paid answers needs of a database."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from bareme.storage.key_locks import KeyLocks

type Json = dict[str, Any]
# As LangGraph has them. Importing them would load all of it.
type Namespace = tuple[str, ...]
type FullKey = tuple[Namespace, str]


class AnswerCache(Protocol):
    """LangGraph's cache, from which single entries can be deleted."""

    async def aget(self, keys: Sequence[FullKey], /) -> dict[FullKey, Json]:
        """Return what is kept under `keys`."""
        ...

    async def aset(self, pairs: Mapping[FullKey, tuple[Json, int | None]], /) -> None:
        """Keep values for a number of seconds, or for good if it is None."""
        ...

    def delete(self, namespace: Namespace, keys: Collection[str]) -> None:
        """Delete what is kept under `keys`."""
        ...


class AnswerDatabase(Protocol):
    """Where answers are kept, and the locks of those being asked for. Opening blocks."""

    def open(self) -> AnswerCache:
        """Return the answers."""
        ...

    def open_locks(self) -> KeyLocks:
        """Return the locks."""
        ...

    def is_made(self) -> bool:
        """Return whether there may be answers."""
        ...
