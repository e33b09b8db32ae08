import asyncio
import hashlib
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict

from bareme.documents import FolderStore, get_store
from bareme.errors import DocumentInUse, DocumentMissing, InvalidInput
from bareme.runtime import close_runtime
from bareme.settings import get_settings
from bareme.storage.folder_contents import FolderContents
from bareme.storage.incoming_file import IncomingFile
from bareme.storage.session_uses import SessionUses, Use
from bareme.storage.stores import stores
from tests.storage.conftest import on_a_cluster
from tests.storage.document_places import DocumentPlace, in_folder


class Wanted(TypedDict):
    document_id: str


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@given(st.lists(st.binary(max_size=2000), max_size=5))
@settings(max_examples=30, deadline=None)
def test_what_is_put_comes_back(blobs: list[bytes]) -> None:
    async def round_trip(folder: Path) -> None:
        store = FolderStore(folder)
        names = [await store.put(blob) for blob in blobs]
        digests = [sha256(blob) for blob in blobs]
        assert await store.digests(names) == dict(zip(names, digests, strict=True))
        assert not set(names) & set(digests)
        assert [await store.get(name) for name in names] == blobs

    with TemporaryDirectory() as folder:
        asyncio.run(round_trip(Path(folder)))


async def test_the_same_bytes_are_kept_once(place: DocumentPlace) -> None:
    store = place.store("anne")
    first = await store.put(b"a copy")
    kept = place.kept()
    assert len(kept) == 1
    assert await store.put(b"a copy") == first
    assert place.kept() == kept


async def test_a_worker_can_read_the_file(place: DocumentPlace) -> None:
    store = place.store("anne")
    async with store.path(await store.put(b"a copy")) as path:
        assert path.read_bytes() == b"a copy"


async def test_what_is_not_there_is_missing(place: DocumentPlace) -> None:
    store = place.store("anne")
    absent = sha256(b"never put")
    assert not await store.exists(absent)
    with pytest.raises(DocumentMissing, match=absent):
        await store.get(absent)
    with pytest.raises(DocumentMissing, match=absent):
        async with store.path(absent):
            pass


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "/" + "a" * 63, "..", "é" * 64, "Dupont Zoé"]
)
async def test_what_is_no_identifier_reaches_no_file(tmp_path: Path, name: str) -> None:
    store = FolderStore(tmp_path / "documents")
    for use in (store.get, store.exists, store.delete):
        with pytest.raises(InvalidInput) as refused:
            await use(name)
        assert not name.strip() or name not in str(refused.value)
    with pytest.raises(InvalidInput):
        async with store.path(name):
            pass


PUT_TWENTY = """
import asyncio, sys
from pathlib import Path
from bareme.documents import FolderStore

async def put():
    for number in range(20):
        await FolderStore(Path(sys.argv[1])).put(bytes([number]) * 100_000)

asyncio.run(put())
"""


