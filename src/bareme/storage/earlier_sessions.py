"""What a session of an earlier version uses, which nobody recorded at the time."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from bareme.storage.checkpointer import kept_values
from bareme.storage.session_uses import Kind, Use
from bareme.storage.stores import stores


async def record_earlier_uses(session: str) -> None:
    """Record the documents and answers that the state of a session names, unless another session's names them too."""
    values = await kept_values(session)
    if not values or values.get("owner"):
        return
    elsewhere = stores().checkpoints.is_named_elsewhere
    uses = [Use(session, kind, key) for kind, key in _named(values) if key and not await elsewhere(key, session)]
    await asyncio.to_thread(stores().uses.record, uses)


def _named(values: Mapping[str, Any]) -> Iterator[tuple[Kind, str]]:
    for document in (values.get("session_input") or {}).get("documents") or ():
        yield "document", document.get("document_id", "")
        yield "document", document.get("record_id", "")
    yield "document", values.get("brief_id") or ""
    for attempts in ("attempts", "second_looks"):
        for attempt in (values.get(attempts) or {}).values():
            yield "answer", (attempt.get("record") or {}).get("inputs") or ""
