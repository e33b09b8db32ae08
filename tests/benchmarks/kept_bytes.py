"""What a session leaves on disk: `python -m tests.benchmarks.kept_bytes [--quick]`.

Fifty typed copies of ten questions, two graders, graded by `bareme grade` and edited 150 times by `bareme review
mark`, which run in this process, one after the other. Bytes are those of files as they lie on disk when a command has
ended; the peak is the largest of them while one runs. `home` is all of BAREME_HOME but the documents.
"""

import json
import os
import sqlite3
import sys
import threading
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from tests.benchmarks.class_set import class_set
from tests.benchmarks.classes import write_files
from tests.benchmarks.session import SETTINGS

COPIES, EDITS, QUESTIONS = 50, 150, 10
_INTERVAL = 0.02

type Json = dict[str, Any]


class _Peak:
    """The most bytes that a home holds while it is watched."""

    def __init__(self, home: Path) -> None:
        self._home, self._ended, self.most = home, threading.Event(), 0
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        while not self._ended.wait(_INTERVAL):
            self.most = max(self.most, bytes_of(self._home))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()


def bytes_of(home: Path, name: str = "*") -> int:
    """Return the bytes of the files of a home whose names begin so, without its documents."""
    found = (path for path in home.rglob(name) if path.is_file() and "documents" not in path.parts)
    return sum(path.stat().st_size for path in found)


def run_command(*arguments: str) -> str:
    """Run `bareme` in this process, and return what it printed."""
    from bareme.cli import app  # noqa: PLC0415 - after the home was set

    printed = StringIO()
    with redirect_stdout(printed), redirect_stderr(StringIO()):
        try:
            app(arguments, standalone_mode=False)
        except SystemExit as ended:
            if ended.code:
                raise
    return printed.getvalue()


def kept_checkpoints(home: Path) -> int:
    """Return how many checkpoints there are."""
    with sqlite3.connect(home / "checkpoints.sqlite") as connection:
        (count,) = connection.execute("SELECT COUNT(*) FROM checkpoints").fetchone()
    connection.close()
    return int(count)


def measure(*, quick: bool = False) -> Json:
    """Return bytes a copy, an edit, and of the files in their life."""
    copies, edits = (10, 15) if quick else (COPIES, EDITS)
    with TemporaryDirectory() as name:
        folder, home = Path(name), Path(name) / "home"
        os.environ |= {**SETTINGS, "BAREME_HOME": str(home), "BAREME_LANGUAGE": "en"}
        files = write_files(folder, class_set(copies))
        papers = ["--exam-paper", str(files["exam_paper"]), "--answer-key", str(files["answer_key"])]
        graders = ["--grader", "offline:lexical", "--grader", "offline:strict"]
        asked = [str(files["copies"]), *papers, *graders, "--pages-per-copy", "2", "--yes", "--json"]
        with _Peak(home) as grading:
            done = json.loads(run_command("grade", *asked, "--out", str(folder / "out")))
        session_id = done["session_id"]
        graded, graded_home = bytes_of(home, "checkpoints.sqlite*"), bytes_of(home)
        with _Peak(home) as editing:
            for number in range(edits):
                copy_id = f"c{number % copies + 1:02}"
                question = str(number % QUESTIONS + 1)
                points = "0.5" if number // copies % 2 else "0.75"
                run_command("review", session_id, "mark", copy_id, question, points)
        edited = bytes_of(home, "checkpoints.sqlite*")
        return {
            "copies": copies,
            "edits": edits,
            "checkpoint_bytes_a_copy": round(graded / copies),
            "home_bytes_a_copy": round(graded_home / copies),
            "bytes_an_edit": round((edited - graded) / edits),
            "megabytes_after_edits": round(edited / 1e6, 2),
            "home_megabytes_after_edits": round(bytes_of(home) / 1e6, 2),
            "peak_megabytes_grading": round(grading.most / 1e6, 2),
            "peak_megabytes_editing": round(editing.most / 1e6, 2),
            "checkpoints": kept_checkpoints(home),
        }


if __name__ == "__main__":
    print(json.dumps(measure(quick="--quick" in sys.argv), indent=1))
