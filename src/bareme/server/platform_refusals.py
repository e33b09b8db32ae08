"""What the platform refuses, as a problem document like our own."""

import json
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Message as AsgiMessage
from starlette.types import Scope, Send

from bareme.server.problem_kinds import kind_of_status
from bareme.server.problems import Problem
from bareme.translation import Message

_LARGEST_BYTES = 100_000


def as_problems(scope: Scope, send: Send) -> Send:
    """Return a `send` that turns an error in plain JSON into a problem document; all else goes through as it comes."""
    start: AsgiMessage | None = None
    body = bytearray()

    async def convert(message: AsgiMessage) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and _is_plain_error(message):
            start = message
        elif start is None:
            await send(message)
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b"")[:_LARGEST_BYTES])
            if not message.get("more_body", False):
                await _problem(start, bytes(body)).response(scope)(scope, _nothing, send)

    return convert


def _is_plain_error(start: AsgiMessage) -> bool:
    media_type = Headers(raw=start.get("headers", [])).get("content-type", "")
    return start["status"] >= 400 and media_type.partition(";")[0] in {"application/json", "text/plain"}


def _problem(start: AsgiMessage, body: bytes) -> Problem:
    try:
        sent: Any = json.loads(body)
    except ValueError:
        sent = {"detail": body.decode("utf-8", "replace")}
    members = {str(name): value for name, value in sent.items()} if isinstance(sent, dict) else {}
    detail = members.pop("detail", None) or members.pop("message", None)
    kept = {"allow", "retry-after", "www-authenticate"}
    headers = {name: value for name, value in Headers(raw=start["headers"]).items() if name in kept}
    text = Message("{detail}", detail=detail) if isinstance(detail, str) else kind_of_status(start["status"]).title
    return Problem(start["status"], kind_of_status(start["status"]), text, headers=headers, **members)


async def _nothing() -> AsgiMessage:
    return {"type": "http.disconnect"}
