"""Limits that the operating system enforces on a worker process: its memory, and its lifetime without a parent.

Windows supports neither; there, only the parent's deadline applies.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from bareme.documents.limits import Limits

try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment]

_GRACE_SECONDS = 5
_ALARM = getattr(signal, "SIGALRM", None)


def restore_default_signals() -> None:
    """Restore the default action of SIGTERM and SIGALRM, which ends the process even while C code runs.

    A signal handler written in Python would only run once the C code returns.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if _ALARM is not None:
        signal.signal(_ALARM, signal.SIG_DFL)


@contextmanager
def process_limits(limits: Limits) -> Iterator[None]:
    """Enforce `limits` while the context is open."""
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, hard))
    if _ALARM is None:
        yield
        return
    # The parent enforces the deadline; the alarm ends the job if the parent is killed.
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + _GRACE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
