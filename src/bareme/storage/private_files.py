"""Files and folders that only their owner reads: they hold students' names, answers and marks.

What exists already keeps its mode: its owner may share it on purpose.
"""

from contextlib import suppress
from pathlib import Path


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
