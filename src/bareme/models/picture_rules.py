"""How far providers scale a picture down before their model looks at it, and what OpenAI counts for it.

A larger picture costs time and bytes, and shows the model nothing more. The rules were read in November 2026:
OpenAI: https://developers.openai.com/api/docs/guides/images-vision; Anthropic:
https://docs.anthropic.com/en/docs/vision; Qwen-VL: `max_pixels` in the preprocessor_config.json of the models on
Hugging Face. Gemini cuts a picture into tiles or takes it at a fixed number of tokens, and states no limit
(https://ai.google.dev/gemini-api/docs/image-understanding).
"""

import math
from dataclasses import dataclass

type Size = tuple[int, int]
"""Width and height of a picture in pixels."""


@dataclass(frozen=True)
class PictureRule:
    """The largest picture that is looked at: sides in pixels, area in patches of `patch` × `patch` pixels."""

    long_side: int | None = None
    short_side: int | None = None
    patch: int = 1
    most_patches: int | None = None

    def shrink(self, size: Size) -> float:
        """Return the factor, 1 at most, by which a picture of `size` is scaled down."""
        factor = 1.0
        if self.long_side is not None:
            factor = min(factor, self.long_side / max(size))
        if self.short_side is not None:
            factor = min(factor, self.short_side / min(size))
        if self.most_patches is not None:
            factor = min(factor, math.sqrt(self.most_patches * self.patch**2 / (size[0] * size[1])))
        return factor


OPENAI_TILES = PictureRule(long_side=2048, short_side=768)
OPENAI_SMALL = PictureRule(patch=32, most_patches=1_536)
OPENAI_NEWEST = PictureRule(patch=32, most_patches=12_000)
ANTHROPIC = PictureRule(long_side=1_568, most_patches=1_600 * 750)
ANTHROPIC_NEWEST = PictureRule(long_side=2_576, most_patches=3_750_000)
QWEN_2 = PictureRule(patch=28, most_patches=16_384)
QWEN_3 = PictureRule(patch=32, most_patches=16_384)
UNLIMITED = PictureRule()

NAMES_LEGIBLE = PictureRule(long_side=512)
"""A page on which a name and the beginning of a copy can be found, not an answer read. It is one tile of OpenAI's."""

OPENAI_TILE_MODELS = {
    # Tokens of a picture, and of each tile of 512 × 512 pixels.
    "gpt-4o": (85, 170),
    "gpt-4.1": (85, 170),
    "gpt-4o-mini": (2833, 5667),
    "gpt-5": (70, 140),
    "gpt-5-chat": (70, 140),
    "gpt-5.1": (70, 140),
}
OPENAI_PATCH_MODELS = {
    # Tokens of a patch of 32 × 32 pixels.
    "gpt-4.1-mini": 1.62,
    "gpt-4.1-nano": 2.46,
    "o4-mini": 1.72,
    "gpt-5-nano": 1.5,
    "gpt-5-mini": 1.2,
    "gpt-5.4-mini": 1.2,
    "gpt-5.4-nano": 1.2,
}


def picture_rule(model: str) -> PictureRule:
    """Return the rule for `model` ("provider:name"); nothing is scaled for a model whose rule is not known."""
    provider, _, name = model.partition(":")
    if provider == "openrouter":
        provider, _, name = name.partition("/")
    match provider:
        case "openai":
            return openai_rule(name)
        case "anthropic":
            return anthropic_rule(name)
        case _:
            pass
    lower = name.lower()
    if "qwen" in lower and "vl" in lower:
        return QWEN_3 if "qwen3" in lower else QWEN_2
    return UNLIMITED


def openai_rule(name: str) -> PictureRule:
    """Return the rule for a model of OpenAI's."""
    if name.startswith(tuple(OPENAI_PATCH_MODELS)):
        return OPENAI_SMALL
    if name in OPENAI_TILE_MODELS or "-".join(name.split("-")[:2]) in OPENAI_TILE_MODELS:
        return OPENAI_TILES
    return OPENAI_NEWEST


def anthropic_rule(name: str) -> PictureRule:
    """Return the rule for a model of Anthropic's. Those numbered 4.7 and later take larger pictures."""
    older = any(f"-{version}" in name for version in ("4-5", "4.5", "4-6", "4.6", "4-1", "3-"))
    return ANTHROPIC if older else ANTHROPIC_NEWEST
