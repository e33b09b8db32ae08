"""A few channels of many threads: a whole checkpoint is megabytes, and a list shows little of each."""

from collections.abc import Collection
from typing import Any

import psycopg
from langgraph.checkpoint.serde.base import SerializerProtocol
from psycopg.rows import dict_row

# Texts and numbers are in the checkpoint itself, everything larger beside it.
_NEWEST = """
SELECT DISTINCT ON (thread_id) thread_id, checkpoint -> 'channel_values' AS values, (
    SELECT array_agg(ARRAY[blobs.channel::bytea, blobs.type::bytea, blobs.blob]) FROM checkpoint_blobs AS blobs
    WHERE blobs.thread_id = checkpoints.thread_id AND blobs.checkpoint_ns = '' AND blobs.channel = ANY(%(channels)s)
    AND blobs.version = checkpoint -> 'channel_versions' ->> blobs.channel AND blobs.type != 'empty'
) AS blobs
FROM checkpoints WHERE thread_id = ANY(%(threads)s) AND checkpoint_ns = ''
ORDER BY thread_id, checkpoint_id DESC
"""


async def newest_values(
    connection: psycopg.AsyncConnection[Any],
    thread_ids: Collection[str],
    channels: Collection[str],
    serde: SerializerProtocol,
) -> dict[str, dict[str, Any]]:
    """Return the values of some channels by thread, as the newest checkpoint of each has them."""
    given = {"channels": [*channels], "threads": [*thread_ids]}
    found: dict[str, dict[str, Any]] = {}
    async with connection.cursor(binary=True, row_factory=dict_row) as cursor:
        async for row in await cursor.execute(_NEWEST, given):
            beside = {
                name.decode(): serde.loads_typed((kind.decode(), blob)) for name, kind, blob in row["blobs"] or ()
            }
            values = {**(row["values"] or {}), **beside}
            found[row["thread_id"]] = {name: values[name] for name in channels if name in values}
    return found
