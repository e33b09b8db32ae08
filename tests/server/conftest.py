"""The app of our own routes in this process, with settings of a test's own."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bareme.server.routes import app
from bareme.settings import get_settings

type Configure = Callable[..., None]


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Configure]:
    """Set settings by name, with a home of the test's own."""

    def set_all(**settings: object) -> None:
        for name, value in settings.items():
            monkeypatch.setenv(f"BAREME_{name.upper()}", str(value))
        get_settings.cache_clear()

    set_all(home=tmp_path / "home")
    yield set_all
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
async def app_client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client
