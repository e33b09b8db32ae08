"""Circuit breakers: when they open, for how long, and what closes them again."""

import pytest

from bareme.calls.circuit_breaker import CircuitBreaker
from bareme.errors import GraderParked, ProviderDown


def test_of_a_circuit_that_may_be_closed_one_call_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("bareme.calls.circuit_breaker.monotonic", lambda: now)
    circuit = CircuitBreaker()
    for _ in range(3):
        circuit.acquire()
        circuit.record_failure(repeated=True)
    with pytest.raises(ProviderDown):
        circuit.acquire()
    now = 3601.0
    circuit.acquire()
    with pytest.raises(ProviderDown):
        circuit.acquire()
    circuit.record_failure(repeated=False)
    with pytest.raises(ProviderDown):
        circuit.acquire()
    now = 7202.0
    circuit.acquire()
    circuit.release()  # cancelled: the next one tries
    circuit.acquire()
    circuit.record_success()
    circuit.acquire()
    circuit.acquire()


def test_first_failures_do_not_open_a_circuit() -> None:
    circuit = CircuitBreaker()
    for _ in range(100):
        circuit.acquire()
        circuit.record_failure(repeated=False)


def test_a_pause_that_a_provider_asks_for_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("bareme.calls.circuit_breaker.monotonic", lambda: now)
    circuit = CircuitBreaker()
    assert isinstance(circuit.open_for(10.0**9), GraderParked)
    now = 3599.0
    with pytest.raises(GraderParked):
        circuit.acquire()
    now = 3601.0
    circuit.acquire()


def test_failures_of_calls_under_way_do_not_shorten_a_pause_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    monkeypatch.setattr("bareme.calls.circuit_breaker.monotonic", lambda: now)
    circuit = CircuitBreaker()
    for _ in range(5):
        circuit.acquire()
    circuit.open_for(7200.0)
    for _ in range(3):
        circuit.record_failure(repeated=True)
    circuit.record_success()
    now = 3599.0
    # And it says what it waits for, whatever came in meanwhile.
    with pytest.raises(GraderParked):
        circuit.acquire()
    now = 3601.0
    circuit.acquire()


def test_a_call_under_way_that_is_answered_closes_the_circuit() -> None:
    circuit = CircuitBreaker()
    for _ in range(4):
        circuit.acquire()
    for _ in range(3):
        circuit.record_failure(repeated=True)
    with pytest.raises(ProviderDown):
        circuit.acquire()
    circuit.record_success()
    circuit.acquire()


def test_a_circuit_that_opens_after_a_pause_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("bareme.calls.circuit_breaker.monotonic", lambda: now)
    circuit = CircuitBreaker()
    circuit.open_for(60.0)
    now = 61.0
    for _ in range(3):
        circuit.acquire()
        circuit.record_failure(repeated=True)
    with pytest.raises(ProviderDown):
        circuit.acquire()
