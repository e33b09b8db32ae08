from collections.abc import AsyncIterator

import pytest

from bareme.domain.policy import Grader
from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from bareme.settings import get_settings
from tests.provider.server import Provider, run_provider

GRADER = Grader(model="openai:fake")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
async def endpoint(anyio_backend: str) -> AsyncIterator[Provider]:
    # Of the session and async, so that all tests share one event loop, as the client's connections need.
    with run_provider() as provider, pytest.MonkeyPatch.context() as environment:
        environment.setenv("OPENAI_BASE_URL", provider.base_url)
        environment.setenv("OPENAI_API_KEY", "none")
        environment.setenv("BAREME_BACKOFF_SECONDS", "0")
        build_model.cache_clear()
        get_settings.cache_clear()
        yield provider
        await close_runtime()
        build_model.cache_clear()
        get_settings.cache_clear()


@pytest.fixture
async def provider(endpoint: Provider) -> Provider:
    """The fake provider, which `GRADER` goes to; it has been asked nothing yet."""
    endpoint.requests.clear()
    endpoint.script = None
    await close_runtime()
    return endpoint
