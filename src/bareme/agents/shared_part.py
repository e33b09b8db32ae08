"""The beginning of a question that other questions share, which a provider can cache."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import HumanMessage

from bareme.models.prompt_cache import MarkedCache, marked_cache

type Content = Sequence[str | dict[str, Any]]
"""What a question consists of: texts, and blocks with texts and pictures."""

_CHARACTERS_A_TOKEN = 4
"""At most, in English and in French: where a cache has a minimum, a beginning must be sure to reach it."""


@dataclass(frozen=True)
class SharedPart:
    """The first `length` parts of a question. `picture_tokens` are of its pictures, `key` tells it from other ones.

    `digest` is the hash of its texts.
    """

    length: int
    picture_tokens: int
    key: Hashable
    digest: str


def cache_of(model: str, shared: SharedPart | None, content: Content, *, before: int) -> MarkedCache | None:
    """Return the cache that the shared part of `content` is marked for, or None: no cache, or the part is too short.

    `before` are the characters of what a provider reads before the question: the tool and the system prompt.
    """
    cache = None if shared is None else marked_cache(model)
    if shared is None or cache is None:
        return None
    texts = (part if isinstance(part, str) else str(part.get("text", "")) for part in content[: shared.length])
    tokens = (before + sum(map(len, texts))) // _CHARACTERS_A_TOKEN + shared.picture_tokens
    return cache if tokens >= cache.least_tokens else None


def question_of(content: Content) -> HumanMessage:
    """Return the message. Without pictures it is one text, because LangChain spends long on content blocks."""
    blocks = _blocks(content)
    if all(block["type"] == "text" for block in blocks):
        return HumanMessage(content="\n\n".join(block["text"] for block in blocks))
    return HumanMessage(content=[*blocks])


def marked_question(content: Content, shared: SharedPart, cache: MarkedCache) -> HumanMessage:
    """Return the message in blocks, of which the last one of the shared part has the mark of `cache`."""
    blocks = _blocks(content)
    last = shared.length - 1
    blocks[last] = {**blocks[last], **cache.mark}
    return HumanMessage(content=[*blocks])


def _blocks(content: Content) -> list[dict[str, Any]]:
    # LangChain would pass on a plain string, which providers refuse in a list of blocks.
    return [{"type": "text", "text": part} if isinstance(part, str) else part for part in content]