def test_processes_may_put_the_same_at_once(tmp_path: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", PUT_TWENTY, str(tmp_path)]) for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0] * 4
    files = [tmp_path / name for name in in_folder(tmp_path).kept()]
    assert len(files) == 20  # nothing unfinished is left behind
    assert all(file.stat().st_size == 100_000 for file in files)


async def test_b1_nobody_has_the_document_of_another(place: DocumentPlace) -> None:
    anne, bruno = place.store("anne"), place.store("bruno")
    of_anne = await anne.put(b"a copy")
    digest = sha256(b"a copy")
    for guess in (of_anne, digest):
        assert not await bruno.exists(guess)
        assert await bruno.digests([guess]) == {}
        for use in (bruno.get, bruno.delete):
            with pytest.raises(DocumentMissing):
                await use(guess)
    of_bruno = await bruno.put(b"a copy")
    assert of_bruno != of_anne
    assert len(place.kept()) == 1
    assert await anne.get(of_anne) == await bruno.get(of_bruno) == b"a copy"


@pytest.fixture
def uses(home: Path) -> SessionUses:
    return stores().uses


async def test_b9_what_nobody_has_any_more_is_deleted(place: DocumentPlace) -> None:
    anne, bruno = place.store("anne"), place.store("bruno")
    of_anne, of_bruno = await anne.put(b"a copy"), await bruno.put(b"a copy")
    (kept,) = place.kept()
    await anne.keep_derived(of_anne, "0", b"a picture")
    assert await bruno.derived(of_bruno, "0") == b"a picture"
    await anne.delete(of_anne)
    assert kept in place.kept()
    assert await bruno.get(of_bruno) == b"a copy"
    with pytest.raises(DocumentMissing):
        await anne.get(of_anne)
    await bruno.delete(of_bruno)
    assert place.kept() == {}
    assert await anne.put(b"a copy") == of_anne


async def test_b9_a_document_that_a_session_uses_is_not_deleted(place: DocumentPlace, uses: SessionUses) -> None:
    store = place.store("anne")
    upload = await store.put(b"a copy")
    uses.record([Use("s", "document", upload)])
    with pytest.raises(DocumentInUse, match=upload):
        await store.delete(upload)
    with uses.dropping("s") as used:
        store.remove(used.documents)
    assert place.kept() == {}


async def test_b9_an_archive_is_deleted_with_what_was_in_it(place: DocumentPlace, uses: SessionUses) -> None:
    store = place.store("anne")
    archive = await store.put(b"an archive")
    folder, also_sent = [await store.put(data, source=archive) for data in (b"an archive in it", b"a copy")]
    member = await store.put(b"a member", source=folder)
    assert await store.put(b"a copy") == also_sent
    uses.record([Use("s", "document", member)])
    with pytest.raises(DocumentInUse):
        await store.delete(archive)
    with uses.dropping("s"):
        pass
    await store.delete(archive)
    assert await store.digests([archive, folder, member, also_sent]) == {also_sent: sha256(b"a copy")}


async def test_a5_uploads_that_no_session_used_are_deleted_in_the_end(place: DocumentPlace, uses: SessionUses) -> None:
    store = place.store("anne")
    await store.put(b"never used")
    used = await store.put(b"used")
    uses.record([Use("s", "document", used)])
    lost = sha256(b"never entered")
    place.leave(f"{lost[:2]}/{lost[2:]}", b"never entered")
    place.leave("keep.txt", b"of somebody else")
    await store.delete_unused(before=datetime.now(UTC) - timedelta(days=1))
    assert len(place.kept()) == 4
    assert await store.totals() == (2, len(b"never usedused"))
    await store.delete_unused(before=datetime.now(UTC) + timedelta(seconds=2))  # a bucket's times are whole seconds
    digest = sha256(b"used")
    assert set(place.kept()) == {f"{digest[:2]}/{digest[2:]}", "keep.txt"}
    assert await store.get(used) == b"used"


async def test_a5_half_a_file_is_deleted_in_the_end(tmp_path: Path, uses: SessionUses) -> None:
    place = in_folder(tmp_path / "documents")
    place.leave(".incoming-cut", b"half a file")
    await place.store("anne").delete_unused(before=datetime.now(UTC) + timedelta(seconds=1))
    assert place.kept() == {}


async def test_documents_of_an_earlier_version_are_the_local_users(tmp_path: Path) -> None:
    digest = sha256(b"an old copy")
    place = tmp_path / digest[:2] / digest[2:]
    place.parent.mkdir()
    place.write_bytes(b"an old copy")
    local, anne = FolderStore(tmp_path), FolderStore(tmp_path, "anne")
    assert await local.get(digest) == b"an old copy"
    assert await local.digests([digest]) == {digest: digest}
    with pytest.raises(DocumentMissing):
        await anne.get(digest)
    # Put again, it has an id of today's, beside that of the sessions that know it by its digest.
    again = await local.put(b"an old copy")
    assert again != digest
    local.remove([again])
    assert await local.get(digest) == b"an old copy"
    local.remove([digest])
    assert in_folder(tmp_path).kept() == {}


async def test_the_settings_name_the_default_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREME_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BAREME_DOCUMENT_STORE", str(tmp_path / "elsewhere"))
    get_settings.cache_clear()
    try:
        document_id = await get_store("anne").put(b"a copy")
        assert await get_store("anne").get(document_id) == b"a copy"
        # Only with the server's secret can an id be computed from a file.
        assert document_id != await FolderStore(tmp_path / "another", "anne").put(b"a copy")
    finally:
        get_settings.cache_clear()
    assert (tmp_path / "elsewhere").is_dir()


async def test_b1_a_session_uses_no_document_of_another(home: Path) -> None:
    """Its use would keep the document from being deleted, and the end of the session would delete it."""
    of_anne = await get_store("anne").put(b"hers")

    async def try_all(state: Wanted) -> None:
        store = get_store("bruno")
        assert not await store.exists(state["document_id"])
        with pytest.raises(DocumentMissing):
            await store.get(state["document_id"])

    graph = StateGraph(Wanted).add_node(try_all).add_edge(START, "try_all").compile()
    await graph.ainvoke({"document_id": of_anne}, {"configurable": {"thread_id": "of-bruno"}})
    await close_runtime()
    assert stores().uses.users("document", of_anne) == []


async def test_a_file_that_is_deleted_while_it_is_read_is_missing(home: Path) -> None:
    store = get_store("anne")
    document_id = await store.put(b"hers")

    async def read() -> bytes:
        async with store.path(document_id) as path:
            await store.delete(document_id)
            return path.read_bytes()

    with pytest.raises(DocumentMissing):
        await read()


async def test_n_a_connection_that_breaks_while_a_document_is_entered_loses_nothing(
    home: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg  # noqa: PLC0415 - comes with an extra

    on_a_cluster(monkeypatch, postgres, (home / "files").as_uri())
    keep, broken = FolderContents.keep, []

    def keep_and_break(self: FolderContents, file: IncomingFile, digest: str) -> None:
        keep(self, file, digest)
        with psycopg.connect(postgres) as connection:
            others = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid() AND datname = "
            )
            broken.extend(connection.execute(f"{others} current_database()".encode()).fetchall())

    monkeypatch.setattr(FolderContents, "keep", keep_and_break)
    document_id = await get_store("anne").put(b"a copy")
    assert broken
    assert await get_store("anne").get(document_id) == b"a copy"
