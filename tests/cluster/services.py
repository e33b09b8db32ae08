"""Debian's Postgres and Redis on loopback ports, in folders of their own, which tests start, kill and start again."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.e2e.dev_server import free_port

_SECONDS = 30
_USER = "postgres"
"""Postgres refuses to run as root. Its Debian package makes this user."""


def postgres_binaries() -> Path | None:
    """Return the folder of the newest Postgres here, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def require_services() -> None:
    """Skip the test where Postgres, Redis or the extra `cluster` is not here."""
    elsewhere = "runs in CI, where `make cluster-test` installs what it needs; not here:"
    pytest.importorskip("aegra_api", reason=f"{elsewhere} the extra `cluster`")
    services = {"postgresql": postgres_binaries(), "redis-server": shutil.which("redis-server")}
    if missing := [name for name, found in services.items() if not found]:
        pytest.skip(f"{elsewhere} {', '.join(missing)}")


class Service:
    """One process over a folder that outlives it."""

    name = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    @property
    def user(self) -> str | None:
        """Whom the process runs as, if not as the tests."""
        return None

    @property
    def pid(self) -> int | None:
        """Its process, while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), stdout=log, stderr=log, start_new_session=True, user=self.user, cwd=self.folder
            )
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            if self.answers():
                return
            time.sleep(0.05)
        log_text = (self.folder / f"{self.name}.log").read_text(errors="replace")
        self.kill()
        raise RuntimeError(f"{self.name} did not start:\n{log_text[-2000:]}")

    def answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def kill(self) -> None:
        """End it, and what it started, as a power cut would."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=10)
        self._process = None

    def stop(self) -> None:
        """End it as an operator would."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None


class Postgres(Service):
    """A database server that trusts whoever connects from this machine."""

    name = "postgres"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        binaries = postgres_binaries()
        assert binaries is not None
        self._binaries = binaries
        self._data = folder / "data"

    @property
    def user(self) -> str | None:
        return _USER if os.geteuid() == 0 else None

    def create(self) -> None:
        """Make its files."""
        if self.user:
            shutil.chown(self.folder, self.user)
        initdb = [str(self._binaries / "initdb"), "-D", str(self._data), "-U", "bareme", "-A", "trust", "--no-sync"]
        subprocess.run([*initdb, "-E", "UTF8"], check=True, capture_output=True, user=self.user, cwd=self.folder)

    def command(self) -> list[str]:
        # Not synchronised: a killed process loses nothing by it, only a machine would.
        options = {"listen_addresses": "127.0.0.1", "fsync": "off", "max_connections": "300", "shared_buffers": "64MB"}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(self._binaries / "postgres"), "-D", str(self._data), "-p", str(self.port), "-k", "", *settings]

    def answers(self) -> bool:
        ready = [str(self._binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready, check=False).returncode == 0

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://bareme@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty database and return its URL."""
        query = ["-X", "-q", "-d", self.url(), "-c", f'CREATE DATABASE "{name}"']
        subprocess.run([str(self._binaries / "psql"), *query], check=True, capture_output=True)
        return self.url(name)


class Redis(Service):
    """A queue and event broker that keeps nothing on disk."""

    name = "redis"

    def command(self) -> list[str]:
        return ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


@contextmanager
def run_postgres() -> Iterator[Postgres]:
    """Run a database server until the end of the block."""
    with _folder() as folder:
        postgres = Postgres(folder)
        postgres.create()
        postgres.start()
        try:
            yield postgres
        finally:
            postgres.stop()


@contextmanager
def run_redis() -> Iterator[Redis]:
    """Run a Redis until the end of the block."""
    with _folder() as folder:
        redis = Redis(folder)
        redis.start()
        try:
            yield redis
        finally:
            redis.stop()


@contextmanager
def _folder() -> Iterator[Path]:
    """Make a folder that another user may enter, unlike pytest's own."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is our own
    with tempfile.TemporaryDirectory(prefix="bareme-", dir=memory if memory.is_dir() else None) as name:
        yield Path(name)
