"""Where documents may be: in a folder, or in a bucket that a server of S3 keeps in memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from bareme.storage.document_store import DocumentStore
from bareme.storage.documents import FolderStore, get_store


@dataclass(frozen=True)
class DocumentPlace:
    """A store of documents, and a look at what is kept in it beside the index."""

    store: Callable[[str], DocumentStore]
    kept: Callable[[], dict[str, float]]
    """Each file or object, with when it was written."""
    leave: Callable[[str, bytes], None]
    """Leaves something there as a killed process does."""


def in_folder(folder: Path) -> DocumentPlace:
    return _of_folder(folder, lambda owner: FolderStore(folder, owner))


def in_shared_folder(folder: Path) -> DocumentPlace:
    """The folder of a cluster that the settings name; its index is in the database that they name."""
    return _of_folder(folder, get_store)


def _of_folder(folder: Path, store: Callable[[str], DocumentStore]) -> DocumentPlace:
    def kept() -> dict[str, float]:
        files = [file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("index.sqlite")]
        return {str(file.relative_to(folder)): file.stat().st_mtime_ns for file in files}

    def leave(name: str, data: bytes) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)

    return DocumentPlace(store, kept, leave)


def in_bucket(url: str) -> DocumentPlace:
    """The bucket of a cluster that the settings name; its index is in the database that they name."""
    import fsspec  # noqa: PLC0415 - the extra `cluster`

    files, root = fsspec.url_to_fs(url, use_listings_cache=False, skip_instance_cache=True)

    def kept() -> dict[str, float]:
        found = files.find(root, detail=True)
        return {name.removeprefix(f"{root}/"): facts["LastModified"].timestamp() for name, facts in found.items()}

    def leave(name: str, data: bytes) -> None:
        files.pipe_file(f"{root}/{name}", data)

    return DocumentPlace(get_store, kept, leave)


@contextmanager
def bucket_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve S3 on a loopback port, and yield the root of a bucket. Its address is in the environment, as AWS has it."""
    server_of = pytest.importorskip("moto.server", reason="no server of S3: `make cluster-test` installs it")
    boto3 = pytest.importorskip("boto3")
    server = server_of.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    bucket = f"bareme-{uuid4().hex[:8]}"
    boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    try:
        yield f"s3://{bucket}/school"
    finally:
        server.stop()
