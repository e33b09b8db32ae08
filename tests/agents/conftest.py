from collections.abc import AsyncIterator

import pytest
from langchain_openai import ChatOpenAI

from bareme.domain.policy import Grader
from bareme.models.registry import build_model
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
        build_model.cache_clear()
        model = build_model(GRADER)
        assert isinstance(model, ChatOpenAI)
        yield provider
        await model.root_async_client.close()
        model.root_client.close()
        build_model.cache_clear()


@pytest.fixture
def provider(endpoint: Provider) -> Provider:
    """The fake provider, which `GRADER` goes to; it has been asked nothing yet."""
    endpoint.requests.clear()
    endpoint.script = None
    return endpoint
