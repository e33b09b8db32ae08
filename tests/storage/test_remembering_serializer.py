"""A session's checkpoint that was just written is not decoded again; what is read is always what the file says."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langgraph.checkpoint.base import BaseCheckpointSaver, Checkpoint, empty_checkpoint
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.remembering_serializer import MOST_BYTES, RememberingSerializer

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("home")]

type Json = dict[str, Any]

LARGE = "x" * 30_000


def session(**channels: Any) -> Json:
    return {
        "session_input": {"documents": []},
        "session": {"session_id": "t"},
        "attempts": {"c1": {"comment": LARGE}},
        **channels,
    }


async def write(saver: BaseCheckpointSaver[str], values: Json, *, thread: str = "t") -> Checkpoint:
    checkpoint: Checkpoint = {**empty_checkpoint(), "channel_values": values}
    await saver.aput({"configurable": {"thread_id": thread, "checkpoint_ns": ""}}, checkpoint, {}, {})
    return checkpoint


async def read(saver: BaseCheckpointSaver[str], thread: str = "t") -> Json:
    found = await saver.aget_tuple({"configurable": {"thread_id": thread}})
    assert found is not None
    return found.checkpoint["channel_values"]


async def test_a_checkpoint_that_was_written_is_not_decoded() -> None:
    values = session()
    async with open_checkpointer() as saver:
        await write(saver, values)
        assert (await read(saver))["attempts"] is values["attempts"]
    async with open_checkpointer() as saver:  # as in another process
        first = await read(saver)
        assert first == values
        assert (await read(saver))["attempts"] is first["attempts"]


async def test_channels_that_are_replaced_do_not_change_what_is_read() -> None:
    async with open_checkpointer() as saver:
        values = session()
        await write(saver, values)
        values["attempts"] = {}
        (await read(saver))["attempts"] = {"c1": "another"}
        assert (await read(saver)) == session()


async def test_what_another_process_has_changed_is_read() -> None:
    async with open_checkpointer() as saver:
        checkpoint = await write(saver, session())
        changed = {**checkpoint, "channel_values": session(error="changed")}
        with closing(sqlite3.connect(get_settings().checkpoints_file)) as connection, connection:
            data = JsonPlusSerializer().dumps_typed(changed)[1]
            connection.execute("UPDATE checkpoints SET checkpoint = ?", (data,))
        assert await read(saver) == session(error="changed")


async def test_a_graph_that_changes_its_state_in_place_reads_what_it_wrote() -> None:
    async with open_checkpointer() as saver:
        messages = [LARGE]
        await write(saver, {"messages": messages})
        messages.append("not written")
        assert await read(saver) == {"messages": [LARGE]}


async def test_no_more_is_remembered_than_so_many_bytes() -> None:
    async with open_checkpointer() as saver:
        written = {str(n): session(session={"session_id": str(n)}, comments="x" * (MOST_BYTES // 3)) for n in range(4)}
        for thread, values in written.items():
            await write(saver, values, thread=thread)
        # The last one first: what is not remembered takes the place of another one.
        shared = [
            (await read(saver, thread))["attempts"] is written[thread]["attempts"] for thread in reversed(written)
        ]
    assert shared == [True, True, False, False]


values_of_channels = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), values_of_channels, max_size=3), min_size=1, max_size=4))
def test_what_is_read_is_what_plain_decoding_gives(written: list[Json]) -> None:
    remembering, plain = RememberingSerializer(), JsonPlusSerializer(pickle_fallback=False)
    data = [
        remembering.dumps_typed({**empty_checkpoint(), "channel_values": session(**channels)}) for channels in written
    ]
    for kind_and_bytes in (*data, *data):
        read_anew, found = plain.loads_typed(kind_and_bytes), remembering.loads_typed(kind_and_bytes)
        assert found["channel_values"] == read_anew["channel_values"]
        assert {name: found[name] for name in read_anew} == read_anew


async def test_of_a_session_the_newest_checkpoint_is_remembered() -> None:
    older, newer = session(), session(error="of another checkpoint")
    async with open_checkpointer() as saver:
        first = await write(saver, older)
        await write(saver, newer)
        assert (await read(saver))["attempts"] is newer["attempts"]
        place: Any = {"configurable": {"thread_id": "t", "checkpoint_ns": "", "checkpoint_id": first["id"]}}
        found = await saver.aget_tuple(place)
        assert found is None or found.checkpoint["channel_values"]["attempts"] is not older["attempts"]


async def test_nothing_is_remembered_of_an_erased_session() -> None:
    async with open_checkpointer() as saver:
        values = session()
        await write(saver, values)
        with closing(sqlite3.connect(get_settings().checkpoints_file)) as connection:
            (row,) = connection.execute("SELECT * FROM checkpoints").fetchall()
            await saver.adelete_thread("t")
            with connection:
                connection.execute(f"INSERT INTO checkpoints VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
        # The same bytes are there again, and have to be decoded.
        found = await read(saver)
        assert found == values
        assert found["attempts"] is not values["attempts"]
