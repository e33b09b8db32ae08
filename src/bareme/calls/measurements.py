"""What grading reports to whoever measures it: the server's metrics, where there is a server.

Nothing here names a student, a session or a question.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from bareme.domain.money import Usage


class Measurements(Protocol):
    """Takes what is reported. It returns at once and does not raise."""

    def call_ended(self, model: str, outcome: str, seconds: float, usage: Usage) -> None:
        """Take a call of a model: `outcome` is "answered" or the name of the failure."""

    def call_waits(self, provider: str, change: int) -> None:
        """Take that one call more, or one less, waits for its slot."""

    def attempt_ended(self, outcome: str) -> None:
        """Take an attempt: graded, failed or waiting."""

    def copy_ended(self, status: str, seconds: float) -> None:
        """Take a copy that its graders are done with."""


_measuring: list[Measurements] = []


def measure_with(measurements: Measurements) -> None:
    """Have everything reported to `measurements` from now on, in this process."""
    _measuring.append(measurements)


def call_ended(model: str, outcome: str, seconds: float, usage: Usage) -> None:
    """Report a call of a model."""
    for one in _measuring:
        one.call_ended(model, outcome, seconds, usage)


@contextmanager
def waiting_for_slot(provider: str) -> Iterator[None]:
    """Report a call of a provider as waiting for its slot until the block ends."""
    for one in _measuring:
        one.call_waits(provider, 1)
    try:
        yield
    finally:
        for one in _measuring:
            one.call_waits(provider, -1)


def attempt_ended(outcome: str) -> None:
    """Report an attempt."""
    for one in _measuring:
        one.attempt_ended(outcome)


def copy_ended(status: str, seconds: float) -> None:
    """Report a copy that its graders are done with."""
    for one in _measuring:
        one.copy_ended(status, seconds)
