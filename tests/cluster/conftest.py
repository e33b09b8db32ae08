from collections.abc import Iterator

import pytest

from tests.cluster.services import Postgres, Redis, require_services, run_postgres, run_redis


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    require_services()
    with run_postgres() as running:
        yield running


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    require_services()
    with run_redis() as running:
        yield running
