"""A request's body, received within limits of size and time, and read as JSON."""

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.datastructures import Headers
from starlette.types import Message as AsgiMessage
from starlette.types import Receive, Scope

from bareme.server import problem_kinds as kinds
from bareme.server.caller import Caller
from bareme.server.problems import Problem
from bareme.settings import get_settings
from bareme.translation import Message

_SMALL_BYTES = 64_000
"""A longer body is parsed in a thread: it takes long enough for the event loop to be missed."""
_MOST_DIGITS = 19
_LINGER_BYTES = 100_000_000
_LINGER_SECONDS = 5.0


@dataclass(frozen=True)
class Sent:
    """What a request says, and who sends it."""

    caller: Caller
    params: Mapping[str, str]
    """The parameters in its path."""
    query: Mapping[str, str]
    body: Mapping[str, Any]


class LimitedBody:
    """The messages of a body as they come, as long as they are not too many and not too slow. An ASGI `receive`."""

    def __init__(self, scope: Scope, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._largest = largest
        self._started = time.monotonic()
        self._size = 0
        self._complete = False
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced[:_MOST_DIGITS]) > largest:
            self._refuse_size()

    async def __call__(self) -> AsgiMessage:
        """Return the next message.

        Raises:
            Problem: 413, if the body is too large; 408, if it comes too slowly.
        """
        if self._complete:  # what comes now is that the client leaves
            return await self._receive()
        settings = get_settings()
        allowed = settings.upload_seconds + self._size / settings.slowest_upload_bytes
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + allowed - self._elapsed()):
                message = await self._receive()
        except TimeoutError:
            text = Message("the request came too slowly: send it again over a better connection")
            raise Problem(408, kinds.TOO_SLOW, text, headers={"connection": "close"}) from None
        self._size += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._size > self._largest:
            self._refuse_size()
        return message

    def _elapsed(self) -> float:
        return time.monotonic() - self._started

    def _refuse_size(self) -> NoReturn:
        text = Message("a request to this address has at most {limit} bytes", limit=self._largest)
        raise Problem(413, kinds.TOO_LARGE, text, headers={"connection": "close"}, limit=self._largest)


class IncomingBody:
    """The messages of a request, which knows whether the body is still coming. An ASGI `receive`."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._is_coming = True

    async def __call__(self) -> AsgiMessage:
        """Return the next message."""
        message = await self._receive()
        self._is_coming = message["type"] == "http.request" and bool(message.get("more_body", False))
        return message

    async def let_finish(self) -> None:
        """Take what is still coming, for a while: a client that cannot send to the end never reads why not."""
        taken = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                while self._is_coming and taken < _LINGER_BYTES:
                    taken += len((await self()).get("body", b""))


async def read_whole(receive: Receive) -> tuple[bytes, Receive]:
    """Return the body, and a `receive` that hands it out again to the application."""
    received: list[AsgiMessage] = []
    while True:
        message = await receive()
        received.append(message)
        if message["type"] != "http.request" or not message.get("more_body", False):
            break
    waiting = iter(received)

    async def receive_again() -> AsgiMessage:
        return next(waiting, None) or await receive()

    return b"".join(message.get("body", b"") for message in received), receive_again


async def read_json(data: bytes) -> dict[str, Any]:
    """Return a body that is a JSON object; an empty body is an empty object.

    Raises:
        Problem: 422, if it is anything else.
    """
    return await asyncio.to_thread(_parse, data) if len(data) > _SMALL_BYTES else _parse(data)


def _parse(data: bytes) -> dict[str, Any]:
    try:
        parsed: Any = json.loads(data or b"{}", parse_int=_whole_number, parse_constant=_refuse_constant)
    except _NumberTooLarge:
        raise Problem(422, kinds.INVALID_INPUT, Message("a number in the body has more than 64 bits")) from None
    except (ValueError, RecursionError):  # also bytes that are no text
        raise Problem(422, kinds.INVALID_INPUT, Message("the body is not JSON")) from None
    if not isinstance(parsed, dict):
        raise Problem(422, kinds.INVALID_INPUT, Message("the body must be an object"))
    return parsed


class _NumberTooLarge(Exception):
    """Not a ValueError, as `json` raises for what is not JSON."""


def _whole_number(digits: str) -> int:
    # The platform writes numbers in 64 bits, and fails on others after the request was accepted.
    if len(digits) > _MOST_DIGITS + 1 or not -(2**63) <= (number := int(digits)) < 2**63:
        raise _NumberTooLarge
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
