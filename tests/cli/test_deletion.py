"""A session that is deleted leaves nothing behind, and takes nothing from the others."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bareme.settings import Settings, get_settings
from bareme.storage import erasure
from bareme.storage.home_lock import home_lock
from bareme.storage.stores import open_stores
from tests.cli.conftest import ENGLISH, Run
from tests.provider.server import Provider

COPY = ENGLISH / "copies" / "anna-smith.pdf"
NAME, TITLE, KEY = "Anna Smith", "Canary of the fifth", "sk-canary-key"


def grade(bareme: Run, provider: Provider, title: str = TITLE) -> str:
    Path("class.csv").write_text(f"Name\n{NAME}\n", encoding="utf-8")
    options = (
        "--grader",
        "openai:alpha",
        "--grader",
        "offline:lexical",
        "--scheme",
        "Q1: 5",
        "--yes",
        "--json",
        "--name",
        title,
    )
    env = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": provider.base_url}
    ended = bareme("grade", COPY, "--students", "class.csv", *options, env=env)
    assert ended.returncode == 0, ended.stderr
    return str(json.loads(ended.stdout)["session_id"])


def places_of(text: str | bytes, home: Path) -> set[str]:
    """Return the first parts of the paths below `home` of files that hold a text, as bytes or as JSON spells it."""
    spellings = [text] if isinstance(text, bytes) else [text.encode(), json.dumps(text)[1:-1].encode()]
    files = [path for path in home.rglob("*") if path.is_file()]
    found = [path for path in files if any(spelling in path.read_bytes() for spelling in spellings)]
    return {path.relative_to(home).parts[0] for path in found}


def test_b9_a_deleted_session_is_in_no_byte_of_the_home(
    bareme: Run, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, scan = tmp_path / "home", COPY.read_bytes()
    session = grade(bareme, provider)
    opened: list[Path] = []

    def launch(path: str, **_: object) -> int:
        opened.append(Path(path))
        return 0

    monkeypatch.setattr("typer.launch", launch)
    bareme("resume", session, typed="o\nq\n")
    assert opened
    assert all(path.is_relative_to(home) and path.stat().st_mode & 0o077 == 0 for path in opened)
    in_checkpoints = {"checkpoints.sqlite", "checkpoints.sqlite-wal"}
    assert places_of(NAME, home) - in_checkpoints == {"documents"}
    assert places_of(NAME, home) & in_checkpoints
    assert places_of(scan, home) == {"documents"}
    assert places_of(KEY, home) == set()
    paid = provider.calls.total()
    assert bareme("delete", session, typed="n\n").returncode == 1
    assert places_of(scan, home) == {"documents"}
    ended = bareme("delete", session, "--yes", "--language", "en")
    assert ended.returncode == 0
    assert "Files that you exported stay" in " ".join(ended.stdout.split())
    for canary in (NAME, TITLE, session, scan, KEY):
        assert places_of(canary, home) == set()
    assert [path.name for path in (home / "documents").rglob("*") if path.is_file()] == ["index.sqlite"]
    assert bareme("show", session).returncode == 2
    # Nothing of it is left to be found either: the same copy is paid for again.
    grade(bareme, provider)
    assert provider.calls.total() == 2 * paid


def test_b9_what_another_session_uses_stays_with_it(bareme: Run, provider: Provider, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first, second = grade(bareme, provider), grade(bareme, provider, title="The other")
    paid = provider.calls.total()
    assert bareme("delete", first, "--yes").returncode == 0
    assert places_of(TITLE, home) == set()
    replies = [bareme("show", second, "--prompt", "c01", label, "--reveal").stdout for label in ("A", "B")]
    assert sum('"model":' in shown for shown in replies) == 1  # of the paid grader; the other's is not kept
    assert provider.calls.total() == paid
    assert bareme("delete", second, "--yes").returncode == 0
    assert places_of(NAME, home) == set()


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", range(9))
def test_b9_a_deletion_that_is_cut_short_is_finished_by_the_next(
    bareme: Run, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    home = tmp_path / "home"
    session = grade(bareme, provider)
    steps = erasure._STEPS
    points = [(name, moment) for moment in ("before", "after") for name in steps]

    def cut(name: object, moment: str) -> None:
        if step < len(points) and (name, moment) == points[step]:
            raise Killed

    async def step_of(number: int, session_id: str) -> None:
        cut(steps[number], "before")
        await steps[number](session_id)
        cut(steps[number], "after")

    with monkeypatch.context() as patch:
        # Each step by itself, cut before or after it; the last time, before the freed pages are overwritten.
        patch.setattr(erasure, "_STEPS", [lambda s, n=n: step_of(n, s) for n in range(len(steps))])
        if step == len(points):
            patch.setattr(erasure, "_overwrite_what_is_freed", lambda: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            bareme("delete", session, "--yes")
    assert open_stores(Settings(home=home)).uses.unfinished_erasures() == {session: "local"}
    assert bareme("purge", "--older-than", "9999d").returncode == 0
    for canary in (NAME, session, COPY.read_bytes()):
        assert places_of(canary, home) == set()


def test_purge_takes_the_sessions_in_which_nothing_happened(bareme: Run, provider: Provider, tmp_path: Path) -> None:
    session = grade(bareme, provider)
    assert bareme("purge", "--older-than", "1d", "--yes").returncode == 0
    assert bareme("show", session).returncode == 0
    assert bareme("purge", "--older-than", "soon").returncode == 2
    ended = bareme("purge", "--older-than", "0", "--yes", "--language", "en")
    assert session in ended.stdout
    assert "1 session is deleted" in ended.stdout
    assert places_of(NAME, tmp_path / "home") == set()


def test_nothing_is_deleted_beside_a_server(bareme: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREME_HOME", str(tmp_path / "home"))
    get_settings.cache_clear()
    with home_lock():
        for command in (("delete", "x"), ("purge", "--older-than", "1d")):
            ended = bareme(*command, "--yes", "--language", "en")
            assert ended.returncode == 1
            assert "a server (process" in ended.stderr


def test_the_log_beside_a_database_is_emptied(bareme: Run, provider: Provider, tmp_path: Path) -> None:
    home = tmp_path / "home"
    session = grade(bareme, provider)
    # A reader that keeps the write-ahead log from being removed with the last connection.
    with closing(sqlite3.connect(home / "checkpoints.sqlite")) as other:
        other.execute("SELECT COUNT(*) FROM checkpoints").fetchone()
        assert bareme("delete", session, "--yes").returncode == 0
        assert (home / "checkpoints.sqlite-wal").stat().st_size == 0
        assert places_of(NAME, home) == set()
