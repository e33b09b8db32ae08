from collections.abc import Iterator
from pathlib import Path

import pytest

from bareme.settings import get_settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own."""
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


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
