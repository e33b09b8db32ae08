"""Names that stand for one thing each: one that is taken is numbered."""

from collections.abc import Container
from itertools import chain, count


def unique_name(name: str, taken: Container[str], *, longest: int | None = None) -> str:
    """Return `name` or, where it is taken, the first of "name (2)", "name (3)" … that is not.

    A numbered one has `longest` characters at most.
    """
    stem = name if longest is None else name[: longest - 10]
    return next(free for free in chain([name], (f"{stem} ({number})" for number in count(2))) if free not in taken)
