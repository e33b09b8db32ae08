"""Limits that the operating system enforces on a worker process: its memory, its CPU time, and its lifetime.

Windows supports none of them; there, only the parent's deadline applies.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from bareme.documents.limits import Limits

try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment]

WALL_CLOCK_FACTOR = 20
"""How many times its CPU time a job may last: on a busy machine it waits, but it must not wait for ever."""
OUT_OF_TIME: int | None = getattr(signal, "SIGPROF", None)
"""The signal that ends a job whose CPU time is over."""
_GRACE_SECONDS = 5
_ALARM = getattr(signal, "SIGALRM", None)


def restore_default_signals() -> None:
    """Restore the default action of the signals that end a job, which works even while C code runs.

    A signal handler written in Python would only run once the C code returns.
    """
    for number in (signal.SIGTERM, _ALARM, OUT_OF_TIME):
        if number is not None:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def process_limits(limits: Limits) -> Iterator[None]:
    """Enforce `limits` while the context is open."""
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, hard))
    if _ALARM is None or OUT_OF_TIME is None:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    # The parent enforces the deadline by the clock; the alarm ends the job if the parent is killed.
    signal.setitimer(signal.ITIMER_REAL, limits.seconds * WALL_CLOCK_FACTOR + _GRACE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
