"""The temperature that a grader's model is asked at."""

import re

from bareme.domain.policy import Grader
from bareme.errors import UnknownModel
from bareme.models.registry import build_model

_DEFAULT = 0.0
_LENIENT = ("openrouter", "local")
"""Providers whose models have no profile and that ignore a temperature where a model takes none."""
# At temperature 0 these tend to repeat their thoughts without end, as their makers say.
_REASONS = re.compile(
    r"(?<![a-z])(?:o\d|r1|qwq|qwen3|gpt-(?:oss|5|6)|magistral|grok|thinking|reason\w*)", re.IGNORECASE
)


def with_temperature(grader: Grader, *, default: float = _DEFAULT, if_unknown: float | None = None) -> Grader:
    """Return the grader with its temperature: its own, or `default`, or None if its model takes none.

    `if_unknown` is that of a model of which it is not known whether it takes one.

    Raises:
        UnknownModel: the model cannot be built, or it is known to take no temperature and the grader has one.
    """
    takes_one = _takes_temperature(grader)
    if grader.temperature is None:
        wanted = if_unknown if takes_one is None else default if takes_one else None
        return grader.model_copy(update={"temperature": wanted})
    if takes_one is False:
        raise UnknownModel("{model!r} takes no temperature: leave it out", model=grader.model)
    return grader


def _takes_temperature(grader: Grader) -> bool | None:
    """Return whether the model takes a temperature, or None if that is not known."""
    provider, _, name = grader.model.partition(":")
    model = build_model(grader)
    if provider == "offline":
        return False
    if provider in _LENIENT:
        return None if grader.reasoning_effort or _REASONS.search(name) else True
    if grader.reasoning_effort:
        return False
    wanted = build_model(grader.model_copy(update={"temperature": _DEFAULT}))
    known = (model.profile or {}).get("temperature")
    # LangChain drops a temperature that a model does not take with these settings.
    return known if known is None else bool(known and getattr(wanted, "temperature", None) is not None)
