"""Recognise a refusal of pictures. It is a capability of the model, whatever the HTTP status says."""

import json
import re

from bareme.errors import PicturesUnsupported

_STATUSES = frozenset({400, 404, 415, 422, 500, 501})
_NONE = re.compile(
    r"image input is not (?:supported|enabled)"  # llama.cpp (with status 500), Mistral
    r"|support image input"  # OpenRouter: no endpoints found that …
    r"|not support (?:images\b|image inputs?\b|vision\b)"  # LM Studio
    r"|not a multimodal model"  # vLLM
    r"|image_url is only supported by certain models"  # OpenAI
    r"|unknown variant `image_url`"  # DeepSeek
    r"|missing data required for image input",  # Ollama
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"at most (\d+) image"  # vLLM
    r"|defaulted to (\d+)\) in .{0,4}--limit-mm-per-prompt"  # vLLM, before 0.8
    r"|supports? up to (\d+) images"  # Groq
    r"|only supports? (\d+|one|a single) image",
    re.IGNORECASE,
)


def pictures_refused(status: int, body: object) -> PicturesUnsupported | None:
    """Return the error if a response refuses its request's pictures, or their number; otherwise None."""
    if status not in _STATUSES:
        return None
    words = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, default=str)
    at_most = _AT_MOST.search(words)
    if at_most is not None:
        number = next(group for group in at_most.groups() if group)
        return PicturesUnsupported(int(number) if number.isdecimal() else 1)
    return PicturesUnsupported(0) if _NONE.search(words) else None
