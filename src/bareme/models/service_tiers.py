"""Service tiers: what a provider serves for less and later, or for more and sooner.

A tier is passed on under the provider's own name for it. `flex` of OpenAI, also through OpenRouter, costs half, may
take a quarter of an hour, and is refused while there is no capacity. Anthropic has `auto` and `standard_only`.
docs/models.md names the sources.
"""

from typing import Any

from bareme.domain.policy import Grader
from bareme.errors import UnknownModel
from bareme.settings import get_settings

_SLOW = frozenset({"flex"})


def is_slow(tier: str | None) -> bool:
    """Return whether calls of this tier wait for capacity, and take long."""
    return tier in _SLOW


def call_seconds(tier: str | None) -> float:
    """Return the time limit of one call."""
    settings = get_settings()
    return max(settings.call_seconds, settings.slow_call_seconds) if is_slow(tier) else settings.call_seconds


def attempt_seconds(tier: str | None) -> float:
    """Return the time limit of one attempt."""
    settings = get_settings()
    return max(settings.attempt_seconds, settings.slow_attempt_seconds) if is_slow(tier) else settings.attempt_seconds


def tier_options(grader: Grader) -> dict[str, Any]:
    """Return what the client of the grader's model is given to ask for its tier.

    Raises:
        UnknownModel: its provider has no tiers.
    """
    if grader.service_tier is None:
        return {}
    provider = grader.model.partition(":")[0]
    if provider in {"openai", "openrouter"}:
        return {"service_tier": grader.service_tier}
    if provider == "anthropic":
        return {"model_kwargs": {"service_tier": grader.service_tier}}
    raise UnknownModel("{model!r} has no service tiers: leave `service_tier` out", model=grader.model)
