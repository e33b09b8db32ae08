from collections.abc import Iterator

import pytest

from tests.cluster.services import Postgres, Redis, missing_services, run_postgres, run_redis


def _require_services() -> None:
    pytest.importorskip("aegra_api", reason="the extra `cluster` is not installed")
    if missing := missing_services():
        pytest.skip(f"not here: {missing}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    _require_services()
    with run_postgres() as running:
        yield running


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    _require_services()
    with run_redis() as running:
        yield running
