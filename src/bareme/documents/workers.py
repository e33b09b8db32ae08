"""Worker processes that open documents. Each job has a limit of CPU time, at which its process is killed.

MuPDF is C code that holds the GIL and parses untrusted files. Running it in worker processes keeps a stall, a crash or
excessive memory use away from the service.
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

from bareme.documents.limits import Limits
from bareme.documents.process_limits import OUT_OF_TIME, WALL_CLOCK_FACTOR, process_limits, restore_default_signals
from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import get_settings

_JOBS_PER_WORKER = 64  # bounds the growth of MuPDF's caches and leaks
_SANDBOX = "bareme.documents.sandbox"
_lock = Lock()


async def run_job[**P, T](limits: Limits, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `job` in a worker and return its result; cancelling the caller kills the worker.

    `job` must be a module-level function; its arguments and result must be picklable.

    Raises:
        DocumentRefused: TOO_SLOW if the job takes more CPU time than `limits.seconds`, CRASHED if its process dies,
            TOO_LARGE if it exceeds `limits.memory_bytes`, or the reason given by the job itself.
    """
    # Starting the pool and putting a job in its queue block, so both happen off the event loop.
    future: Future[T] = await asyncio.to_thread(_schedule, limits, job, args, kwargs)
    try:
        return await asyncio.wrap_future(future)
    except TimeoutError:
        raise _too_slow(limits) from None
    except (ProcessExpired, BrokenProcessPool) as ended:
        if OUT_OF_TIME is not None and getattr(ended, "exitcode", 0) == -OUT_OF_TIME:
            raise _too_slow(limits) from None
        raise DocumentRefused(RefusalReason.CRASHED, "The document made its worker process crash") from None


def _too_slow(limits: Limits) -> DocumentRefused:
    return DocumentRefused(RefusalReason.TOO_SLOW, f"The document took more than {limits.seconds:g} s of CPU time")


def start_workers() -> Thread:
    """Start the worker processes in the background and return the thread that starts them.

    Join the thread before calling `stop_workers`.
    """
    # The fork server takes about a second to load MuPDF; meanwhile the caller can import other modules.
    thread = Thread(target=_schedule, args=(Limits.from_settings(get_settings()), os.getpid, (), {}), daemon=True)
    thread.start()
    return thread


def stop_workers() -> None:
    """Stop the worker processes and their jobs; the next job starts new ones."""
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
        if not _pool().active:  # the pool broke, for example because the kernel killed its processes
            _pool.cache_clear()
        return _pool().schedule(
            _run_limited, args=(limits, job, args, kwargs), timeout=limits.seconds * WALL_CLOCK_FACTOR
        )


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
    # A forked child inherits the pool but not its threads.
    os.register_at_fork(after_in_child=_pool.cache_clear)


def _start_worker() -> None:
    restore_default_signals()
    # MuPDF and its codecs write to the file descriptors directly, which would corrupt the output of `bareme … --json`.
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 1)
    os.dup2(devnull, 2)
    os.close(devnull)


def _run_limited[T](limits: Limits, job: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
    with process_limits(limits):
        try:
            return job(*args, **kwargs)
        except MemoryError:
            raise DocumentRefused(RefusalReason.TOO_LARGE, "The document needs too much memory") from None
