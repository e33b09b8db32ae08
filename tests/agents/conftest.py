import pytest

from tests.conftest import FAKE_GRADER

GRADER = FAKE_GRADER


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"
