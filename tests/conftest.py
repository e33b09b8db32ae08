import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from bareme.agents.forms import forget_forms
from bareme.domain.policy import Grader
from bareme.models.circuit import forget_circuits
from bareme.models.connections import close_connections
from bareme.models.registry import build_model
from bareme.settings import get_settings
from tests.provider.server import Provider, run_provider

FAKE_GRADER = Grader(model="openai:fake")

# How long an example takes depends on the machine and on what else runs there; `make bench` measures speed.
settings.register_profile("bareme", deadline=None)
settings.load_profile("bareme")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real material beside the checkout; tests that need it are skipped where it is not."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("BAREME_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"no shared data beside the checkout ({folder}); BAREME_SHARED_DATA may name its folder")
    return folder


@pytest.fixture(scope="session")
async def endpoint(anyio_backend: str) -> AsyncIterator[Provider]:
    # Of the session and async, so that all tests share one event loop, as the client's connections need. Who asks for
    # it has an `anyio_backend` of the session too.
    with run_provider() as provider, pytest.MonkeyPatch.context() as environment:
        environment.setenv("OPENAI_BASE_URL", provider.base_url)
        environment.setenv("OPENAI_API_KEY", "none")
        environment.setenv("BAREME_BACKOFF_SECONDS", "0")
        build_model.cache_clear()
        get_settings.cache_clear()
        yield provider
        await close_connections()
        build_model.cache_clear()
        get_settings.cache_clear()


@pytest.fixture
def provider(endpoint: Provider) -> Provider:
    """The fake provider, which `openai:fake` goes to; it has been asked nothing yet."""
    endpoint.reset()
    forget_circuits()
    forget_forms()
    return endpoint
