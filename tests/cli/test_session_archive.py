"""A session that is carried to another machine is the same there, and on its way back."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.documents import get_store
from bareme.errors import InvalidInput
from bareme.graphs.material import load_brief
from bareme.graphs.session_archive import import_session, opened_archive, write_archive
from bareme.graphs.session_runner import SessionRunner
from bareme.graphs.session_snapshot import Stage
from bareme.settings import get_settings
from bareme.storage.erasure import erase_sessions
from bareme.storage.owners import LOCAL
from bareme.storage.spending import Amount
from bareme.storage.stores import stores
from tests.cli.conftest import ENGLISH, Run, commands
from tests.provider.server import Provider, run_provider

ANNE = "anne@school.example"
COPIES = sorted((ENGLISH / "copies").glob("*.pdf"))[:2]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with run_provider() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[tuple[Run, Path, str]]:
    """A machine with a session in review: two graders, one of them paid for, decisions, a budget and criteria."""
    folder = tmp_path_factory.mktemp("laptop")
    env = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": provider.base_url}
    with commands(folder) as run:
        ended = run(
            "grade",
            *COPIES,
            *("--grader", "openai:archive-model", "--grader", "offline:lexical"),
            *("--scheme", "Q1: 5, Q2: 3", "--yes", "--json", "--name", "Fractions", "--max-calls", "50"),
            env=env,
        )
        assert ended.returncode == 0, ended.stderr
        session_id = json.loads(ended.stdout)["session_id"]
        assert run("review", session_id, "--author", "Anne", "mark", "c01", "Q1", "4").returncode == 0
        exported = run("session", "export", session_id, "--out", folder / "session.zip")
        assert exported.returncode == 0, exported.stderr
        # One that a test imports another state into.
        shutil.copytree(folder / "home", folder / "before")
        yield run, folder, session_id


@contextmanager
def home(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAREME_HOME", str(folder))
        get_settings.cache_clear()
        yield
    get_settings.cache_clear()


def shown(run: Run, session_id: str) -> dict[str, object]:
    ended = run("show", session_id, "--json")
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    if found.get("results"):
        del found["results"]["export_metadata"]["generated_at"]
    found.pop("out_of_date", None)  # files of this machine
    return found


def test_n_a_session_is_the_same_on_another_machine_and_back(
    laptop: tuple[Run, Path, str], tmp_path: Path, provider: Provider
) -> None:
    run, folder, session_id = laptop
    before, calls = shown(run, session_id), len(provider.requests)
    transcripts = [run("show", session_id, "--prompt", "c01", label).stdout for label in "AB"]
    with commands(tmp_path) as school:
        imported = school("session", "import", folder / "session.zip")
        assert imported.returncode == 0, imported.stderr
        assert shown(school, session_id) == before
        assert [school("show", session_id, "--prompt", "c01", label).stdout for label in "AB"] == transcripts
        assert school("review", session_id, "--author", "Bruno", "mark", "c02", "Q2", "1").returncode == 0
        there = shown(school, session_id)
        assert school("session", "export", session_id, "--out", tmp_path / "back.zip").returncode == 0
    assert there != before
    refused = run("session", "import", tmp_path / "back.zip")
    assert refused.returncode == 1
    assert session_id in refused.stderr
    assert shown(run, session_id) == before
    assert run("delete", session_id, "--yes").returncode == 0
    assert run("session", "import", tmp_path / "back.zip").returncode == 0
    assert shown(run, session_id) == there
    assert len(provider.requests) == calls


def state_of(session_id: str) -> dict[str, Any]:
    with SessionRunner() as runner:
        return runner.snapshot(session_id).values


def test_n_no_channel_of_the_state_is_lost(laptop: tuple[Run, Path, str], tmp_path: Path) -> None:
    """Under another owner and on a server, where a session has a UUID, all but these two is the same."""
    _, folder, session_id = laptop
    with home(folder / "before"):
        before = state_of(session_id)
    with home(tmp_path / "server"), opened_archive(folder / "session.zip") as archive, SessionRunner() as runner:
        imported = runner.run(import_session(archive, runner.graph, ANNE))
        snapshot = runner.snapshot(imported)
        names = snapshot.grader_names()
        after = snapshot.values
        assert UUID(imported)
        assert runner.run(load_brief(after["brief_id"], get_store(ANNE))).owner == ANNE
        spent = stores().ledger.total(imported)
        with pytest.raises(InvalidInput, match=imported):
            runner.run(import_session(archive, runner.graph, ANNE))
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    # The decision that no run had taken in yet is counted in the archive; the test above compares what comes of it.
    counted = {"results", "statistics", "calibration", "changed_in", "open_questions"}
    assert changed - counted == {"owner", "session", "grader_key"}
    assert after["session"] == {**before["session"], "session_id": imported}
    with home(folder / "before"), SessionRunner() as runner:
        assert runner.snapshot(session_id).grader_names() == names
        assert stores().ledger.total(session_id) == spent != Amount()


@pytest.mark.parametrize("stage", ["waiting_for_scale", "finished"])
def test_n_a_session_waits_where_it_waited(bareme: Run, tmp_path: Path, stage: str) -> None:
    confirmed = ["--yes"] if stage == "finished" else []
    bareme("grade", COPIES[0], "--grader", "offline:lexical", "--scheme", "Q1: 5", "--name", "it", *confirmed)
    if confirmed:
        bareme("review", "it", "mark", "c01", "Q1", "4")
        assert bareme("resume", "it", "--finish", "--force").returncode == 0
    assert bareme("session", "export", "it", "--out", "session.zip").returncode == 0
    (tmp_path / "school").mkdir()
    with commands(tmp_path / "school") as school:
        assert school("session", "import", tmp_path / "session.zip").returncode == 0
        assert shown(school, "it")["state"] == stage


def rewritten(source: Path, target: Path, name: str, data: bytes | None, **manifest: object) -> Path:
    """Copy an archive with another member (None: without it) and other entries of the manifest."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "manifest.json":
                content = json.dumps({**json.loads(content), **manifest}).encode()
            if member != name:
                new.writestr(member, content)
        if data is not None:
            new.writestr(name, data)
    return target


