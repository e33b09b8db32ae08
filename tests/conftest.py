import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

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


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A Postgres of our own on a socket in a folder of our own: the URL of its database."""
    programs = {name: shutil.which(name) for name in ("initdb", "pg_ctl")}
    if not all(programs.values()):
        pytest.skip("no Postgres here: initdb and pg_ctl are not on the path")
    # Postgres does not run as root.
    user = next((name for name in ("postgres", "nobody") if _exists(name)), None) if os.getuid() == 0 else None
    if os.getuid() == 0 and user is None:
        pytest.skip("Postgres does not run as root, and there is no other user")
    # Not among pytest's own folders, which no other user may enter.
    with TemporaryDirectory(prefix="bareme-pg-") as folder:
        if user is not None:
            shutil.chown(folder, user)

        def run(*command: str) -> None:
            subprocess.run(command, check=True, user=user, capture_output=True, cwd=folder, timeout=60)

        data = f"{folder}/data"
        run(str(programs["initdb"]), "-D", data, "-U", "bareme", "-A", "trust", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
        run(str(programs["pg_ctl"]), "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        yield f"postgresql://bareme@/postgres?host={folder}"
        run(str(programs["pg_ctl"]), "-D", data, "-m", "immediate", "stop")


def _exists(user: str) -> bool:
    try:
        return bool(pwd.getpwnam(user))
    except KeyError:
        return False
