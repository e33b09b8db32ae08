"""Tune the C library's memory allocation for a process of our own: the command line or a server."""

import ctypes
import sys
from collections.abc import Awaitable, Callable
from functools import wraps

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # M_… of glibc's malloc.h
_LARGE = 128 * 1024
"""Bytes. It is glibc's figure at the start, which it raises, up to 32 MB, when a larger piece is freed. Records and
checkpoints of a class would then leave holes, and the memory would never be returned."""
_ARENAS = 2
"""Threads share them. Else each gets one of its own, which keeps what the thread once needed."""


def return_memory() -> None:
    """Return freed memory to the system, where the C library is glibc. Environment variables of glibc do the same."""
    mallopt = _function_of_glibc("mallopt")
    if mallopt is None:
        return
    for parameter, value in ((_ARENA_MAX, _ARENAS), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE)):
        mallopt(parameter, value)


def return_memory_after[**P, T](work: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Return `work` so that memory it has freed goes back to the system, also from between what stays.

    Reading a class leaves much of both. Otherwise only free memory at the end of the heap goes back. It takes about a
    millisecond.
    """

    @wraps(work)
    async def worked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await work(*args, **kwargs)
        finally:
            if trim := _function_of_glibc("malloc_trim"):
                trim(0)

    return worked


def _function_of_glibc(name: str) -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
