"""The same commands over what the servers of a cluster share: Postgres, and a folder or bucket of files."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import ENGLISH, Ended, Run, commands
from tests.provider.server import Provider

COPY = ENGLISH / "copies" / "anna-smith.pdf"
NAME = "Anna Smith"


class Cluster:
    """Commands on two machines with homes of their own, which share a database and a folder of files."""

    def __init__(self, folder: Path, database: str, provider: Provider) -> None:
        self.files = folder / "shared"
        self._folder = folder
        self._env = {
            "BAREME_STORAGE": "cluster",
            "BAREME_DATABASE": database,
            "BAREME_FILES": self.files.as_uri(),
            "BAREME_SECRET": "s" * 32,
            "OPENAI_API_KEY": "sk-none",
            "OPENAI_BASE_URL": provider.base_url,
        }

    def run(self, machine: str, *arguments: object, env: Mapping[str, str] | None = None) -> Ended:
        ended = self.try_to(machine, *arguments, env=env)
        assert ended.returncode == 0, ended.stderr
        return ended

    def try_to(self, machine: str, *arguments: object, env: Mapping[str, str] | None = None) -> Ended:
        folder = self._folder / machine
        folder.mkdir(exist_ok=True)
        with commands(folder) as run:
            return run(*arguments, env={**self._env, **(env or {})})

    def kept(self) -> list[str]:
        return [file.name for file in self.files.rglob("*") if file.is_file()]


@pytest.fixture
def cluster(tmp_path: Path, postgres: str, provider: Provider) -> Cluster:
    """On a database at which no server ever started."""
    return Cluster(tmp_path, postgres, provider)


def rows_with(text: str, database: str) -> list[str]:
    """Return the tables of a database with a row that holds a text."""
    import psycopg  # noqa: PLC0415 - comes with an extra

    with psycopg.connect(database) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        query = "SELECT COUNT(*) FROM {} AS t WHERE t::text LIKE %s OR t::text LIKE %s"
        # Columns of bytes are shown in hexadecimal.
        patterns = (f"%{text}%", f"%{text.encode().hex()}%")
        return [
            name for (name,) in tables if connection.execute(query.format(name).encode(), patterns).fetchone() != (0,)
        ]


def test_n_a_session_goes_on_at_another_machine_and_leaves_nothing_when_it_is_deleted(
    cluster: Cluster, provider: Provider, postgres: str
) -> None:
    graded = cluster.run(
        "one", "grade", COPY, "--grader", "openai:alpha", "--scheme", "Q1: 5", "--yes", "--json", "--name", "Shared"
    )
    session_id = json.loads(graded.stdout)["session_id"]
    calls = len(provider.requests)
    cluster.run("two", "review", "Shared", "mark", "c01", "Q1", "4")
    shown = [json.loads(cluster.run(machine, "show", session_id, "--json").stdout) for machine in ("one", "two")]
    assert shown[0]["results"]["history"] == shown[1]["results"]["history"] != []
    assert len(provider.requests) == calls
    assert cluster.kept()
    assert rows_with(session_id, postgres)
    assert not list(cluster.files.parent.rglob("checkpoints.sqlite"))
    cluster.run("two", "delete", session_id, "--yes")
    assert cluster.kept() == []
    assert rows_with(session_id, postgres) == rows_with(NAME, postgres) == []


def test_n_a_session_is_carried_from_a_laptop_to_a_cluster_and_back(
    cluster: Cluster, bareme: Run, provider: Provider, tmp_path: Path
) -> None:
    env = {"OPENAI_API_KEY": "sk-none", "OPENAI_BASE_URL": provider.base_url}
    grading = ("grade", COPY, "--grader", "openai:alpha", "--scheme", "Q1: 5", "--yes", "--json", "--name", "Mine")
    session_id = json.loads(bareme(*grading, env=env).stdout)["session_id"]
    calls = len(provider.requests)
    there, back = tmp_path / "there.zip", tmp_path / "back.zip"
    assert bareme("session", "export", session_id, "--out", there).returncode == 0
    cluster.run("one", "session", "import", there)
    cluster.run("two", "review", "Mine", "--author", "Bruno", "mark", "c01", "Q1", "4")
    cluster.run("one", "session", "export", "Mine", "--out", back)
    assert bareme("delete", session_id, "--yes").returncode == 0
    assert bareme("session", "import", back).returncode == 0
    history = json.loads(bareme("show", session_id, "--json").stdout)["results"]["history"]
    assert [entry["author"] for entry in history] == ["Bruno"]
    assert len(provider.requests) == calls


def test_n_a_backup_that_is_restored_goes_on_where_it_was(
    cluster: Cluster, provider: Provider, postgres: str, tmp_path: Path
) -> None:
    """As docs/operations.md says: dump, copy, wipe, restore."""
    cluster.run("one", "grade", COPY, "--grader", "openai:alpha", "--scheme", "Q1: 5", "--yes", "--name", "Kept")
    cluster.run("one", "review", "Kept", "mark", "c01", "Q1", "4")
    before = json.loads(cluster.run("one", "show", "Kept", "--json").stdout)
    calls, dump = len(provider.requests), tmp_path / "bareme.dump"

    def postgres_tool(name: str, *options: object) -> None:
        path = max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), default=Path(name))
        subprocess.run([str(path), *map(str, options)], check=True, capture_output=True, timeout=60)

    postgres_tool("pg_dump", "--format=custom", f"--file={dump}", postgres)
    shutil.copytree(cluster.files, tmp_path / "backup")
    cluster.run("two", "delete", "Kept", "--yes")
    for machine in ("one", "two"):
        shutil.rmtree(tmp_path / machine)
    shutil.rmtree(cluster.files)
    postgres_tool("pg_restore", "--clean", "--if-exists", f"--dbname={postgres}", dump)
    shutil.copytree(tmp_path / "backup", cluster.files)
    after = json.loads(cluster.run("three", "show", "Kept", "--json").stdout)
    assert after["results"]["history"] == before["results"]["history"] != []
    cluster.run("three", "review", "Kept", "mark", "c01", "Q1", "3")
    assert len(provider.requests) == calls


def test_n_a_database_that_allows_no_tables_is_named(cluster: Cluster, postgres: str) -> None:
    import psycopg  # noqa: PLC0415 - comes with an extra

    with psycopg.connect(postgres) as connection:
        connection.execute("CREATE SCHEMA bareme")
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
    env = {"BAREME_DATABASE": postgres.replace("bareme@", "reader@")}
    for command in (("sessions",), ("grade", COPY, "--grader", "offline:lexical", "--scheme", "Q1: 5", "--yes")):
        ended = cluster.try_to("one", *command, env=env)
        assert ended.returncode == 1
        assert "Postgres: InsufficientPrivilege" in ended.stderr, ended.stderr


def test_n_what_came_into_no_session_goes_with_the_time_of_retention(cluster: Cluster) -> None:
    cluster.files.mkdir()
    cut = cluster.files / "ab" / ("c" * 62)
    cut.parent.mkdir()
    cut.write_bytes(b"sent by a process that was killed")
    cluster.run("one", "purge", "--older-than", "1", "--yes")
    assert cluster.kept() == [cut.name]
    cluster.run("two", "purge", "--older-than", "0", "--yes")
    assert cluster.kept() == []
