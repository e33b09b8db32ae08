"""Tune the C library's memory allocation for a process of our own: the command line or a server."""

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # M_… of glibc's malloc.h
_LARGE = 128 * 1024
"""Bytes. It is glibc's figure at the start, which it raises, up to 32 MB, when a larger piece is freed. Records and
checkpoints of a class would then leave holes, and the memory would never be returned."""
_ARENAS = 2
"""Threads share them. Else each gets one of its own, which keeps what the thread once needed."""


def return_memory() -> None:
    """Return freed memory to the system, where the C library is glibc. Environment variables of glibc do the same."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    for parameter, value in ((_ARENA_MAX, _ARENAS), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE)):
        mallopt(parameter, value)
