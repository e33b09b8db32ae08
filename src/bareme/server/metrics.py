"""The figures of this process, as Prometheus reads them. No label names a person, a session or a question."""

from fastapi import Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0, generate_latest

from bareme.calls.measurements import measure_with
from bareme.domain.money import Usage

_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640)


class PrometheusMeasurements:
    """Counts what grading reports."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._copies = Counter(
            "bareme_copies", "Copies that their graders are done with.", ["status"], registry=registry
        )
        self._copy_seconds = Histogram(
            "bareme_copy_seconds", "Time that grading a copy took.", buckets=_SECONDS, registry=registry
        )
        self._attempts = Counter("bareme_attempts", "Attempts by what became of them.", ["outcome"], registry=registry)
        self._calls = Counter(
            "bareme_calls", "Calls of models by what became of them.", ["model", "outcome"], registry=registry
        )
        self._call_seconds = Histogram(
            "bareme_call_seconds",
            "Time that a call took, with its repetitions and its wait for a slot.",
            ["model"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._tokens = Counter("bareme_tokens", "Tokens of models.", ["model", "direction"], registry=registry)
        self._dollars = Counter("bareme_dollars", "Cost of calls in US dollars.", ["model"], registry=registry)
        self._waiting = Gauge("bareme_calls_waiting", "Calls that wait for a slot.", ["provider"], registry=registry)

    def call_ended(self, model: str, outcome: str, seconds: float, usage: Usage) -> None:
        """Count a call of a model."""
        self._calls.labels(model, outcome).inc()
        self._call_seconds.labels(model).observe(seconds)
        self._tokens.labels(model, "input").inc(usage.input_tokens)
        self._tokens.labels(model, "output").inc(usage.output_tokens)
        self._dollars.labels(model).inc(float(usage.cost or 0))

    def call_waits(self, provider: str, change: int) -> None:
        """Count the calls that wait."""
        self._waiting.labels(provider).inc(change)

    def attempt_ended(self, outcome: str) -> None:
        """Count an attempt."""
        self._attempts.labels(outcome).inc()

    def copy_ended(self, status: str, seconds: float) -> None:
        """Count a copy."""
        self._copies.labels(status).inc()
        self._copy_seconds.observe(seconds)


REGISTRY = CollectorRegistry()
measure_with(PrometheusMeasurements(REGISTRY))


async def get_metrics() -> Response:
    """Return the figures of this process in Prometheus' text format. For admins alone."""
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_PLAIN_1_0_0)
