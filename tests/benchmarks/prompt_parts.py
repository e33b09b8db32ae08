"""A recorded request as the parts of a prompt, as providers read it: tools, system prompt, messages."""

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PIL import Image

type Json = dict[str, Any]


@dataclass(frozen=True)
class Words:
    """A text. With `breakpoint`, the client asks for the prompt to be cached up to here."""

    text: str
    breakpoint: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture as it was sent."""

    data: bytes
    breakpoint: bool = False

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return Image.open(io.BytesIO(self.data)).size

    @cached_property
    def digest(self) -> str:
        """The hash of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


type Part = Words | Picture


def parts_of(request: Json) -> list[Part]:
    """Return the parts of a request in OpenAI's or Anthropic's protocol."""
    tools = [
        Words(json.dumps({k: v for k, v in tool.items() if k != "cache_control"}), "cache_control" in tool)
        for tool in request.get("tools", [])
    ]
    system = _parts_of_content(request.get("system", []))
    messages = (part for message in request["messages"] for part in _parts_of_content(message["content"]))
    return [*tools, *system, *messages]


def _parts_of_content(content: str | list[Json] | None) -> Iterator[Part]:
    if isinstance(content, str):
        yield Words(content)
        return
    for block in content or []:
        marked = "cache_control" in block
        match block["type"]:
            case "text":
                yield Words(block["text"], marked)
            case "image_url":
                yield Picture(base64.b64decode(block["image_url"]["url"].partition(",")[2]), marked)
            case "image":
                yield Picture(base64.b64decode(block["source"]["data"]), marked)
            case other:
                raise ValueError(f"a part of an unknown type: {other!r}")
