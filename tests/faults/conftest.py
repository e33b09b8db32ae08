from collections.abc import Iterator

import pytest

from tests.provider.server import Provider, run_provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    with run_provider() as running:
        yield running
