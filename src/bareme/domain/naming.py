"""Unique names."""

from collections.abc import Container
from itertools import chain, count


def unique_name(name: str, taken: Container[str], *, longest: int | None = None) -> str:
    """Return `name`, or the first of "name (2)", "name (3)" … that is not in `taken`.

    A numbered name has at most `longest` characters.
    """
    stem = name if longest is None else name[: longest - 10]
    return next(free for free in chain([name], (f"{stem} ({number})" for number in count(2))) if free not in taken)
