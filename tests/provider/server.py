"""An OpenAI-compatible endpoint on loopback: the one fake of the tests. The real client goes to it over real HTTP.

It answers the tools of Barème from the prompt alone: the examiner's marks are half the maximum of each question, the
mock examiner's are all of it, unless a script says otherwise. It counts what it is asked, by model and by copy.
"""

import asyncio
import hashlib
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from tests.provider.evaluation import full_marks

type Json = dict[str, Any]
type Script = Callable[[Json], Json | int | None]
"""Given a request: the arguments of the tool call, a whole completion, an HTTP status, or None for the usual answer."""


@dataclass
class Provider:
    """What the endpoint was asked, and how it answers."""

    latency: float = 0.0
    script: Script | None = None
    calls: Counter[str] = field(default_factory=Counter)
    requests: list[Json] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    port: int = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def repeated(self) -> list[str]:
        """The requests that came more than once, by the hash of their content."""
        return [key for key, count in self.calls.items() if count > 1]

    def reset(self) -> None:
        """Forget what was asked, and answer as usual."""
        self.latency, self.script = 0.0, None
        self.calls.clear()
        self.requests.clear()
        self.most_in_flight = self.in_flight

    async def __call__(self, scope: Json, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        status, answer = await self._answer(json.loads(body))
        payload = json.dumps(answer).encode()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": payload})

    async def _answer(self, request: Json) -> tuple[int, Json]:
        self.requests.append(request)
        self.calls[content_hash(request)] += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(self.latency)
        finally:
            self.in_flight -= 1
        scripted = self.script(request) if self.script else None
        if isinstance(scripted, int):
            return scripted, {"error": {"message": f"scripted {scripted}", "type": "error", "code": None}}
        if scripted is not None and "choices" in scripted:
            return 200, scripted
        name = request["tools"][0]["function"]["name"]
        arguments = scripted if scripted is not None else usual_answer(name, prompt_of(request))
        return 200, completion(request["model"], name, arguments)


def content_hash(request: Json) -> str:
    """Return the hash of what was asked: model and messages."""
    content = json.dumps([request["model"], request["messages"]], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def prompt_of(request: Json) -> str:
    """Return all text of a request."""
    texts = []
    for message in request["messages"]:
        content = message["content"]
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content or []
        texts += [block["text"] for block in blocks if block["type"] == "text"]
    return "\n".join(texts)


def scheme_of(prompt: str) -> list[Json]:
    """Return the questions of the scheme in a prompt that carry marks."""
    match = re.search(r"<scheme>\n(.*?)\n</scheme>", prompt, re.DOTALL)
    assert match is not None

    def leaves(questions: list[Json]) -> Iterator[Json]:
        for question in questions:
            if "parts" in question:
                yield from leaves(question["parts"])
            else:
                yield question

    return list(leaves(json.loads(match[1])))


def usual_answer(tool: str, prompt: str) -> Json:
    """Return an answer that passes every check: half marks, or pages without names."""
    if tool == "Examination":
        marks = [
            {
                "question_id": question["id"],
                "status": "graded",
                "transcription": "$v = \\frac{d}{t}$",
                "points": question["max_points"] // 0.5 * 0.25,
                "feedback": "Bien.",
                "rationale": "Scripted.",
                "confidence": 0.9,
            }
            for question in scheme_of(prompt)
        ]
        return {"marks": marks, "appreciation": "Ensemble correct."}
    if tool == "EvaluationResult":
        return full_marks(prompt)
    if tool == "AnswerSorting":
        return {"groups": []}
    numbers = [int(number) for number in re.findall(r'<page number="(\d+)"', prompt)]
    return {
        "title": "Contrôle",
        "subject": "Physique",
        "language": "fr",
        "pages": [{"page": number, "kind": "copy", "starts_copy": False} for number in numbers],
        "scale_candidates": [],
        "blocking_issues": [],
    }


def completion(model: str, tool: str, arguments: Json) -> Json:
    """Return a chat completion that calls `tool`."""
    call = {"id": "call_1", "type": "function", "function": {"name": tool, "arguments": json.dumps(arguments)}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
    }


@contextmanager
def run_provider(**options: Any) -> Iterator[Provider]:
    """Run the endpoint on a free loopback port in a thread of its own."""
    provider = Provider(**options)
    config = uvicorn.Config(provider, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not (server.started and server.servers):
        if time.monotonic() > deadline:
            raise TimeoutError("the provider did not start")
        time.sleep(0.01)
    provider.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(timeout=10)
