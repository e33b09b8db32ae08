"""Estimates of how many tokens a prompt takes before it is sent. What is charged is the provider's count."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from bareme.models.picture_rules import (
    OPENAI_PATCH_MODELS,
    OPENAI_TILE_MODELS,
    OPENAI_TILES,
    Size,
    openai_rule,
)

PAGE: Size = (1240, 1754)
"""A4 at 150 dots an inch."""

_NEWEST_PATCH = 1.2
_CALL_OVERHEAD = 10


def text_tokens(characters: int) -> int:
    """Return the tokens of a text: one for three characters.

    OpenAI's rule of thumb is four characters of English; French, JSON and LaTeX take more tokens a character.
    """
    return math.ceil(characters / 3)


def picture_tokens(model: str, size: Size) -> int:
    """Return the tokens of a picture of `size` for `model` ("provider:name"), rather too many than too few.

    OpenAI (https://developers.openai.com/api/docs/guides/images-vision): tiles of 512 pixels after the picture was
    scaled to 2048 × 2048 and its shorter side to 768, or patches of 32 pixels times a factor; the factors of the
    newer small models as measured (https://community.openai.com/t/1377015). Anthropic
    (https://docs.anthropic.com/en/docs/vision): width × height ÷ 750 within 1,600; the newest models up to 4,005 and
    Gemini 3 up to 1,101 (https://huggingface.co/datasets/JOHNISKING/image-token-cost). Gemini 2: 258 a tile of 768
    pixels (https://geminibyexample.com/027-calculate-input-tokens). Of any other model the most of these.
    """
    provider, _, name = model.partition(":")
    if provider == "openrouter":
        provider, _, name = name.partition("/")
    match provider:
        case "openai":
            return _openai(name, size)
        case "anthropic":
            return _anthropic(name, size)
        case "google" | "google_genai":
            return _gemini(name, size)
        case "offline":
            return 0
    return max(_openai(name, size), _anthropic(name, size), _gemini(name, size))


def message_tokens(model: str, parts: Iterable[str | Size]) -> int:
    """Return the tokens of texts and pictures, given by their size."""
    return _CALL_OVERHEAD + sum(
        text_tokens(len(part)) if isinstance(part, str) else picture_tokens(model, part) for part in parts
    )


def content_parts(content: str | Sequence[str | dict[str, Any]]) -> list[str | Size]:
    """Return a message's content as `message_tokens` takes it; a picture is taken to be a page."""
    if isinstance(content, str):
        return [content]
    return [
        block if isinstance(block, str) else block["text"] if block.get("type") == "text" else PAGE for block in content
    ]


def _openai(name: str, size: Size) -> int:
    rule = openai_rule(name)
    if rule is OPENAI_TILES:
        family = max((known for known in OPENAI_TILE_MODELS if name.startswith(known)), key=len)
        base, tile = OPENAI_TILE_MODELS[family]
        return base + tile * _tiles(size)
    factor = next((OPENAI_PATCH_MODELS[one] for one in OPENAI_PATCH_MODELS if name.startswith(one)), _NEWEST_PATCH)
    return math.ceil(min(_patches(size), rule.most_patches or 0) * factor)


def _anthropic(name: str, size: Size) -> int:
    # Those numbered 4.7 and later take larger pictures before they scale them down.
    older = any(f"-{version}" in name for version in ("4-5", "4.5", "4-6", "4.6", "4-1", "3-"))
    tokens = math.ceil(size[0] * size[1] / 720)
    return min(tokens, 1_700 if older else 4_100)


def _gemini(name: str, size: Size) -> int:
    if not name.startswith("gemini-2"):
        return 1_101
    return 258 * math.ceil(size[0] / 768) * math.ceil(size[1] / 768)


def _patches(size: Size) -> int:
    return math.ceil(size[0] / 32) * math.ceil(size[1] / 32)


def _tiles(size: Size) -> int:
    shrink = OPENAI_TILES.shrink(size)
    return math.ceil(size[0] * shrink / 512) * math.ceil(size[1] * shrink / 512)
