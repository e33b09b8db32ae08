"""Putting a streamed chat completion together, as if it had come whole."""

import json
from typing import Any

type Json = dict[str, Any]

REASONING = ("reasoning_content", "reasoning")
"""Where servers put what a model thinks: llama.cpp and vLLM in the first, Ollama and OpenRouter in the second."""

_MARK = b"data:"


def join_stream(body: bytes) -> bytes:
    """Return the completion that a stream of events adds up to; a body that is no such stream is returned as it is.

    A stream that ends without `[DONE]` and without a finish reason was cut off: it has no choices then.
    """
    if not any(line.startswith(_MARK) for line in body.splitlines()):
        return body
    whole: Json = {}
    message: Json = {"role": "assistant", "content": ""}
    calls: dict[int, Json] = {}
    finish: object = None
    for chunk in _chunks(body):
        if "error" in chunk:
            return json.dumps(chunk).encode()
        whole |= {name: value for name, value in chunk.items() if value is not None and name != "choices"}
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
        finish = choice.get("finish_reason") or finish
        _add(choice.get("delta"), message, calls)
    if finish is not None:
        message["tool_calls"] = [calls[index] for index in sorted(calls)]
        whole["choices"] = [{"index": 0, "message": message, "finish_reason": finish}]
    return json.dumps(whole).encode()


def _chunks(body: bytes) -> list[Json]:
    chunks = []
    for line in body.splitlines():
        if line.startswith(_MARK):
            try:
                chunk = json.loads(line.removeprefix(_MARK))
            except (ValueError, RecursionError):  # [DONE], or a line that was cut off
                continue
            chunks += [chunk] if isinstance(chunk, dict) else []
    return chunks


def _add(delta: object, message: Json, calls: dict[int, Json]) -> None:
    """Add what a chunk holds to the message, and to the tool calls by their index."""
    if not isinstance(delta, dict):
        return
    for name in ("content", "refusal", *REASONING):
        if isinstance(delta.get(name), str):
            message[name] = message.get(name, "") + delta[name]
    parts = delta.get("tool_calls")
    for number, part in enumerate(parts if isinstance(parts, list) else ()):
        function = part.get("function") if isinstance(part, dict) else None
        if not isinstance(function, dict):
            continue
        index = part.get("index") if isinstance(part.get("index"), int) else number
        call = calls.setdefault(index, {"id": None, "type": "function", "function": {"name": "", "arguments": ""}})
        call["id"] = call["id"] or part.get("id")
        for name in ("name", "arguments"):
            if isinstance(function.get(name), str):
                call["function"][name] += function[name]
