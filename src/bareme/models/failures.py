"""Turning what a provider's client raises, and a response that is no answer, into one of our own errors."""

import errno
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from langchain_core.exceptions import ModelConnectionError, ModelError, ModelTimeoutError
from langchain_core.messages import AIMessage

from bareme.errors import CallTimedOut, ConnectionRefused, ModelFailure, ProviderUnreachable
from bareme.models.picture_refusals import pictures_refused
from bareme.models.refusals import error_inside, refusal, unusable
from bareme.translation import Message

# OpenRouter keeps a connection alive with such lines: ": OPENROUTER PROCESSING".
_COMMENTS = re.compile(r"\A(?::[^\n]*(?:\n\s*|\Z))+")


def failure_of(error: Exception) -> ModelFailure:
    """Return our own error for `error`, which a provider's client raised."""
    chain = list(_chain(error))
    ours = next((one for one in chain if isinstance(one, ModelFailure)), None)
    if ours is not None:
        return ours
    with_status = next((one for one in chain if _status(one) is not None), None)
    if with_status is not None:
        response = getattr(with_status, "response", None)
        status, body = _status(with_status) or 0, _body(with_status)
        return _failure_of_status(status, getattr(response, "headers", None) or {}, body)
    name = type(error).__name__
    if isinstance(error, TimeoutError | ModelTimeoutError) or "Timeout" in name:
        return timed_out()
    if _is_refused(error):
        return ConnectionRefused(_address(chain))
    if any(map(_is_connection, chain)):
        failure = ProviderUnreachable("the connection failed ({error})", error=name)
        failure.may_be_billed = not any("ConnectError" in type(one).__name__ for one in chain)
        return failure
    return ModelFailure(
        "the model's client failed ({error})",
        error=name,
        retryable=isinstance(error, ModelError) and error.is_retryable,
    )


def failure_of_response(status: int, headers: Mapping[str, str], content: bytes) -> ModelFailure:
    """Return our own error for a response whose HTTP status is no success."""
    text = content.decode("utf-8", errors="replace").strip()
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = text
    return _failure_of_status(status, headers, body)


def _failure_of_status(status: int, headers: Mapping[str, str], body: object) -> ModelFailure:
    return pictures_refused(status, body) or refusal(status, headers, body)


def timed_out(seconds: float | None = None, *, setting: str = "BAREME_CALL_SECONDS") -> CallTimedOut:
    """Return the error of a call that was not answered within `seconds`, which `setting` can raise."""
    if seconds is None:
        return CallTimedOut("no answer in time")
    return CallTimedOut(
        "no answer within {seconds} seconds of sending: a slow server needs a longer {longer}, or a smaller {fewer}",
        seconds=Decimal(str(round(seconds, 3))),
        longer=setting,
        fewer="BAREME_MAX_IN_FLIGHT",
    )


def failure_if_empty(reply: object) -> ModelFailure | None:
    """Return the failure that an empty reply without a finish reason stands for, or None if it is an answer.

    Google's client returns an empty reply if the response has no candidate.
    """
    if not isinstance(reply, AIMessage) or reply.content or reply.tool_calls or reply.invalid_tool_calls:
        return None
    metadata = reply.response_metadata
    if (metadata.get("prompt_feedback") or {}).get("block_reason"):
        return refusal(400, {}, "content_filter")
    return None if metadata.get("finish_reason") or metadata.get("stop_reason") else unusable(Message("no choices"))


def read_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object that an HTTP 200 holds.

    Raises:
        UnusableReply: it is a page, empty, or no JSON object.
        ModelFailure: it holds an error; which one, its code says.
    """
    text = _COMMENTS.sub("", body.decode("utf-8", errors="replace").strip()).strip()
    if not text:
        raise unusable(Message("an empty body"))
    if text.startswith("<"):
        raise unusable(Message("a web page"))
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise unusable(Message("no JSON object"))
    failure = error_inside(answer)
    if failure is not None:
        raise failure
    return answer


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and its causes, because langchain-google-genai wraps the error that has the status."""
    while error is not None:
        yield error
        error = error.__cause__


def _status(error: BaseException) -> int | None:
    """Return the HTTP status: `status_code` in OpenAI's and Anthropic's clients, `code` in Google's."""
    for name in ("status_code", "code"):
        value = getattr(error, name, None)
        if isinstance(value, int) and 100 <= value < 600:
            return value
    return None


def _body(error: BaseException) -> object:
    body = getattr(error, "body", None) or getattr(error, "details", None)
    return body if body is not None else str(error)


def _is_connection(error: BaseException) -> bool:
    """Return whether a connection failed: a transport error of any httpx version, or of the operating system."""
    names = {kind.__name__ for kind in type(error).__mro__}
    # A body that cannot be decoded is a broken transfer too.
    broken = {"TransportError", "APIConnectionError", "DecodingError", "TooManyRedirects"}
    return isinstance(error, OSError | ModelConnectionError) or bool(names & broken)


def _is_refused(error: BaseException | None) -> bool:
    """Return whether nothing listens at the address, or at any of the addresses that a name has."""
    while error is not None:
        tried = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
        if all(isinstance(one, OSError) and one.errno == errno.ECONNREFUSED for one in tried):
            return True
        error = error.__cause__ or error.__context__  # httpcore names no cause
    return False


def _address(chain: list[BaseException]) -> str:
    """Return the host and port that the failed request was sent to, without anything else of its URL."""
    for error in chain:
        # httpx raises RuntimeError where there is no request.
        with suppress(AttributeError, RuntimeError):
            url = error.request.url  # type: ignore[attr-defined]
            return f"{url.scheme}://{url.netloc.decode().rpartition('@')[2]}"
    return "?"
