"""Worker processes that open documents. Each job has a limit of CPU time, at which its process is killed.

MuPDF is C code that holds the GIL and parses untrusted files. Running it in worker processes keeps a stall, a crash or
excessive memory use away from the service.
"""

import asyncio
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing.context import BaseContext
from threading import Lock, Thread
from typing import ClassVar

from pebble import ProcessExpired, ProcessPool

from bareme.documents.limits import Limits, too_much_memory
from bareme.documents.process_limits import OUT_OF_TIME, WALL_CLOCK_FACTOR, process_limits, restore_default_signals
from bareme.errors import DocumentRefused, RefusalReason
from bareme.settings import get_settings

_JOBS_PER_WORKER = 64  # bounds the growth of MuPDF's caches and leaks
_SANDBOX = "bareme.documents.sandbox"
_WAITING_PER_WORKER = 2
"""Jobs of one caller in the queue: no worker runs out of them, and the jobs of others do not wait behind all."""
_PROGRESS_SECONDS = 0.5

type Progress = Callable[[int, int], None]
"""Gets how many things are done, and how many there are: after each, and twice a second, so that what it raises ends
the work soon."""


class WorkerPool:
    """Processes that run jobs. They start with the first job, and are replaced when they break.

    Args:
        size: Returns how many processes there are at most.
        niceness: How much they stand back behind other processes: 0 to 19.
    """

    all: ClassVar[list["WorkerPool"]] = []

    def __init__(self, size: Callable[[], int], *, niceness: int = 0) -> None:
        self.all.append(self)
        self._size = size
        self._niceness = niceness
        self._pool: ProcessPool | None = None
        self._lock = Lock()
        if hasattr(os, "register_at_fork"):
            # A forked child inherits the pool but not its threads.
            os.register_at_fork(after_in_child=self._forget)

    async def run[**P, T](self, limits: Limits, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `job` in a worker and return its result; cancelling the caller kills the worker.

        `job` must be a module-level function; its arguments and result must be picklable.

        Raises:
            DocumentRefused: TOO_SLOW if the job takes more CPU time than `limits.seconds`, CRASHED if its process dies,
                TOO_LARGE if it exceeds `limits.memory_bytes`, or the reason given by the job itself.
        """
        # Starting the pool and putting a job in its queue block, so both happen off the event loop.
        future: Future[T] = await asyncio.to_thread(self._schedule, limits, job, args, kwargs)
        with _refusals(limits):
            return await asyncio.wrap_future(future)

    def wait_for[**P, T](self, limits: Limits, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `job` as `run` does, blocking the calling thread: for callers without an event loop."""
        with _refusals(limits):
            return self._schedule(limits, job, args, kwargs).result()

    def wait_for_each[A, T](
        self, limits: Limits, job: Callable[[A], T], arguments: Sequence[A], progress: Progress
    ) -> list[T]:
        """Run `job` on each of some arguments, with all workers busy, and return the results in the same order.

        It blocks the calling thread. A refusal, or an exception that `progress` raises, ends the other jobs; those
        that a worker has begun are killed with it.

        Raises:
            DocumentRefused: as `run` does, of any of the jobs.
        """
        results: dict[int, T] = {}
        places: dict[Future[T], int] = {}
        waiting = iter(enumerate(arguments))
        progress(0, len(arguments))
        try:
            while len(results) < len(arguments):
                for place, argument in islice(waiting, _WAITING_PER_WORKER * self._size() - len(places)):
                    places[self._schedule(limits, job, (argument,), {})] = place
                done, _ = wait(places, timeout=_PROGRESS_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    with _refusals(limits):
                        results[places.pop(future)] = future.result()
                progress(len(results), len(arguments))
        finally:
            for future in places:
                future.cancel()
        return [results[place] for place in range(len(arguments))]

    def start(self) -> Thread:
        """Start a process in the background and return the thread that starts it. Join it before calling `stop`."""
        # The fork server takes about a second to load MuPDF; meanwhile the caller can import other modules.
        limits = Limits.from_settings(get_settings())
        thread = Thread(target=self._schedule, args=(limits, os.getpid, (), {}), daemon=True)
        thread.start()
        return thread

    def stop(self, *, finish: bool = False) -> None:
        """Stop the processes and their jobs, or let them `finish`; the next job starts new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
            if pool is not None:
                pool.close() if finish else pool.stop()  # type: ignore[no-untyped-call]
                pool.join()

    def _schedule[T](
        self, limits: Limits, job: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]
    ) -> "Future[T]":
        with self._lock:
            if self._pool is None or not self._pool.active:  # it breaks where the kernel kills its processes
                self._pool = ProcessPool(
                    max_workers=self._size(),
                    max_tasks=_JOBS_PER_WORKER,
                    initializer=_start_worker,
                    initargs=(self._niceness,),
                    context=_context(),
                )
            return self._pool.schedule(
                _run_limited, args=(limits, job, args, kwargs), timeout=limits.seconds * WALL_CLOCK_FACTOR
            )

    def _forget(self) -> None:
        self._pool, self._lock = None, Lock()


_documents = WorkerPool(lambda: get_settings().document_workers)
run_job = _documents.run
wait_for_job = _documents.wait_for
wait_for_each_job = _documents.wait_for_each
start_workers = _documents.start


def stop_workers(*, finish: bool = False) -> None:
    """Stop the worker processes and their jobs, or let them `finish`; the next job starts new ones."""
    for pool in WorkerPool.all:
        pool.stop(finish=finish)


@contextmanager
def _refusals(limits: Limits) -> Iterator[None]:
    """Raise what ended a worker as a refusal of its document."""
    try:
        yield
    except TimeoutError:
        raise _too_slow(limits) from None
    except (ProcessExpired, BrokenProcessPool) as ended:
        if OUT_OF_TIME is not None and getattr(ended, "exitcode", 0) == -OUT_OF_TIME:
            raise _too_slow(limits) from None
        raise DocumentRefused(RefusalReason.CRASHED, "The document made its worker process crash") from None


def _too_slow(limits: Limits) -> DocumentRefused:
    message = f"The document took more than {limits.seconds:g} s of CPU time"
    return DocumentRefused(RefusalReason.TOO_SLOW, message, "BAREME_DOCUMENT_SECONDS")


def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():  # Windows
        return multiprocessing.get_context("spawn")
    from bareme.documents.forkserver import forkserver_context  # noqa: PLC0415 - cannot be imported on Windows

    return forkserver_context(_SANDBOX)


def _start_worker(niceness: int) -> None:
    restore_default_signals()
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
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
            raise too_much_memory() from None
