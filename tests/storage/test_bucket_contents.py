"""What a bucket does that a folder does not: it may be away, and workers read copies of what is in it."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from bareme.documents import get_store
from bareme.errors import StoreUnusable
from bareme.runtime import close_runtime
from bareme.storage.stores import open_stores, stores
from tests.storage.conftest import on_a_cluster
from tests.storage.document_places import DocumentPlace, in_bucket

pytestmark = pytest.mark.cluster


@pytest.fixture
def place(bucket: str, home: Path, postgres: str, monkeypatch: pytest.MonkeyPatch) -> DocumentPlace:
    url = f"{bucket}/{uuid4().hex[:8]}"
    on_a_cluster(monkeypatch, postgres, url)
    return in_bucket(url)


def copies_in(home: Path) -> list[Path]:
    return [file for file in (home / "bucket/copies").rglob("*") if file.is_file() and file.name != "lock"]


async def test_a_copy_on_this_machine_ends_with_the_runtime(place: DocumentPlace, home: Path) -> None:
    store = place.store("anne")
    document_id = await store.put(b"a copy")
    async with store.path(document_id) as first, store.path(document_id) as second:
        assert first == second
    assert len(copies_in(home)) == 1
    assert list((home / "bucket/incoming").iterdir()) == []
    await close_runtime()
    assert copies_in(home) == []


async def test_n_half_a_file_that_a_killed_process_left_is_deleted_in_the_end(place: DocumentPlace, home: Path) -> None:
    file = stores().contents.receive()
    await file.write(b"half a file")
    file.finish()
    await place.store("anne").delete_unused(before=datetime.now(UTC) - timedelta(days=1))
    assert file.path.exists()
    await place.store("anne").delete_unused(before=datetime.now(UTC) + timedelta(seconds=1))
    assert list((home / "bucket/incoming").iterdir()) == []


async def test_n_what_is_no_content_of_ours_stays_in_the_bucket(place: DocumentPlace) -> None:
    names = {"zz/" + "z" * 62, f"derived/ab/{'0' * 62}/facts", f"other/ab/{'0' * 62}"}
    for name in names:
        place.leave(name, b"of somebody else")
    await place.store("anne").delete_unused(before=datetime.now(UTC) + timedelta(days=1))
    assert place.kept().keys() == names


async def test_a_content_that_somebody_changed_is_refused(place: DocumentPlace) -> None:
    store = place.store("anne")
    document_id = await store.put(b"a copy")
    (name,) = place.kept()
    place.leave(name, b"another")
    with pytest.raises(StoreUnusable):
        await store.get(document_id)


async def test_a_bucket_that_is_away_is_told_without_its_address(
    place: DocumentPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id, address = await place.store("anne").put(b"a copy"), os.environ["AWS_ENDPOINT_URL"]
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    open_stores.cache_clear()
    store = place.store("anne")
    for use in (store.get, store.exists, store.delete):
        with pytest.raises(StoreUnusable) as refused:
            await use(document_id)
        assert "127.0.0.1" not in str(refused.value)
        assert refused.value.__cause__ is None
    with pytest.raises(StoreUnusable):  # what /ready asks
        await store.check_usable()
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    open_stores.cache_clear()
    # What could not be deleted is all there.
    await place.store("anne").check_usable()
    assert await place.store("anne").get(document_id) == b"a copy"


async def test_a_bucket_that_does_not_exist_is_named_as_unusable(
    bucket: str, home: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_cluster(monkeypatch, postgres, "s3://no-such-bucket/school")
    with pytest.raises(StoreUnusable):
        await get_store("anne").put(b"a copy")


PUT_AND_READ = """
import asyncio, sys
from bareme.documents import get_store
from bareme.runtime import close_runtime

async def put(first):
    store = get_store("anne")
    ids = [await store.put(bytes([first + number]) * 100_000) for number in range(10)]
    assert [(await store.get(one))[0] for one in ids] == list(range(first, first + 10))
    await close_runtime()
    print(*ids)

asyncio.run(put(int(sys.argv[1])))
"""


def test_n_two_workers_with_homes_of_their_own_share_one_set_of_documents(
    place: DocumentPlace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", PUT_AND_READ, str(first)],
            env={**os.environ, "BAREME_HOME": str(tmp_path_factory.mktemp("worker"))},
            stdout=subprocess.PIPE,
            text=True,
        )
        for first in (0, 5, 0)
    ]
    ids = [worker.communicate(timeout=120)[0].split() for worker in workers]
    assert len({worker.pid for worker in workers}) == 3
    assert ids[0] == ids[2]
    assert ids[0][5:] == ids[1][:5]
    assert len(place.kept()) == 15
    assert asyncio.run(place.store("anne").digests(ids[1])).keys() == set(ids[1])
