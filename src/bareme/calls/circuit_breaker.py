"""Leaving a model alone: after too many failures in a row, for as long as it asks, or because the account is empty.

A circuit belongs to one model at one address and serves all sessions of the process. Open, it lets no call through;
once its pause is over it lets one through, whose outcome closes it or opens it again.
"""

from datetime import UTC, datetime
from time import monotonic

from bareme.errors import GraderParked, ProviderDown, QuotaExhausted
from bareme.settings import get_settings

LONGEST_SECONDS = 3600.0
"""No provider keeps a model away for longer, whatever it asks for."""


class CircuitBreaker:
    """The state of one model at one address."""

    def __init__(self) -> None:
        self._failures = 0
        self._closed_from = 0.0  # monotonic; in the future while the circuit is open
        self._parked = False  # whether the provider asked for it
        self._probing = False

    def enter(self) -> None:
        """Ask to make a call; whoever is let through reports by `succeeded`, `failed` or `left`.

        Raises:
            GraderParked: the provider has asked for a pause that is not over.
            ProviderDown: the circuit is open, or somebody else is trying whether it may be closed.
        """
        left = self._closed_from - monotonic()
        if left > 0 and self._parked:
            raise parked(left)
        if left > 0 or self._probing:
            raise ProviderDown(
                "the model has failed several times in a row and is left alone for a while",
                french="le modèle a échoué plusieurs fois de suite et reste en repos un moment",
            )
        self._parked, self._probing = False, self._tripped

    def succeeded(self) -> None:
        """Close the circuit: the model answered. A pause that the provider asked for goes on."""
        self._failures, self._probing = 0, False
        if not self._parked:
            self._closed_from = 0.0

    def failed(self, *, repeated: bool) -> None:
        """Count a failure that may pass, but for the first of each call: one may always happen."""
        self._failures += repeated or self._probing
        self._probing = False
        until = monotonic() + get_settings().circuit_seconds
        if self._tripped and until > self._closed_from:  # a longer pause that was asked for stays as it is
            self._closed_from, self._parked = until, False

    def left(self) -> None:
        """Take note of a call that says nothing about the model: cancelled, or refused for what was asked."""
        self._probing = False

    def park(self, seconds: float) -> GraderParked:
        """Open the circuit because the provider asks for it; return the error that says so."""
        seconds = min(seconds, LONGEST_SECONDS)
        self._parked, self._probing = True, False
        self._closed_from = max(self._closed_from, monotonic() + seconds)
        return parked(seconds)

    @property
    def _tripped(self) -> bool:
        return self._failures >= get_settings().circuit_failures


def parked(seconds: float) -> GraderParked:
    """Return the error that says how long the provider wants to be left alone."""
    pause = f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"
    return GraderParked(
        f"the provider asks to wait for {pause}: finish with a regrade of what is missing then",
        french=f"le fournisseur demande d'attendre {pause} : relancez ensuite ce qui manque",
        seconds=seconds,
    )


_circuits: dict[tuple[str, str], CircuitBreaker] = {}
# Since when, and why, in English and in French: an error would keep what it came through, pages included.
_stopped: dict[tuple[str, str], tuple[datetime, str, str]] = {}


def circuit_breaker_of(endpoint: tuple[str, str]) -> CircuitBreaker:
    """Return the circuit of a base URL and a model."""
    return _circuits.setdefault(endpoint, CircuitBreaker())


def stop_grader(session_id: str, model: str, failure: QuotaExhausted) -> None:
    """Have no more calls made by a session's grader that were asked for before this moment."""
    _stopped[session_id, model] = (datetime.now(UTC), failure.explain("en"), failure.explain("fr"))


def check_not_stopped(session_id: str, model: str, asked_at: datetime) -> None:
    """Return where the grader may be asked: it was never stopped, or the teacher has asked again since.

    Raises:
        QuotaExhausted: as it was when it stopped.
    """
    since, english, french = _stopped.get((session_id, model), (None, "", ""))
    if since is not None and asked_at <= since:
        raise QuotaExhausted(english, french=french)


def forget_circuits() -> None:
    """Close every circuit and let every grader on, as in a new process."""
    _circuits.clear()
    _stopped.clear()
