"""Read data sets of any supported format, detected from the file or given by name."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Literal

from bareme.evaluation.importers import (
    alice,
    athena,
    digiklausur,
    graded_session,
    human_marks,
    mohler,
    rsmtool,
    semeval,
)
from bareme.evaluation.items import DataSet
from bareme.evaluation.json_files import read_json_file
from bareme.evaluation.own_formats import HUMAN, read_csv, read_json_lines
from bareme.evaluation.refusals import refuse
from bareme.evaluation.tables import header_of, read_text
from bareme.translation import Message

FormatName = Literal[
    "jsonl",
    "csv",
    "mohler",
    "semeval",
    "semeval-5way",
    "semeval-3way",
    "semeval-2way",
    "digiklausur",
    "athena",
    "alice",
    "rsmtool",
    "human_marks",
    "graded_session",
]

FORMATS: Mapping[FormatName, Callable[[Path], DataSet]] = {
    "jsonl": read_json_lines,
    "csv": read_csv,
    "mohler": mohler.read,
    "semeval": semeval.read,
    "semeval-5way": partial(semeval.read, ways=5),
    "semeval-3way": partial(semeval.read, ways=3),
    "semeval-2way": partial(semeval.read, ways=2),
    "digiklausur": digiklausur.read,
    "athena": athena.read,
    "alice": alice.read,
    "rsmtool": rsmtool.read,
    "human_marks": human_marks.read,
    "graded_session": graded_session.read,
}

_TABLES: tuple[tuple[FormatName, Callable[[Path], bool]], ...] = (
    ("mohler", mohler.recognises),
    ("semeval", semeval.recognises),
    ("digiklausur", digiklausur.recognises),
    ("rsmtool", rsmtool.recognises),
    ("csv", lambda path: "question_id" in (names := header_of(path)) or any(name.startswith(HUMAN) for name in names)),
)
_VALUES: tuple[tuple[FormatName, Callable[[object], bool]], ...] = (
    ("graded_session", graded_session.recognises),
    ("athena", athena.recognises),
    ("alice", alice.recognises),
    ("human_marks", human_marks.recognises),
)
_SUFFIXES = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson"})
# Formats whose reader accepts a folder.
_FOLDERS = frozenset({"athena", "digiklausur"})


def read_dataset(path: Path, fmt: FormatName | None = None) -> DataSet:
    """Return the data set in a file or folder.

    Args:
        path: The file or folder.
        fmt: Its format. Default: detected from the suffix, columns or fields.

    Raises:
        InvalidInput: the format cannot be determined, rows are invalid (the message names file and line), or there are
            no items.
        OSError: the file cannot be read.
    """
    found, where = _detect(path) if fmt is None else (fmt, _single_file(path, fmt))
    data = FORMATS[found](where)
    if not data.items:
        raise refuse(where, Message("no items"))
    return data


def _single_file(path: Path, fmt: FormatName) -> Path:
    """Return `path`, or the only file of the folder `path` if the format does not accept folders."""
    if not path.is_dir() or fmt in _FOLDERS:
        return path
    files = _files(path)
    if len(files) != 1:
        raise refuse(path, Message("{count} data files: name one", count=len(files)))
    return files[0]


def _detect(path: Path) -> tuple[FormatName, Path]:
    found = {file: fmt for file in (_files(path) if path.is_dir() else [path]) if (fmt := _format_of(file))}
    formats = set(found.values())
    if len(formats) == 1:
        (fmt,) = formats
        if len(found) == 1 or fmt in _FOLDERS:
            return fmt, path if fmt == "athena" else next(iter(found))
    names = ", ".join(FORMATS)
    if not found and path.is_file():
        if not read_text(path).strip():
            raise refuse(path, Message("is empty"))
    elif not found and not _files(path):
        suffixes = ", ".join(sorted(_SUFFIXES))
        raise refuse(path, Message("no data file ({suffixes}) directly in the folder", suffixes=suffixes))
    if not found:
        raise refuse(path, Message("unknown format (known formats: {names})", names=names))
    raise refuse(path, Message("several data sets: name one file"))


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix.casefold() in _SUFFIXES and file.is_file())


def _format_of(path: Path) -> FormatName | None:
    match path.suffix.casefold():
        case ".jsonl" | ".ndjson":
            return "jsonl"
        case ".json":
            value = read_json_file(path)
            return next((name for name, recognises in _VALUES if recognises(value)), None)
        case _:
            return next((name for name, recognises in _TABLES if recognises(path)), None)
