"""Replies of models that came with a session from another machine, kept beside its brief and deleted with it.

They are no paid answers: an archive may say anything, and paid answers are shared by all sessions of their owner.
"""

import json
from collections.abc import Mapping

from bareme.documents import DocumentStore
from bareme.graphs.state import Json

_NAME = "replies.json"


async def keep_replies(answers: Mapping[str, Json], brief_id: str, store: DocumentStore) -> None:
    """Keep the answers of a session by their keys."""
    if answers:
        await store.keep_derived(brief_id, _NAME, json.dumps(answers, ensure_ascii=False).encode())


async def kept_reply(key: str, brief_id: str, store: DocumentStore) -> Json:
    """Return the answer under a key, empty if there is none."""
    kept = await store.derived(brief_id, _NAME)
    return json.loads(kept).get(key, {}) if kept else {}
