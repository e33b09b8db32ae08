import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.provider.server import Provider, run_provider

# How long an example takes depends on the machine and on what else runs there; `make bench` measures speed.
settings.register_profile("bareme", deadline=None)
settings.load_profile("bareme")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Provider]:
    """A model provider, one for all tests of a module: clients and agents that are kept know one address."""
    with run_provider() as provider:
        yield provider


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real material beside the checkout; tests that need it are skipped where it is not."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("BAREME_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"no shared data beside the checkout ({folder}); BAREME_SHARED_DATA may name its folder")
    return folder
