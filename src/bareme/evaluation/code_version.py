"""Identify the code that produced marks."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import bareme

_SUFFIXES = frozenset({".py", ".md", ".toml"})


@cache
def code_hash() -> str:
    """Return a hash of Barème's source, prompts and tables, which is equal in all checkouts of the same code."""
    (folder,) = bareme.__path__
    digest = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix in _SUFFIXES and path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def package_version() -> str:
    """Return the installed version."""
    return version("bareme")
