"""What earlier versions left at home is read by this one, and sessions go on where they were."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, commands
from tests.provider.server import Provider, run_provider
from tests.upgrade.make_home import SECRET, STAGES

KEPT = sorted((Path(__file__).parents[2] / "fixtures/earlier-homes").glob("*.zip"))
CLUSTERS = [path for path in KEPT if path.stem.endswith("-cluster")]
HOMES = [path for path in KEPT if path not in CLUSTERS]


@pytest.fixture(scope="module", params=HOMES, ids=lambda path: path.stem)
def earlier(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, Any]]:
    """Commands on a copy of a home, and what the version that left it showed."""
    folder = tmp_path_factory.mktemp("earlier")
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(folder)
    with commands(folder) as run:
        yield run, json.loads((folder / "shown.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with run_provider() as endpoint:
        yield endpoint


def shown(run: Run, name: str) -> dict[str, Any]:
    ended = run("show", name, "--json", "--language", "en")
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    if found["results"]:
        del found["results"]["export_metadata"]["generated_at"]
    return found


def lacking(before: Any, now: Any, place: str = "") -> list[str]:
    """Say where something is not as it was. What is new is nothing that is lost."""
    if isinstance(before, dict) and isinstance(now, dict):
        return [fault for key in before for fault in lacking(before[key], now.get(key, "(gone)"), f"{place}.{key}")]
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return [
            fault for i, pair in enumerate(zip(before, now, strict=True)) for fault in lacking(*pair, f"{place}[{i}]")
        ]
    return [] if before == now else [f"{place}: {before!r} is now {now!r}"]


def test_n_every_session_of_an_earlier_version_is_shown_as_it_was(earlier: tuple[Run, Any]) -> None:
    run, before = earlier
    assert set(before) == set(STAGES)
    for name, stage in STAGES.items():
        now = shown(run, name)
        assert now["state"] == stage
        assert lacking(before[name], now) == []


def test_n_sessions_of_an_earlier_version_go_on(earlier: tuple[Run, Any], provider: Provider, tmp_path: Path) -> None:
    run, _ = earlier
    env = {"OPENAI_API_KEY": "sk-none", "OPENAI_BASE_URL": provider.base_url}
    assert run("resume", "Cut short", "--yes", env=env).returncode in {0, 1}
    # Of two copies one had its paid attempt, so one call was left; the decision taken meanwhile counts.
    assert len(provider.requests) == 1
    done = shown(run, "Cut short")
    assert done["state"] == "in_review"
    assert [entry["author"] for entry in done["results"]["history"]]
    assert run("resume", "At the scale", "--scheme", "Q1: 5", "--yes").returncode in {0, 1}
    assert shown(run, "At the scale")["state"] == "in_review"
    assert run("review", "In review", "mark", "c02", "Q2", "1").returncode == 0
    assert len(shown(run, "In review")["results"]["history"]) == 2
    assert run("review", "Done", "reopen-session").returncode == 0
    for name in STAGES:
        assert run("session", "export", name, "--out", tmp_path / "session.zip").returncode == 0
    assert "anne" in run("token", "list").stdout


@pytest.mark.parametrize("kept", CLUSTERS, ids=lambda path: path.stem)
def test_n_sessions_of_an_earlier_cluster_are_shown_as_they_were_and_go_on(
    kept: Path, postgres: str, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg  # noqa: PLC0415 - comes with an extra

    with zipfile.ZipFile(kept) as archive:
        archive.extractall(tmp_path)
    with psycopg.connect(postgres) as connection:
        connection.execute((tmp_path / "database.sql").read_bytes())
    settings = {
        "BAREME_STORAGE": "cluster",
        "BAREME_DATABASE": postgres,
        "BAREME_FILES": (tmp_path / "files").as_uri(),
        "BAREME_SECRET": SECRET,
        "OPENAI_API_KEY": "sk-none",
        "OPENAI_BASE_URL": provider.base_url,
    }
    before = json.loads((tmp_path / "shown.json").read_text(encoding="utf-8"))
    with commands(tmp_path) as run, monkeypatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        for name, stage in STAGES.items():
            now = shown(run, name)
            assert now["state"] == stage
            assert lacking(before[name], now) == []
        calls = len(provider.requests)
        assert run("resume", "Cut short", "--yes").returncode in {0, 1}
        assert len(provider.requests) == calls + 1
        assert shown(run, "Cut short")["state"] == "in_review"
        assert run("review", "In review", "mark", "c02", "Q2", "1").returncode == 0
        assert run("session", "export", "Done", "--out", tmp_path / "done.zip").returncode == 0
