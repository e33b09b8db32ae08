import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from tests.e2e.dev_server import REPOSITORY, DevServer
from tests.provider.server import Provider, run_provider

FIXTURES = REPOSITORY / "fixtures"


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    with run_provider() as endpoint:
        yield endpoint


@pytest.fixture
def endpoint(provider: Provider) -> Provider:
    """The provider with nothing counted yet and its usual answers."""
    provider.reset()
    return provider


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[DevServer]:
    """One server for all tests of this folder, whose sessions know nothing of each other."""
    folder = tmp_path_factory.mktemp("server")
    # Few calls at once, so that a run can be caught half-way.
    dev = DevServer(
        folder,
        OPENAI_API_KEY="test",
        OPENAI_BASE_URL=provider.base_url,
        BAREME_MAX_IN_FLIGHT="4",
        BAREME_ALLOWED_ORIGINS="https://school.example",
    )
    dev.start()
    yield dev
    dev.stop()


@pytest.fixture
async def client(server: DevServer, anyio_backend: str) -> AsyncIterator[LangGraphClient]:
    async with server.client() as opened:
        yield opened


def document(path: Path, role: str) -> dict[str, Any]:
    return {"role": role, "name": path.name, "data": base64.b64encode(path.read_bytes()).decode()}


@pytest.fixture(scope="session")
def french_set() -> list[dict[str, Any]]:
    folder = FIXTURES / "physics-fr"
    return [
        document(folder / "exam-paper.pdf", "exam_paper"),
        document(folder / "answer-key.pdf", "answer_key"),
        document(folder / "copies.pdf", "copies"),
    ]
