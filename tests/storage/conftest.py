from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from bareme.settings import get_settings
from tests.storage.document_places import DocumentPlace, bucket_server, in_bucket, in_folder


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


@pytest.fixture(params=["folder", pytest.param("bucket", marks=pytest.mark.cluster)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> DocumentPlace:
    """An empty store of documents, of each kind."""
    if request.param == "folder":
        return in_folder(tmp_path / "documents")
    return in_bucket(f"{request.getfixturevalue('bucket')}/{uuid4().hex[:8]}", tmp_path / "scratch")


@pytest.fixture(params=["local", "cluster"])
def storage(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The kind of storage: each test runs in a home, and on a database that servers share."""
    if request.param == "cluster":
        url: str = request.getfixturevalue("postgres")
        variables = {"STORAGE": "cluster", "DATABASE": url, "FILES": (home / "files").as_uri(), "SECRET": "s" * 32}
        for name, value in variables.items():
            monkeypatch.setenv(f"BAREME_{name}", value)
        get_settings.cache_clear()
    kind: str = request.param
    return kind
