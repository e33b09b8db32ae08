import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.dev_server import REPOSITORY, DevServer

CLIENT = REPOSITORY / "clients" / "typescript"


@pytest.fixture(scope="session")
def compiler() -> Path:
    """The TypeScript compiler among the client's packages."""
    if shutil.which("node") is None:
        pytest.skip("runs where node is on the path, in CI for one: there is none here")
    path = CLIENT / "node_modules" / ".bin" / "tsc"
    if not path.exists():
        pytest.skip("the packages of the TypeScript client are not installed: `make test-client` installs them")
    return path


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    """A server without a key, whose model is the offline examiner."""
    dev = DevServer(tmp_path_factory.mktemp("server"))
    dev.start()
    yield dev
    dev.stop()
