"""Read a teacher's file from disk."""

from pathlib import Path

from bareme.settings import get_settings


def read_file(path: Path) -> bytes:
    """Return the file's bytes, at most one more than the size limit, which is enough to refuse it."""
    with path.open("rb") as file:
        return file.read(get_settings().max_upload_bytes + 1)
