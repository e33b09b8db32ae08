"""Circuit breakers: a model that keeps failing, or asks for a pause, is not called for a while.

The pattern and its states are those of Michael Nygard, "Release It!", and of Martin Fowler,
https://martinfowler.com/bliki/CircuitBreaker.html. A breaker belongs to one model at one address and serves all
sessions of the event loop. Closed, it lets every call through; open, none; half-open, once its pause is over, a single
trial call, whose outcome closes it or opens it again.
"""

from collections import defaultdict
from time import monotonic

from bareme.errors import GraderParked, ProviderDown
from bareme.runtime import current_runtime
from bareme.settings import get_settings

LONGEST_SECONDS = 3600.0
"""The longest pause, whatever a provider asks for."""


class CircuitBreaker:
    """The state of one model at one address."""

    def __init__(self) -> None:
        self._failures = 0
        self._open_until = 0.0  # by the monotonic clock
        self._pause_requested = False  # whether the provider asked for this pause
        self._trial_under_way = False

    def acquire(self) -> None:
        """Ask to make a call, and report it by `record_success`, `record_failure` or `release`.

        Raises:
            GraderParked: the pause that the provider asked for is not over.
            ProviderDown: the circuit is open, or half-open while another call is on trial.
        """
        left = self._open_until - monotonic()
        if left > 0 and self._pause_requested:
            raise _parked(left)
        if left > 0 or self._trial_under_way:
            raise ProviderDown("the model has failed several times in a row and is left alone for a while")
        self._pause_requested, self._trial_under_way = False, self._has_tripped

    def record_success(self) -> None:
        """Close the circuit, because the model answered. A pause that the provider asked for goes on."""
        self._failures, self._trial_under_way = 0, False
        if not self._pause_requested:
            self._open_until = 0.0

    def record_failure(self, *, repeated: bool) -> None:
        """Count a temporary failure. The first one of each request does not count, because one may always happen."""
        self._failures += repeated or self._trial_under_way
        self._trial_under_way = False
        until = monotonic() + get_settings().circuit_seconds
        if self._has_tripped and until > self._open_until:  # a longer pause that was asked for stays
            self._open_until, self._pause_requested = until, False

    def release(self) -> None:
        """End a call that says nothing about the model: it was cancelled, or refused for what it contained."""
        self._trial_under_way = False

    def open_for(self, seconds: float) -> GraderParked:
        """Open the circuit because the provider asks for a pause; return the error that says so."""
        seconds = min(seconds, LONGEST_SECONDS)
        self._pause_requested, self._trial_under_way = True, False
        self._open_until = max(self._open_until, monotonic() + seconds)
        return _parked(seconds)

    @property
    def _has_tripped(self) -> bool:
        return self._failures >= get_settings().circuit_failures


def _parked(seconds: float) -> GraderParked:
    """Return the error that says how long the provider wants to be left alone."""
    pause = f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"
    return GraderParked(
        "the provider asks to wait for {pause}: finish with a regrade of what is missing then",
        pause=pause,
        seconds=seconds,
    )


def circuit_breaker_of(endpoint: tuple[str, str]) -> CircuitBreaker:
    """Return the circuit breaker of a base URL and a model."""
    return current_runtime().resource(_circuit_breakers)[endpoint]


def _circuit_breakers() -> defaultdict[tuple[str, str], CircuitBreaker]:
    return defaultdict(CircuitBreaker)
