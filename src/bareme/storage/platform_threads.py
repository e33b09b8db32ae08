"""The development server's own records of threads and runs, which hold names, answers and marks a second time."""

import os
import pickle
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

FOLDER = Path(".langgraph_api")
"""Its name in the server's working folder, which is the home under `bareme serve`."""


def drop_threads(home: Path, threads: Collection[str]) -> None:
    """Take threads and their runs out of the records in a home. No server may be running there."""
    file = home / FOLDER / ".langgraph_ops.pckl"
    if not file.is_file():
        return
    # Only the owner of the home can write this file, and whoever can might as well change the program.
    records: dict[str, Any] = pickle.loads(file.read_bytes())  # noqa: S301 - see above
    wanted = set(threads)
    for name in ("threads", "runs", "crons"):
        kept = [record for record in records.get(name) or [] if str(record.get("thread_id")) not in wanted]
        records[name] = kept
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent)  # readable by its owner alone
    with os.fdopen(descriptor, "wb") as new:
        pickle.dump(records, new, protocol=2)  # the one that the server writes
    Path(unfinished).replace(file)
