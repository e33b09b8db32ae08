"""The servers that the contract holds for: `langgraph dev`, a cluster, and the official server where there is a key."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient

from tests.cluster.instances import run_cluster
from tests.cluster.services import require_services, run_postgres, run_redis
from tests.e2e.dev_server import REPOSITORY, DevServer
from tests.provider.server import Provider, run_provider

TOKENS = {"anne": "secret-a", "bruno": "secret-b", "chloe": "secret-c"}
IN_FLIGHT = 4
"""Calls at a time of every server."""
DEVELOPMENT, CLUSTER, OFFICIAL = "langgraph dev", "cluster", "official server"
OFFICIAL_URL = "BAREME_CONTRACT_URL"
"""Where the official server runs, with a key of its own; it must know `TOKENS` and reach no provider but the tests'."""


@dataclass(frozen=True)
class Served:
    """A server under the contract: its name and the addresses of its processes that take requests."""

    name: str
    urls: tuple[str, ...]
    provider: Provider

    def client(self, user: str, *, at: int = 0) -> LangGraphClient:
        """Return a client of a user; `at` says which of the addresses it goes to, where there are several."""
        return get_client(url=self.urls[at % len(self.urls)], headers=bearer(user))

    def http(self, user: str = "", *, at: int = 0) -> httpx.AsyncClient:
        """Return a plain client of a user, or of nobody."""
        headers = bearer(user) if user else {}
        return httpx.AsyncClient(base_url=self.urls[at % len(self.urls)], headers=headers, timeout=60)


def bearer(user: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKENS[user]}"}


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    with run_provider() as endpoint:
        yield endpoint


@pytest.fixture(scope="session", params=[DEVELOPMENT, CLUSTER, OFFICIAL])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, provider: Provider
) -> Iterator[Served]:
    """One server of each kind for all tests: a session is a test's own."""
    settings = {
        "OPENAI_API_KEY": "test",
        "OPENAI_BASE_URL": provider.base_url,
        "BAREME_MAX_IN_FLIGHT": str(IN_FLIGHT),
        "BAREME_MAX_SESSIONS_AT_ONCE": "50",
        "BAREME_API_TOKENS": ",".join(f"{user}:{token}" for user, token in TOKENS.items()),
    }
    start = {DEVELOPMENT: _development, CLUSTER: _cluster, OFFICIAL: _official}[request.param]
    with start(tmp_path_factory.mktemp("contract"), settings) as urls:
        yield Served(request.param, urls, provider)


@contextmanager
def _development(folder: Path, settings: dict[str, str]) -> Iterator[tuple[str, ...]]:
    server = DevServer(folder, REPOSITORY / "langgraph.json", **settings)
    server.start()
    try:
        yield (server.url,)
    finally:
        server.stop()


@contextmanager
def _cluster(folder: Path, settings: dict[str, str]) -> Iterator[tuple[str, ...]]:
    require_services()
    with (
        run_postgres() as postgres,
        run_redis() as redis,
        run_cluster(folder, postgres, redis, apis=2, workers=1, lines=False, **settings) as cluster,
    ):
        yield tuple(api.url for api in cluster.apis)


@contextmanager
def _official(folder: Path, settings: dict[str, str]) -> Iterator[tuple[str, ...]]:
    if not (url := os.environ.get(OFFICIAL_URL)):
        pytest.skip(f"runs where {OFFICIAL_URL} names an official server")
    yield (url,)


@pytest.fixture
def endpoint(provider: Provider) -> Provider:
    """The provider with nothing counted yet and its usual answers."""
    provider.reset()
    return provider


@pytest.fixture
async def anne(server: Served, anyio_backend: str) -> AsyncIterator[LangGraphClient]:
    async with server.client("anne") as client:
        yield client
