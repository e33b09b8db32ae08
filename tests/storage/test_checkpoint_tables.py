"""The tables of LangGraph are made once, wherever the tables of our own are and whatever the user is called."""

import psycopg
import pytest
from psycopg.rows import dict_row

from bareme.settings import get_settings
from bareme.storage.postgres.checkpoints import make_checkpoint_tables
from bareme.storage.postgres.repeating_saver import LastingPool, RepeatingSaver
from bareme.storage.stores import stores

_PLACES = "SELECT table_schema FROM information_schema.tables WHERE table_name = 'checkpoints'"


@pytest.mark.parametrize("storage", ["cluster"], indirect=True)
@pytest.mark.parametrize("first", ["theirs", "ours"])
async def test_a_second_start_finds_the_sessions_of_the_first(storage: str, first: str) -> None:
    assert storage == "cluster"
    url = get_settings().database
    assert psycopg.conninfo.conninfo_to_dict(url)["user"] == "bareme"  # named as our schema
    if first == "theirs":
        make_checkpoint_tables(url)
    stores().wait(20)
    make_checkpoint_tables(url)
    options = {"autocommit": True, "prepare_threshold": None, "row_factory": dict_row}
    async with LastingPool(url, kwargs=options, min_size=1, max_size=2, open=False) as pool:
        await RepeatingSaver(pool).setup()
    with psycopg.connect(url) as connection:
        assert connection.execute(_PLACES).fetchall() == [("public",)]
