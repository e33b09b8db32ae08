"""What a bucket does that a folder does not: it may be away, and workers read copies of what is in it."""

from pathlib import Path
from uuid import uuid4

import pytest

from bareme.errors import StoreUnusable
from bareme.runtime import close_runtime
from tests.storage.document_places import DocumentPlace, in_bucket

pytestmark = pytest.mark.cluster


@pytest.fixture
def place(bucket: str, tmp_path: Path) -> DocumentPlace:
    return in_bucket(f"{bucket}/{uuid4().hex[:8]}", tmp_path)


def copies_in(folder: Path) -> list[Path]:
    return [file for file in (folder / "copies").rglob("*") if file.is_file() and file.name != "lock"]


async def test_a_copy_on_this_machine_ends_with_the_runtime(place: DocumentPlace, tmp_path: Path) -> None:
    store = place.store("anne")
    document_id = await store.put(b"a copy")
    async with store.path(document_id) as first, store.path(document_id) as second:
        assert first == second
    assert len(copies_in(tmp_path)) == 1
    assert list((tmp_path / "incoming").iterdir()) == []
    await close_runtime()
    assert copies_in(tmp_path) == []


async def test_a_content_that_somebody_changed_is_refused(place: DocumentPlace) -> None:
    store = place.store("anne")
    document_id = await store.put(b"a copy")
    (name,) = place.kept()
    place.leave(name, b"another")
    with pytest.raises(StoreUnusable):
        await store.get(document_id)


async def test_a_bucket_that_is_away_is_told_without_its_address(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id = await in_bucket(bucket, tmp_path).store("anne").put(b"a copy")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    store = in_bucket(bucket, tmp_path).store("anne")
    for use in (store.get, store.exists, store.delete):
        with pytest.raises(StoreUnusable) as refused:
            await use(document_id)
        assert "127.0.0.1" not in str(refused.value)
        assert refused.value.__cause__ is None


async def test_a_bucket_that_does_not_exist_is_named_as_unusable(bucket: str, tmp_path: Path) -> None:
    place = in_bucket("s3://no-such-bucket/school", tmp_path)
    with pytest.raises(StoreUnusable):
        await place.store("anne").put(b"a copy")
