"""Real answers of real providers, replayed byte for byte: the same table, one row a recording."""

import json
from pathlib import Path
from typing import Any

from tests.faults.laboratory import Fault, Outcome
from tests.provider.server import completion
from tests.provider.wire import Reply

# Of the connection that was recorded, or of a body that was stored unpacked.
_NOT_REPLAYED = {"content-length", "transfer-encoding", "content-encoding", "connection", "set-cookie"}

# Chat completions whose only fault is that they answer something else: told so once, and then invalid.
_ANOTHER_ANSWER: tuple[Outcome, int] = ("invalid_output", 2)
# The native protocols of Gemini and Anthropic, streams, and fragments: no choices, asked again.
_NO_ANSWER: tuple[Outcome, int] = ("failed", 3)
_REFUSED: tuple[Outcome, int] = ("failed", 1)
_BUSY: tuple[Outcome, int] = ("failed", 3)

_EXPECTED: dict[str, tuple[Outcome, int]] = {
    # A wait of 38 seconds, which only the body names, is longer than the laboratory's patience.
    "iss-gemini-429-retryinfo": ("waiting", 1),
    # The model's slip, which the provider's own check rejects: asked again.
    "groq-400-tool-use-failed-wrong-keys": ("failed", 3),
    # A refusal is not asked again.
    "oai-parse_pydantic_model_refusal": ("invalid_output", 1),
}


def recordings(folder: Path) -> list[Fault]:
    """Return a fault for every file of the index in `folder`."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return [_fault(json.loads((folder / entry["file"]).read_text(encoding="utf-8"))) for entry in index]


def _fault(recorded: dict[str, Any]) -> Fault:
    response = recorded["response"]
    outcome, calls = _EXPECTED.get(recorded["id"]) or _by_shape(response)
    reply = _reply(response, content_only="content-only" in recorded["tags"])
    return Fault(f"recorded: {recorded['id']}", lambda _: reply, outcome, calls)


def _by_shape(response: dict[str, Any]) -> tuple[Outcome, int]:
    """Return what such a status, and such a shape of body, leads to."""
    status, body = response["status"], response.get("body")
    if status in {408, 409, 425, 429} or status >= 500:
        return _BUSY
    if status != 200:
        return _REFUSED
    if response.get("stream") or ("body_text" not in response and not _completion(body)):
        return _NO_ANSWER
    return _ANOTHER_ANSWER


def _completion(body: Any) -> bool:
    return isinstance(body, dict) and bool(body.get("choices")) and "message" in body["choices"][0]


def _reply(response: dict[str, Any], *, content_only: bool) -> Reply:
    headers = {
        name: str(value if isinstance(value, str) else value[0])
        for name, value in (response.get("headers") or {}).items()
        if name.lower() not in _NOT_REPLAYED
    }
    if content_only:
        whole = completion("recorded", "none", {})
        message = {"role": "assistant", "content": response["body_text"]}
        whole["choices"] = [{"index": 0, "message": message, "finish_reason": "stop"}]
        return Reply.of(whole)
    text = response.get("raw") or response.get("body_text") or json.dumps(response["body"], ensure_ascii=False)
    return Reply(response["status"], text.encode(), headers)
