"""What the system enforces on a worker process: how much memory it has, and that it ends if its parent is gone.

Windows has neither limit. There the parent's deadline is the only one.
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


def accept_signals() -> None:
    """Let the deadline end this process in the middle of C code, where a handler written in Python never runs."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if _ALARM is not None:
        signal.signal(_ALARM, signal.SIG_DFL)


@contextmanager
def confined(limits: Limits) -> Iterator[None]:
    """Hold one job to `limits` for as long as the context is open."""
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, hard))
    if _ALARM is None:
        yield
        return
    # The parent enforces the deadline; if the parent itself is killed, the alarm ends what it left running.
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + _GRACE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