def state_in(path: Path) -> dict[str, Any]:
    with opened_archive(path) as archive:
        return {**archive.json("state.json")}


def members_with(path: Path, name: str, data: bytes) -> dict[str, str]:
    with opened_archive(path) as archive:
        return {**archive.manifest.members, name: hashlib.sha256(data).hexdigest()}


def faked(source: Path, target: Path, name: str, value: object) -> Path:
    """Copy an archive with another member of which the manifest knows."""
    data = json.dumps(value).encode()
    return rewritten(source, target, name, data, members=members_with(source, name, data))


def renamed(source: Path, target: Path, session_id: str) -> Path:
    """Copy an archive as that of a session with another id."""
    state = state_in(source)
    data = json.dumps({**state, "session": {**state["session"], "session_id": session_id}}).encode()
    members = members_with(source, "state.json", data)
    return rewritten(source, target, "state.json", data, members=members, session_id=session_id)


def bad_archives(source: Path, folder: Path) -> Iterator[Path]:
    whole = source.read_bytes()
    state = state_in(source)
    with opened_archive(source) as archive:
        document = archive.manifest.documents[0]
    (folder / "cut.zip").write_bytes(whole[: len(whole) // 2])
    yield folder / "cut.zip"
    (folder / "text.zip").write_bytes(b"no archive")
    yield folder / "text.zip"
    (folder / "flipped.zip").write_bytes(bytes([*whole[:5000], whole[5000] ^ 255, *whole[5001:]]))
    yield folder / "flipped.zip"
    yield rewritten(source, folder / "changed.zip", "state.json", b"{}")
    yield rewritten(source, folder / "lacking.zip", f"documents/{document.digest}", None)
    yield rewritten(source, folder / "more.zip", "../../evil", b"more")
    yield rewritten(source, folder / "newer.zip", "", None, archive_version=99)
    yield rewritten(source, folder / "no-id.zip", "", None, session_id="")
    yield rewritten(source, folder / "another.zip", "", None, session_id="0000aaaa")
    yield rewritten(source, folder / "not-its-owner.zip", "", None, owner="bruno")
    yield rewritten(source, folder / "without-documents.zip", "", None, documents=[])
    yield rewritten(source, folder / "elsewhere.zip", "", None, waits_at="grade_copy")
    yield faked(source, folder / "stranger.zip", "state.json", {**state, "channel_of_nobody": 1})
    yield faked(source, folder / "later-state.zip", "state.json", {**state, "schema_version": 99})
    yield faked(source, folder / "no-copies.zip", "state.json", {**state, "copies": []})
    yield faked(source, folder / "no-state.zip", "state.json", [])
    yield faked(source, folder / "no-grader.zip", "grader_key.json", {"c01": {"A": 7}})
    yield faked(source, folder / "no-labels.zip", "grader_key.json", {"c99": {"A": 0}})
    yield faked(source, folder / "no-answers.zip", "answers.json", {"k": "text"})
    yield faked(source, folder / "no-number.zip", "answers.json", {"k": {"mark": float("nan")}})
    yield faked(source, folder / "no-text.zip", "answers.json", {"k": {"text": "\ud800"}})
    yield rewritten(source, folder / "too-dear.zip", "", None, micro_dollars=2**80)
    for number, path in enumerate(("..", "../../evil", "/evil", "a/b", "c:evil", ".hidden")):
        yield renamed(source, folder / f"path-{number}.zip", path)


def test_n_a_bad_archive_is_refused_and_leaves_nothing(laptop: tuple[Run, Path, str], tmp_path: Path) -> None:
    (tmp_path / "school").mkdir()
    with commands(tmp_path / "school") as school:
        refused = []
        for path in bad_archives(laptop[1] / "session.zip", tmp_path):
            ended = school("session", "import", path)
            refused.append((path.name, ended.returncode, "Traceback" in ended.stderr))
            assert not list((tmp_path / "school/home/documents").glob("??/*")), path.name
        assert refused == [(name, 1, False) for name, *_ in refused]
        assert len(refused) == 28
        assert "Fractions" not in school("sessions").stdout


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_n_an_archive_with_another_byte_is_refused_or_says_the_same(
    laptop: tuple[Run, Path, str], data: st.DataObject
) -> None:
    whole = (laptop[1] / "session.zip").read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytes([*whole[:place], whole[place] ^ data.draw(st.integers(1, 255)), *whole[place + 1 :]])
    path = laptop[1] / "changed.zip"
    path.write_bytes(changed)
    assert everything_in(path) in {None, everything_in(laptop[1] / "session.zip")}


def everything_in(path: Path) -> str | None:
    """Return all that an archive says, or None if it is refused."""
    try:
        with opened_archive(path) as archive:
            members = [archive.json(name) for name in ("state.json", "answers.json", "grader_key.json")]
            contents = [b"".join(archive.content(one.digest)).hex() for one in archive.manifest.documents]
            return json.dumps([archive.manifest.model_dump(mode="json"), members, contents])
    except InvalidInput:
        return None


def test_n_an_archive_is_for_its_owner_alone(laptop: tuple[Run, Path, str]) -> None:
    assert (laptop[1] / "session.zip").stat().st_mode & 0o077 == 0


def test_n_an_erasure_that_was_cut_short_does_not_take_the_imported_session(
    laptop: tuple[Run, Path, str], tmp_path: Path
) -> None:
    _, folder, session_id = laptop
    with home(tmp_path / "school"), opened_archive(folder / "session.zip") as archive, SessionRunner() as runner:
        stores().uses.begin_erasure(session_id, LOCAL)
        runner.run(import_session(archive, runner.graph))
        before = runner.snapshot(session_id).values
        runner.run(erase_sessions({}))
        assert runner.snapshot(session_id).values == before


def test_n_an_archive_does_not_touch_the_documents_and_replies_of_another_session(
    laptop: tuple[Run, Path, str], tmp_path: Path
) -> None:
    """One that names them its own, with another content, is refused."""
    _, folder, session_id = laptop
    source = renamed(folder / "session.zip", tmp_path / "renamed.zip", "0000aaaa")
    with opened_archive(source) as archive:
        brief_id = archive.json("state.json")["brief_id"]
        listed = archive.manifest.model_dump(mode="json")["documents"]
        copy = next(one for one in listed if one["document_id"] != brief_id)
        other = next(one for one in listed if one["digest"] != copy["digest"])
    exchanged = [{**one, "digest": other["digest"]} if one is copy else one for one in listed]
    content = rewritten(source, tmp_path / "exchanged.zip", "", None, documents=exchanged)
    with home(tmp_path / "school"), SessionRunner() as runner:
        with opened_archive(folder / "session.zip") as archive:
            runner.run(import_session(archive, runner.graph))
        before = kept_in(tmp_path / "school/documents")
        for path in (source, content):
            with opened_archive(path) as archive, pytest.raises(InvalidInput, match="another"):
                runner.run(import_session(archive, runner.graph))
            assert kept_in(tmp_path / "school/documents") == before
        assert runner.snapshot(session_id).stage is Stage.REVIEW


def kept_in(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file() and "index" not in file.name}


def test_n_a_session_that_was_cut_short_is_not_exported(tmp_path: Path) -> None:
    """Attempts of half-done copies are not in the state yet: whoever carried it would pay for them again."""
    with SessionRunner(tmp_path / "cut.sqlite") as runner:
        snapshot = replace(runner.snapshot("none"), stage=Stage.STOPPED, session_id="3f9c01ab")
        with pytest.raises(InvalidInput, match="bareme resume 3f9c01ab"):
            runner.run(write_archive(snapshot, tmp_path / "session.zip"))
    assert not (tmp_path / "session.zip").exists()
