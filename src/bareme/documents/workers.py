"""Worker processes that open documents, each job with a deadline after which its process is killed.

MuPDF is C code that holds the GIL and reads files made by anybody: it may stall, crash or eat the memory of a worker,
never of the service.
"""

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing.context import BaseContext
from threading import Lock, Thread

from pebble import ProcessExpired, ProcessPool

from bareme.documents.confinement import accept_signals, confined
from bareme.documents.limits import Limits
from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import get_settings

_JOBS_PER_WORKER = 64  # MuPDF's caches and leaks end with the process
_SANDBOX = "bareme.documents.sandbox"
_lock = Lock()


async def run_job[**P, T](limits: Limits, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `job` in a worker and return what it returns; cancelling the caller kills the worker.

    The job must be a module-level function, its arguments and result picklable. Raises DocumentRefused: TOO_SLOW when
    it outlives `limits.seconds`, CRASHED when its process dies, TOO_LARGE when it outgrows `limits.memory_bytes`, or
    whatever reason the job itself found.
    """
    # Starting the pool and its queue block for a moment, which an event loop must not.
    future: Future[T] = await asyncio.to_thread(_schedule, limits, job, args, kwargs)
    try:
        return await asyncio.wrap_future(future)
    except TimeoutError:
        raise DocumentRefused(RefusalReason.TOO_SLOW, f"The document took longer than {limits.seconds:g} s") from None
    except (ProcessExpired, BrokenProcessPool):
        raise DocumentRefused(RefusalReason.CRASHED, "The document made its worker process crash") from None


def start_workers() -> Thread:
    """Start the worker processes ahead of the first document; returns at once, with the thread that starts them.

    Join it before `stop_workers`, which otherwise may come first.
    """
    # A server that loads MuPDF answers its first order only then: a second in which the caller can import the rest.
    thread = Thread(target=_schedule, args=(Limits.of(get_settings()), os.getpid, (), {}), daemon=True)
    thread.start()
    return thread


def stop_workers() -> None:
    """End the worker processes and whatever they do; the next job starts new ones."""
    with _lock:
        if _pool.cache_info().currsize:
            pool = _pool()
            _pool.cache_clear()
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()


def _schedule[T](
    limits: Limits, job: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]
) -> "Future[T]":
    with _lock:
        if not _pool().active:  # it broke, for instance because the kernel killed its processes
            _pool.cache_clear()
        return _pool().schedule(_confined, args=(limits, job, args, kwargs), timeout=limits.seconds)


@lru_cache(maxsize=1)
def _pool() -> ProcessPool:
    return ProcessPool(
        max_workers=get_settings().document_workers,
        max_tasks=_JOBS_PER_WORKER,
        initializer=_start_worker,
        context=_context(),
    )


def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():  # Windows
        return multiprocessing.get_context("spawn")
    from bareme.documents.forkserver import forkserver_context  # noqa: PLC0415 - cannot be imported on Windows

    return forkserver_context(_SANDBOX)


if hasattr(os, "register_at_fork"):
    # A forked child has the parent's pool but none of its threads.
    os.register_at_fork(after_in_child=_pool.cache_clear)


def _start_worker() -> None:
    accept_signals()
    # MuPDF and the codecs under it write to the descriptors, and `bareme … --json` owns standard output.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.close(silence)


def _confined[T](limits: Limits, job: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
    with confined(limits):
        try:
            return job(*args, **kwargs)
        except MemoryError:
            raise DocumentRefused(RefusalReason.TOO_LARGE, "The document needs too much memory") from None
