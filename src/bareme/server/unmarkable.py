"""Refuse a mock exam that cannot be marked with HTTP 422, before the platform makes a run of it.

A run that fails is HTTP 200 with `__error__` in its body, and a traceback in the log. What is wrong with a submission
is known at once, so the request itself is refused, and the log has one line.
"""

import asyncio
import json
import logging
import re
from collections.abc import Iterable
from typing import Any

from langchain_core.messages import AnyMessage, convert_to_messages
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bareme.errors import InvalidInput
from bareme.graphs.mock_exam.contract import read_submission, submission_in
from bareme.server import problem_kinds as kinds
from bareme.server.problems import Problem
from bareme.translation import SOURCE_LANGUAGE

_GRAPH = "graph_mock_exam"
_RUNS = re.compile(r"(?P<thread>/threads/[^/]+)?/runs(?:/wait|/stream)?/?")
_MOST_BYTES = 32_000_000
"""A longer body is left to the platform: it is read here as a whole, and again there."""

_log = logging.getLogger(__name__)


class RefuseUnmarkable:
    """ASGI middleware: answers a request for a run of `graph_mock_exam` whose submission cannot be read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless it is refused."""
        asks = scope["type"] == "http" and scope["method"] == "POST"
        path = _RUNS.fullmatch(_path(scope)) if asks else None
        if path is None:
            await self._app(scope, receive, send)
            return
        received = await _receive_body(receive)
        # A large exam takes long enough for the event loop to be missed.
        fault = await asyncio.to_thread(_find_fault, received, is_new=path["thread"] is None)
        if fault is None:
            await self._app(scope, _again(received, receive), send)
            return
        _log.warning("a mock exam was refused: %s", fault)
        members = {"__error__": {"error": InvalidInput.__name__, "message": str(fault)}}
        problem = Problem(422, kinds.INVALID_INPUT, fault.message, language=SOURCE_LANGUAGE, **members)
        await problem.response(scope)(scope, receive, send)


def _path(scope: Scope) -> str:
    return str(scope["path"]).removeprefix(str(scope.get("root_path", "")))


async def _receive_body(receive: Receive) -> list[Message]:
    """Return the messages of the body, up to its end or to more bytes than are looked at."""
    received: list[Message] = []
    size = 0
    while size <= _MOST_BYTES:
        message = await receive()
        received.append(message)
        size += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            break
    return received


def _again(received: Iterable[Message], receive: Receive) -> Receive:
    """Return what gives the messages that were received, and then those that come."""
    waiting = iter(received)

    async def receive_again() -> Message:
        return next(waiting, None) or await receive()

    return receive_again


def _find_fault(received: list[Message], *, is_new: bool) -> InvalidInput | None:
    """Return why the submission cannot be marked. `is_new`: there is no thread that could have one already."""
    body = b"".join(message.get("body", b"") for message in received)
    if _GRAPH.encode() not in body or received[-1].get("more_body", False):
        return None
    try:
        sent: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    given = sent.get("input") if isinstance(sent, dict) and sent.get("assistant_id") == _GRAPH else None
    if not isinstance(given, dict):
        return None
    submission = given.get("exam_submission")
    try:
        messages = _messages(given.get("messages"))
        if submission is None:
            submission = submission_in(messages)
        if submission is None and not is_new:
            return None
        read_submission(submission)
    except InvalidInput as fault:
        return fault
    return None


def _messages(sent: object) -> list[AnyMessage]:
    """Return the messages of the input.

    Raises:
        InvalidInput: the graph could not read one of them either.
    """
    try:
        return [*convert_to_messages(sent if isinstance(sent, list) else [])]  # type: ignore[list-item]
    except (ValueError, NotImplementedError, TypeError, KeyError):
        raise InvalidInput("{field!r} holds something that is no message", field="messages") from None
