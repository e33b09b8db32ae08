from collections.abc import Iterator
from pathlib import Path

import pytest

from bareme.settings import get_settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own for each test, where requests are sent again at once, and three failures open a circuit."""
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    monkeypatch.setenv("BAREME_BACKOFF_SECONDS", "0")
    monkeypatch.setenv("BAREME_CIRCUIT_FAILURES", "3")
    monkeypatch.setenv("BAREME_CIRCUIT_SECONDS", "3600")
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()
