"""Caches of a prompt's beginning: which of them a request has to mark, and how it reaches the host that has it.

Those that have to be marked charge for what is written to them; the others charge nothing. docs/prompt-caching.md names
the sources.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

OPENAI_MARK: Mapping[str, Any] = {"prompt_cache_breakpoint": {"mode": "explicit"}}
ANTHROPIC_MARK: Mapping[str, Any] = {"cache_control": {"type": "ephemeral"}}

_GPT = re.compile(r"gpt-(\d+)(?:\.(\d+))?(?![\d.])")
_FIRST_MARKED = (5, 6)
_OPENAI = re.compile(r"chatgpt|gpt-\d|o\d")
"""Other models behind OpenAI's form belong to servers that may refuse what they do not know."""
_CLAUDE = (
    (re.compile(r"(?:opus|fable|mythos)-5"), 512),
    (re.compile(r"opus-4-8|sonnet|opus-4-1|opus-4(?:-0|-\d{8})?$"), 1_024),
    (re.compile(r"opus-4-7"), 2_048),
)
"""By model, the first that matches: the fewest tokens that are cached. The other models have the most of all."""
_MOST = 4_096


@dataclass(frozen=True)
class MarkedCache:
    """How the cache of a model is used."""

    least_tokens: int
    """A shorter beginning is not cached."""
    mark: Mapping[str, Any]
    """What a content block is given to say that the beginning to cache ends with it, as the model's client takes it."""
    seconds: float
    """How long a beginning stays in the cache after it was last used."""


@lru_cache(maxsize=64)
def marked_cache(model: str) -> MarkedCache | None:
    """Return how the cache of "provider:name" is used, or None if a request has nothing to mark for it."""
    provider, _, name = model.partition(":")
    vendor = provider
    if provider == "openrouter":
        vendor, _, name = name.partition("/")
    if vendor == "openai" and marks_breakpoints(name):
        return MarkedCache(1_024, OPENAI_MARK, 1_800.0)
    if vendor == "anthropic":
        least = _least_of_claude(name)
        # OpenRouter may have Bedrock serve a model, where its minimum can be higher.
        least = least if provider == "anthropic" or least <= 1_024 else _MOST
        return MarkedCache(least, ANTHROPIC_MARK if provider == "anthropic" else OPENAI_MARK, 300.0)
    return None


def same_host(model: str, beginning: str) -> dict[str, str]:
    """Return what a request says so that those with the same `beginning`, a hash, go to one host and find its cache.

    OpenRouter would otherwise tell conversations apart by the whole first message, and OpenAI by the tool alone.
    """
    provider, _, name = model.partition(":")
    if provider == "openrouter":
        return {"session_id": beginning}
    if provider == "openai" and _OPENAI.match(name) and not marks_breakpoints(name):
        return {"prompt_cache_key": beginning}
    return {}


def marks_breakpoints(name: str) -> bool:
    """Return whether an OpenAI model takes breakpoints, which older ones refuse."""
    version = _GPT.match(name)
    return version is not None and (int(version[1]), int(version[2] or 0)) >= _FIRST_MARKED


def _least_of_claude(name: str) -> int:
    dashed = name.replace(".", "-")
    return next((least for pattern, least in _CLAUDE if pattern.search(dashed)), _MOST)
