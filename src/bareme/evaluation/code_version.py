"""Which code gave the marks."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import bareme

_SUFFIXES = frozenset({".py", ".md", ".toml"})


@cache
def code_hash() -> str:
    """Return the hash of Barème's own source, prompts and tables: the same in every checkout of the same code."""
    (folder,) = bareme.__path__
    digest = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix in _SUFFIXES and path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def package_version() -> str:
    """Return the version that is installed."""
    return version("bareme")
