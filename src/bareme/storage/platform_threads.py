"""The development server's own records of threads and runs, which hold names, answers and marks a second time."""

import os
import pickle
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bareme.errors import StoreUnusable
from bareme.storage.private_files import replacing_private_file

FOLDER = Path(".langgraph_api")
"""Its name in the server's working folder, which is the home under `bareme serve`."""
_PLATFORM = {
    "DATABASE_URI": ":memory:",
    "REDIS_URI": "fake",
    "MIGRATIONS_PATH": "__inmem",
    "LANGGRAPH_RUNTIME_EDITION": "inmem",
}
"""What the platform's modules read when they are imported, as the development server sets it."""


def drop_threads(home: Path, threads: Collection[str]) -> None:
    """Take threads and their runs out of the records in a home. No server may be running there.

    Raises:
        StoreUnusable: the records cannot be read: the platform is not installed, or is another version.
    """
    file = home / FOLDER / ".langgraph_ops.pckl"
    if not threads or not file.is_file():
        return
    wanted = set(threads)
    with _platform_environment():
        records = _read(file)
        for name in ("threads", "runs", "crons"):
            records[name] = [one for one in records.get(name) or [] if str(one.get("thread_id")) not in wanted]
        with replacing_private_file(file) as new:
            pickle.dump(records, new, protocol=2)  # the one that the server writes


def _read(file: Path) -> dict[str, Any]:
    try:
        # Only the owner of the home can write this file, and whoever can might as well change the program.
        records: dict[str, Any] = pickle.loads(file.read_bytes())  # noqa: S301 - see above
    except (ImportError, AttributeError, pickle.UnpicklingError) as error:
        reason = f"{FOLDER}: {type(error).__name__}"
    else:
        return records
    raise StoreUnusable("sessions", reason)


@contextmanager
def _platform_environment() -> Iterator[None]:
    added = {name: value for name, value in _PLATFORM.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]
