"""What providers count for a prompt, and what of it they keep in a cache, by their own rules as read in November 2026.

Written down here a second time on purpose: the bench must not count by the code that it measures. Texts: a token is
four characters. Pictures, OpenAI: https://developers.openai.com/api/docs/guides/images-vision; Anthropic:
https://docs.anthropic.com/en/docs/build-with-claude/vision; Gemini: https://ai.google.dev/gemini-api/docs/tokens.
Caches, OpenAI: https://developers.openai.com/api/docs/guides/prompt-caching (the longest prefix of 1,024 tokens and
more, without being asked); Anthropic: https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching (up to a
breakpoint).
"""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from tests.benchmarks.prompt_parts import Part, Picture, Words

_TILES = {"gpt-4o": (85, 170), "gpt-4.1": (85, 170), "gpt-5.1": (70, 140)}
"""Tokens of a picture, and of each tile of 512 pixels."""
_SMALLEST_PREFIX = {"haiku-4-5": 4_096, "haiku-4.5": 4_096, "opus-4-5": 4_096, "opus-4.5": 4_096}
"""Of Anthropic's models whose smallest cached prompt is not 1,024 tokens."""


def tokens_of(model: str, parts: Sequence[Part]) -> tuple[float, float]:
    """Return the tokens of the texts and of the pictures of a prompt. `model` is a name as the provider is sent it."""
    texts = sum(len(part.text) / 4 for part in parts if isinstance(part, Words))
    return texts, sum(picture_tokens(model, part.size) for part in parts if isinstance(part, Picture))


def picture_tokens(model: str, size: tuple[int, int]) -> int:
    """Return what a picture of so many pixels counts."""
    width, height = size
    if "claude" in model:
        shrink = min(1.0, 1_568 / max(size))
        return min(math.ceil(width * height * shrink**2 / 750), 1_600)
    if "gemini" in model:
        if max(size) <= 384:
            return 258
        return 258 * math.ceil(width / 768) * math.ceil(height / 768)
    name = model.rpartition("/")[2]
    if name in _TILES:
        base, tile = _TILES[name]
        shrink = min(1.0, 2_048 / max(size))
        shrink = min(shrink, 768 / min(size))
        return base + tile * math.ceil(width * shrink / 512) * math.ceil(height * shrink / 512)
    if name.startswith("gpt-5.4"):
        return math.ceil(min(math.ceil(width / 32) * math.ceil(height / 32), 12_000) * 1.2)
    raise ValueError(f"no rule for the pictures of {model!r}")


def shared_and_cached(model: str, prompts: Sequence[Sequence[Part]]) -> tuple[float, float]:
    """Return the tokens that all prompts of one grader have in common, and those of them that its provider can cache.

    In common are lines of text and pictures that are in every prompt, wherever they stand there.
    """
    units = [[unit for part in prompt for unit in _units(part)] for prompt in prompts]
    common = Counter(name for name, _ in units[0])
    for prompt in units[1:]:
        common &= Counter(name for name, _ in prompt)
    tokens = {name: _unit_tokens(model, unit) for name, unit in units[0]}
    shared = sum(count * tokens[name] for name, count in common.items())
    prefix = sum(1 for _ in takewhile(lambda row: len({name for name, _ in row}) == 1, zip(*units, strict=False)))
    if "claude" in model:
        prefix = max((end for end in _breakpoints(prompts[0]) if end <= prefix), default=0)
    cached = sum(tokens[name] for name, _ in units[0][:prefix])
    smallest = next((least for name, least in _SMALLEST_PREFIX.items() if name in model), 1_024)
    return shared, cached if cached >= smallest else 0.0


def _units(part: Part) -> list[tuple[str, Words | Picture]]:
    if isinstance(part, Picture):
        return [(part.digest, part)]
    return [(line, Words(line)) for line in part.text.splitlines(keepends=True)]


def _unit_tokens(model: str, unit: Words | Picture) -> float:
    return sum(tokens_of(model, [unit]))


def _breakpoints(prompt: Sequence[Part]) -> list[int]:
    """Return after how many units each breakpoint stands."""
    ends, count = list[int](), 0
    for part in prompt:
        count += len(_units(part))
        if part.breakpoint:
            ends.append(count)
    return ends
