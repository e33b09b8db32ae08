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


@pytest.fixture(autouse=True)
async def runtime(anyio_backend: str) -> AsyncIterator[None]:
    yield
    await close_runtime()


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
async def provider_in_loop(provider: Provider) -> AsyncIterator[Provider]:
    """The provider for tests that run a graph in their own event loop."""
    yield provider
    await close_runtime()
