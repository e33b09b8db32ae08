import asyncio
import hashlib
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.documents import FolderStore, get_store
from bareme.errors import DocumentMissing, InvalidInput
from bareme.settings import get_settings


def files_in(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


@given(st.lists(st.binary(max_size=2000), max_size=5))
@settings(max_examples=30, deadline=None)
def test_what_is_put_comes_back(blobs: list[bytes]) -> None:
    async def round_trip(folder: Path) -> None:
        store = FolderStore(folder)
        names = [await store.put(blob) for blob in blobs]
        assert names == [hashlib.sha256(blob).hexdigest() for blob in blobs]
        assert [await store.get(name) for name in names] == blobs

    with TemporaryDirectory() as folder:
        asyncio.run(round_trip(Path(folder)))


async def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    first = await store.put(b"a copy")
    (kept,) = files_in(tmp_path)
    written = kept.stat().st_mtime_ns
    assert await store.put(b"a copy") == first
    assert files_in(tmp_path) == [kept]
    assert kept.stat().st_mtime_ns == written


async def test_a_worker_can_read_the_file(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    async with store.path(await store.put(b"a copy")) as path:
        assert path.read_bytes() == b"a copy"


async def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    absent = hashlib.sha256(b"never put").hexdigest()
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
    for use in (store.get, store.exists):
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
    files = files_in(tmp_path)
    assert len(files) == 20  # nothing unfinished is left behind
    assert all(file.stat().st_size == 100_000 for file in files)


async def test_the_settings_name_the_default_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREME_DOCUMENT_STORE", str(tmp_path / "elsewhere"))
    get_settings.cache_clear()
    try:
        await get_store().put(b"a copy")
    finally:
        get_settings.cache_clear()
    assert (tmp_path / "elsewhere").is_dir()
