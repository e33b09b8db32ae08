"""A SQLite file that stays open between two transactions: for whoever else opens it, it is a file as any other."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bareme.errors import StoreUnusable
from bareme.storage.sqlite_database import SqliteDatabase

TABLES = "CREATE TABLE IF NOT EXISTS notes (text TEXT)"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteDatabase]:
    opened = SqliteDatabase(tmp_path / "notes.sqlite", TABLES, "sessions", stays_open=True)
    yield opened
    opened.close()


def write(database: SqliteDatabase, text: str) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO notes VALUES (?)", (text,))


def notes(database: SqliteDatabase) -> list[str]:
    return [text for (text,) in database.rows("SELECT text FROM notes ORDER BY rowid")]


def test_others_write_between_its_transactions(database: SqliteDatabase) -> None:
    other = SqliteDatabase(database.path, TABLES, "sessions")
    for n in range(3):
        write(database, f"own {n}")
        write(other, f"other {n}")
    assert notes(database) == notes(other) == ["own 0", "other 0", "own 1", "other 1", "own 2", "other 2"]


def test_what_failed_is_rolled_back_and_the_next_is_written(database: SqliteDatabase) -> None:
    write(database, "first")

    def fail() -> None:
        with database.transaction() as connection:
            connection.execute("INSERT INTO notes VALUES ('half')")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    write(database, "last")
    assert notes(database) == ["first", "last"]


def test_a_file_that_was_deleted_begins_anew(database: SqliteDatabase) -> None:
    write(database, "before")
    database.path.unlink()
    write(database, "after")
    assert notes(database) == ["after"]


def test_it_leaves_nothing_beside_the_file_once_it_is_closed(database: SqliteDatabase) -> None:
    write(database, "kept")
    database.close()
    assert [file.name for file in database.path.parent.iterdir()] == [database.path.name]
    write(database, "opened again")
    assert notes(database) == ["kept", "opened again"]


def test_what_is_no_database_is_named(database: SqliteDatabase) -> None:
    database.path.write_bytes(b"no database" * 1_000)
    with pytest.raises(StoreUnusable):
        write(database, "lost")


def test_readers_do_not_wait_for_another_process_that_writes(database: SqliteDatabase) -> None:
    write(database, "kept")
    with sqlite3.connect(database.path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert notes(database) == ["kept"]  # readers do not wait
        other.execute("ROLLBACK")
    other.close()
    write(database, "too")
    assert notes(database) == ["kept", "too"]
