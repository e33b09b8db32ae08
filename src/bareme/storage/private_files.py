"""Files and folders that only their owner reads: they hold students' names, answers and marks."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def make_private_folder(folder: Path) -> None:
    """Create the folder, and those above it, unless they exist."""
    if not folder.is_dir():
        make_private_folder(folder.parent)
        # Each by itself, since `parents=True` gives those above the usual mode.
        folder.mkdir(mode=0o700, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Create the file empty, and the folders above it, unless they exist. SQLite's files beside it take its mode."""
    make_private_folder(path.parent)
    # An existing file is not even opened: closing it again would drop the locks that SQLite holds on it.
    with suppress(FileExistsError):
        path.touch(mode=0o600, exist_ok=False)


@contextmanager
def replacing_private_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that takes the place of `path` at the end. Nobody reads half of it, and an error leaves no trace."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")  # readable by its owner alone
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def make_tree_private(folder: Path, *, depth: int) -> None:
    """Take the access of everybody else away from a folder and from what is `depth` levels below it.

    Another program's umask may have left files that everybody reads. What belongs to another user, or is on a file
    system without modes, stays as it is.
    """
    for inside, folders, files in os.walk(folder):
        level = len(Path(inside).relative_to(folder).parts)
        _set_mode(Path(inside), 0o700)
        for name in files if level < depth else ():
            _set_mode(Path(inside, name), 0o600)
        if level >= depth:
            folders.clear()


def _set_mode(path: Path, mode: int) -> None:
    with suppress(OSError):
        if not path.is_symlink() and path.stat().st_mode & 0o077:
            path.chmod(mode)
