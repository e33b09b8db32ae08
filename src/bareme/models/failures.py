"""Turning a provider's refusal, a broken connection or a malformed response into one of our own errors.

Nothing of what the provider wrote goes into a message, for it may quote the prompt or the key; its words only decide
which error it is.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from langchain_core.exceptions import ModelConnectionError, ModelError, ModelTimeoutError
from langchain_core.messages import AIMessage

from bareme.errors import (
    CallTimedOut,
    FormUnsupported,
    ModelFailure,
    ProviderBusy,
    ProviderUnreachable,
    QuotaExhausted,
    RequestRefused,
    UnusableReply,
)
from bareme.models.retry_after import retry_after
from bareme.translation import Message

_BUSY = frozenset({408, 409, 425, 429})
_BAD_REQUEST = 400
_PAYMENT_REQUIRED = 402
# Lines before the body that keep a connection alive: ": OPENROUTER PROCESSING".
_COMMENTS = re.compile(r"\A(?::[^\n]*+(?:\n\s*+|\Z))++")

# A 429 that is not cured by waiting. OpenAI, DeepSeek, Mistral and OpenRouter each have their own words for it.
_NO_QUOTA = re.compile(
    r"insufficient[_ ](?:quota|balance|credits?|funds)|billing_(?:hard_limit_reached|not_active)"
    r"|exceeded your current quota, please check your plan|credit balance is too low|out of credits"
    r"|key limit (?:has been )?(?:exceeded|reached)",
    re.IGNORECASE,
)
_SAID_OF = (
    r"(?:tools?\b|tool[_ ]?(?:choice|use|call\w*)|function[_ ]?call\w*|response_format|json_schema|structured output)"
)
_NO_SUCH_FORM = re.compile(
    rf"{_SAID_OF}.{{0,80}}?(?:not supported|unsupported|not support|not available|unavailable|not enabled|requires --)"
    rf"|invalid (?:type for )?[\"'`]?tool_choice"
    rf"|(?:not support|unsupported|not allow|not enable|n't support).{{0,60}}?{_SAID_OF}"
    r"|no endpoints found that support",
    re.IGNORECASE | re.DOTALL,
)
_FORM_STATUSES = frozenset({400, 404, 405, 422, 500, 501})
# Groq's code for a tool call that its own check rejects: the model's slip, not ours.
_BAD_TOOL_CALL = "tool_use_failed"
# Error codes that may be shown. The rest of a provider's text may contain anything.
_TELLING = (
    "context_length_exceeded",
    "model_not_found",
    "invalid_api_key",
    "content_filter",
    "content_policy_violation",
    "image_parse_error",
)

_STATUSES = {
    401: Message("the key is not accepted"),
    403: Message("access is refused"),
    404: Message("there is no such model at this address"),
    413: Message("the request is too long"),
    429: Message("too many requests"),
}


def failure_of(error: Exception) -> ModelFailure:
    """Return our own error for `error`, which a provider's client raised."""
    chain = list(_chain(error))
    ours = next((one for one in chain if isinstance(one, ModelFailure)), None)
    if ours is not None:
        return ours
    told = next((one for one in chain if _status(one) is not None), None)
    if told is not None:
        response = getattr(told, "response", None)
        return refusal(_status(told) or 0, getattr(response, "headers", None) or {}, _body(told))
    name = type(error).__name__
    if isinstance(error, TimeoutError | ModelTimeoutError) or "Timeout" in name:
        return timed_out()
    if any(map(_is_connection, chain)):
        return ProviderUnreachable("the connection failed ({error})", error=name)
    return ModelFailure(
        "the model's client failed ({error})",
        error=name,
        retryable=isinstance(error, ModelError) and error.is_retryable,
    )


def timed_out(seconds: float | None = None) -> CallTimedOut:
    """Return the error of a call that was not answered within `seconds`."""
    if seconds is None:
        return CallTimedOut("no answer in time")
    return CallTimedOut("no answer within {seconds:g} seconds", seconds=round(seconds, 1))


def failure_if_empty(reply: object) -> ModelFailure | None:
    """Return the failure that an empty reply without a finish reason stands for, or None if it is an answer.

    Google's client returns an empty reply if the response has no candidate.
    """
    if not isinstance(reply, AIMessage) or reply.content or reply.tool_calls or reply.invalid_tool_calls:
        return None
    told = reply.response_metadata
    if (told.get("prompt_feedback") or {}).get("block_reason"):
        return refusal(400, {}, "content_filter")
    return None if told.get("finish_reason") or told.get("stop_reason") else unusable(Message("no choices"))


def refusal(status: int, headers: Mapping[str, str], body: object) -> ModelFailure:
    """Return the error for an HTTP status other than 200, or for an error code inside a response with status 200."""
    words = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, default=str)
    if status == _PAYMENT_REQUIRED or (status in {400, 403, 429} and _is_out_of_quota(words, body)):
        return QuotaExhausted("the account has no credit or quota left (HTTP {status})", status=status)
    if status in _FORM_STATUSES and _NO_SUCH_FORM.search(words):
        return FormUnsupported("the model does not answer in the form asked for (HTTP {status})", status=status)
    if status == _BAD_REQUEST and error_of(body).get("code") == _BAD_TOOL_CALL:
        return unusable(Message("a tool call that the provider rejects"))
    if status in _BUSY or status >= 500:
        return ProviderBusy(
            "{problem} (HTTP {status})",
            problem=_STATUSES.get(status, Message("the provider is out of order")),
            status=status,
            retry_after=retry_after(headers, body),
        )
    problem = _STATUSES.get(status, Message("the request is refused"))
    detail = next((name for name in _TELLING if name in words), None)
    if detail is None:
        return RequestRefused("{problem} (HTTP {status})", problem=problem, status=status)
    return RequestRefused("{problem} (HTTP {status}, {detail})", problem=problem, status=status, detail=detail)


def _is_out_of_quota(words: str, body: object) -> bool:
    """Return whether waiting is useless. Gemini uses the same words for a quota a minute, but says how long to wait."""
    return bool(_NO_QUOTA.search(words)) and retry_after({}, body) is None


def error_of(body: object) -> Mapping[str, Any]:
    """Return the error that a response's body holds; some clients hand over the body, others only what is in it."""
    if isinstance(body, list):  # Gemini in OpenAI's form
        body = body[0] if body else None
    error = body.get("error", body) if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def read_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object that an HTTP 200 holds.

    Raises:
        UnusableReply: it is a page, empty, or no JSON object.
        ModelFailure: it holds an error; which one, its code says.
    """
    text = _COMMENTS.sub("", body.decode("utf-8", errors="replace").strip())
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


def error_inside(body: object) -> ModelFailure | None:
    """Return the error that a response with status 200 has in place of choices or in its first one, or None."""
    if not isinstance(body, dict):
        return None
    error = body.get("error")
    if not error:
        choices = body.get("choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        error = first.get("error") if isinstance(first, dict) else None
    if not error:
        return None
    code: Any = error.get("code", error.get("status_code")) if isinstance(error, dict) else None
    if isinstance(code, str) and code.isdecimal():
        code = int(code)
    if isinstance(code, int) and 400 <= code < 600:
        return refusal(code, {}, body)
    if _NO_QUOTA.search(json.dumps(error, default=str)):
        return refusal(_PAYMENT_REQUIRED, {}, body)
    return unusable(Message("HTTP 200 with an error inside"))


def unusable(problem: Message) -> UnusableReply:
    """Return the error for a response that is not an answer."""
    return UnusableReply("no answer of a model: {problem}", problem=problem)


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
