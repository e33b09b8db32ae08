from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from bareme.settings import get_settings
from tests.provider.obedient import obey
from tests.provider.server import Provider


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    monkeypatch.setenv("BAREME_BACKOFF_SECONDS", "0")
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


@pytest.fixture
def provider(endpoint: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """`openai:obedient` does what it is told, `openai:honest` gives half of the points."""
    monkeypatch.setenv("OPENAI_API_KEY", "test")
    monkeypatch.setenv("OPENAI_API_BASE", endpoint.base_url)
    build_model.cache_clear()
    endpoint.reset()
    endpoint.script = obey()
    yield endpoint
    build_model.cache_clear()


@pytest.fixture
async def closed_runtime() -> AsyncIterator[None]:
    """Close the runtime of the test's own event loop. `run_suite` closes that of its loop itself."""
    yield
    await close_runtime()
