"""An OpenAI-compatible endpoint on loopback: the one fake of the tests. The real client goes to it over real HTTP.

It answers the tools of Barème from the prompt alone: the examiner's marks are half the maximum of each question, the
mock examiner's are all of it, unless a script says otherwise. It counts what it is asked, by model and by copy.
"""

import asyncio
import hashlib
import inspect
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.provider.evaluation import full_marks
from tests.provider.wire import Reply, Wire, read_request

type Json = dict[str, Any]
type Scripted = Json | int | Reply | Wire | None
"""The arguments of the tool call, a whole completion, an HTTP status, bytes, or None for the usual answer."""
type Script = Callable[[Json], Scripted | Awaitable[Scripted]]
"""Given a request: how to answer it."""


@dataclass
class Provider:
    """What the endpoint was asked, and how it answers."""

    latency: float = 0.0
    script: Script | None = None
    calls: Counter[str] = field(default_factory=Counter)
    requests: list[Json] = field(default_factory=list)
    models: Json | None = None
    """What it lists as its models; None: it has no such list."""
    in_flight: int = 0
    most_in_flight: int = 0
    headers: list[dict[str, str]] = field(default_factory=list)
    port: int = 0
    end: Callable[[], None] = lambda: None
    connections: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def repeated(self) -> list[str]:
        """The requests that came more than once, by the hash of their content."""
        return [key for key, count in self.calls.items() if count > 1]

    def reset(self) -> None:
        """Forget what was asked, and answer as usual."""
        self.latency, self.script, self.models = 0.0, None, None
        self.calls.clear()
        self.requests.clear()
        self.headers.clear()
        self.most_in_flight = self.in_flight

    def count_what_was_sent(self) -> None:
        """Wait until all is read and counted that clients have sent which were killed. No other may be connected."""
        # It is answered after every connection before it was accepted.
        with suppress(HTTPError):
            urlopen(f"{self.base_url}/models").close()  # noqa: S310 - an address of ours
        while self.connections:
            time.sleep(0.002)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        self.connections.add(writer)
        try:
            while (sent := await read_request(reader)) is not None:
                request, headers = sent
                # A request without a body is one for the list of models, which is no call.
                listed = Reply.of(self.models or {}, 200 if self.models else 404)
                answer = await self._answer(request, headers) if request else listed
                if not await (answer.wire() if isinstance(answer, Reply) else answer).send(writer):
                    return
        except ConnectionError:
            return
        finally:
            self.connections.discard(writer)
            writer.close()

    async def _answer(self, request: Json, headers: dict[str, str]) -> Reply | Wire:
        self.requests.append(request)
        self.headers.append(headers)
        self.calls[content_hash(request)] += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(self.latency)
            try:
                scripted = self.script(request) if self.script else None
            except StopIteration:
                scripted = 400  # the test wants no further call
            if inspect.isawaitable(scripted):
                scripted = await scripted
        finally:
            self.in_flight -= 1
        if isinstance(scripted, Reply | Wire):
            return scripted
        if isinstance(scripted, int):
            error = {"message": f"scripted {scripted}", "type": "error", "code": None}
            return Reply.of({"error": error}, scripted)
        if scripted is not None and "choices" in scripted:
            return Reply.of(scripted)
        return Reply.of(answer_to(request, scripted))


def answer_to(request: Json, arguments: Json | None = None) -> Json:
    """Return the completion that answers `request` with `arguments`, or as usual, in the form that it asks for."""
    name = schema_name(request)
    given = arguments if arguments is not None else usual_answer(name, prompt_of(request))
    whole = completion(request["model"], name, given)
    if "tools" not in request:
        message = {"role": "assistant", "content": json.dumps(given)}
        whole["choices"] = [{"index": 0, "message": message, "finish_reason": "stop"}]
    return whole


def schema_name(request: Json) -> str:
    """Return the name of the schema that is asked for, in whatever form."""
    if "tools" in request:
        return str(request["tools"][0]["function"]["name"])
    found = re.search(r'"title": "(\w+)", "type": "object"\}\Z', prompt_of_system(request))
    assert found is not None
    return found[1]


def prompt_of_system(request: Json) -> str:
    """Return the system message of a request."""
    return str(request["messages"][0]["content"])


def content_hash(request: Json) -> str:
    """Return the hash of what was asked: model and messages, or all of it where an API calls them otherwise."""
    asked = [request["model"], request["messages"]] if "messages" in request else request
    content = json.dumps(asked, sort_keys=True)
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


_ALWAYS: dict[str, Json] = {
    "Ready": {"ready": "yes"},
    "AnswerSorting": {"groups": []},
    "ClosingWords": {"encouragement_message": "Much of this is there; go over the questions that lost most."},
    "TutorReply": {"answer": "The key asks for one more step."},
}


def usual_answer(tool: str, prompt: str) -> Json:
    """Return an answer that passes every check: half marks, or pages without names."""
    if tool in _ALWAYS:
        return _ALWAYS[tool]
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
        return {"marks": marks, "general_comment": "Ensemble correct."}
    if tool == "EvaluationResult":
        return full_marks(prompt)
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
    started = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        ended = asyncio.Event()
        loops.append(asyncio.get_running_loop())
        server = await asyncio.start_server(provider.serve, "127.0.0.1", 0, limit=2**26)
        provider.port = server.sockets[0].getsockname()[1]
        provider.end = ended.set
        started.set()
        await ended.wait()
        server.close()
        for connection in provider.connections:  # Server.close_clients came with Python 3.13
            connection.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    if not started.wait(10):
        raise TimeoutError("the provider did not start")
    try:
        yield provider
    finally:
        loops[0].call_soon_threadsafe(provider.end)
        thread.join(timeout=10)
