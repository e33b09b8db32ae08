import gc
import os
import pwd
import shutil
import signal
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from bareme.documents import stop_workers
from bareme.settings import get_settings
from tests.forked import fork_server
from tests.provider.server import Provider, run_provider

# How long an example takes depends on the machine and on what else runs there; `make bench` measures speed. Examples
# are the same each time, so that no change is refused for what it has not changed; `make laws` draws others.
settings.register_profile("bareme", deadline=None, derandomize="LAW_RUNS" not in os.environ)
settings.load_profile("bareme")

# A database waits for the disk at each commit, a hundred times as long as for memory.
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes folders of its own there
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Whether the extra `ocr` is installed or not, tests see Barème without it, unless they ask for the fixture `with_ocr`.
os.environ["BAREME_OCR"] = "off"

# A shell that runs the tests in the background ignores interrupts, and what it starts would ignore them too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Keep the garbage collector from going through all modules and tests again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def settings_of_its_own() -> Iterator[None]:
    """Forget the settings after each test, once its environment is undone: they are read once and then kept."""
    yield
    get_settings.cache_clear()


@pytest.fixture
def with_ocr(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read pages without a model where the extra `ocr` is installed."""
    monkeypatch.setenv("BAREME_OCR", "auto")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def let_workers_exit() -> Iterator[None]:
    """Let the workers that open documents exit by themselves: coverage loses the lines of a worker that is killed."""
    yield
    stop_workers(finish=True)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Provider]:
    """A model provider, one for all tests of a module: clients and agents that are kept know one address."""
    with run_provider() as provider:
        yield provider


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket of a server that starts processes for tests."""
    with fork_server(tmp_path_factory.mktemp("forks")) as address:
        yield address


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real material beside the checkout; tests that need it are skipped where it is not."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("BAREME_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"no shared data beside the checkout ({folder}); BAREME_SHARED_DATA may name its folder")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A Postgres of our own: the folder of its socket."""
    programs = {name: shutil.which(name, path=_postgres_path()) for name in ("initdb", "pg_ctl")}
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
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run(str(programs["pg_ctl"]), "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        yield folder
        run(str(programs["pg_ctl"]), "-D", data, "-m", "immediate", "stop")


@pytest.fixture
def postgres(postgres_server: str) -> Iterator[str]:
    """The URL of a database of the test's own, empty."""
    import psycopg  # noqa: PLC0415 - comes with an extra

    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(f"postgresql://bareme@/postgres?host={postgres_server}", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        yield f"postgresql://bareme@/{name}?host={postgres_server}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _postgres_path() -> str:
    """Return where its programs may be. Debian keeps those of the server off the path."""
    return os.pathsep.join([os.environ.get("PATH", ""), *map(str, Path("/usr/lib/postgresql").glob("*/bin"))])


def _exists(user: str) -> bool:
    try:
        return bool(pwd.getpwnam(user))
    except KeyError:
        return False
