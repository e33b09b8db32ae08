from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from bareme.settings import get_settings
from tests.storage.document_places import DocumentPlace, bucket_server, in_bucket, in_folder, in_shared_folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own."""
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def bucket() -> Iterator[str]:
    """The root of a bucket on a server of S3."""
    with pytest.MonkeyPatch.context() as monkeypatch, bucket_server(monkeypatch) as root:
        yield root


def on_a_cluster(monkeypatch: pytest.MonkeyPatch, database: str, files: str) -> None:
    """Set what two servers of one cluster share."""
    variables = {"STORAGE": "cluster", "DATABASE": database, "FILES": files, "SECRET": "s" * 32}
    for name, value in variables.items():
        monkeypatch.setenv(f"BAREME_{name}", value)
    get_settings.cache_clear()


@pytest.fixture(params=["folder", "shared folder", pytest.param("bucket", marks=pytest.mark.cluster)])
def place(
    request: pytest.FixtureRequest,
    home: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> DocumentPlace:
    """An empty store of documents of each kind: at home, and both kinds of a cluster."""
    folder = tmp_path_factory.mktemp("documents")
    if request.param == "folder":
        return in_folder(folder)
    database: str = request.getfixturevalue("postgres")
    if request.param == "shared folder":
        on_a_cluster(monkeypatch, database, folder.as_uri())
        return in_shared_folder(folder)
    url = f"{request.getfixturevalue('bucket')}/{uuid4().hex[:8]}"
    on_a_cluster(monkeypatch, database, url)
    return in_bucket(url)


@pytest.fixture(params=["local", "cluster"])
def storage(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The kind of storage: each test runs in a home, and on a database that servers share."""
    if request.param == "cluster":
        on_a_cluster(monkeypatch, request.getfixturevalue("postgres"), (home / "files").as_uri())
    kind: str = request.param
    return kind
