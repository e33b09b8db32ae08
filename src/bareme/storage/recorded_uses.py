"""What the running session uses, recorded before it is used."""

import asyncio
import sys
from collections.abc import Collection

from bareme.runtime import current_runtime
from bareme.storage.group_commit import GroupCommit
from bareme.storage.session_uses import Kind, SessionUses, Use
from bareme.storage.stores import stores


class _Recorder:
    """Records what sessions use, in the process that uses it."""

    def __init__(self, uses: SessionUses) -> None:
        self._uses = uses
        self._records = GroupCommit(self._write)

    async def record(self, session: str, kind: Kind, keys: Collection[str]) -> None:
        """Record what a session uses. It is on disk when this returns."""
        if unrecorded := self._uses.unrecorded(session, kind, keys):
            await self._records.add(unrecorded)

    async def aclose(self) -> None:
        """Close the file."""
        await asyncio.to_thread(self._uses.close)

    async def _write(self, group: list[set[Use]]) -> None:
        await asyncio.to_thread(self._uses.record, set[Use]().union(*group))


async def record_use(kind: Kind, keys: Collection[str]) -> None:
    """Record what the session of the running graph uses. Outside a graph nothing is.

    Raises:
        StoreUnusable: it cannot be recorded.
    """
    if session := current_session():
        await current_runtime().resource(_Recorder, stores().uses).record(session, kind, keys)


def current_session() -> str:
    """Return the id of the session whose graph runs, or nothing."""
    # A program that runs a graph has loaded it; for any other, that would take a second.
    if "langgraph.config" not in sys.modules:
        return ""
    from langgraph.config import get_config  # noqa: PLC0415 - see above

    try:
        return str((get_config().get("configurable") or {}).get("thread_id") or "")
    except RuntimeError:
        return ""
