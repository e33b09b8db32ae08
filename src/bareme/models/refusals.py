"""Turning an HTTP status other than 200, with its body, into one of our own errors: what each provider's words mean.

Nothing of what the provider wrote goes into a message except numbers, for it may quote the prompt or the key; its words
only decide which error it is.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from bareme.errors import (
    ContextTooShort,
    FormUnsupported,
    ModelFailure,
    ModelLoading,
    ProviderBusy,
    QuotaExhausted,
    RequestRefused,
    UnusableReply,
)
from bareme.models.retry_after import retry_after
from bareme.translation import Message

_BUSY = frozenset({408, 409, 425, 429})
_BAD_REQUEST = 400
_PAYMENT_REQUIRED = 402
_TOO_MANY = 429
_UNAVAILABLE = 503

# A 429 that is not cured by waiting. OpenAI, DeepSeek, Mistral and OpenRouter each have their own words for it.
_NO_QUOTA = re.compile(
    r"insufficient[_ ](?:quota|balance|credits?|funds)|billing_(?:hard_limit_reached|not_active)"
    r"|exceeded your current quota, please check your plan|credit balance is too low|out of credits"
    r"|key limit (?:has been )?(?:exceeded|reached)",
    re.IGNORECASE,
)
# A quota that comes back tomorrow, whatever pause is asked for beside it: Gemini's, and OpenRouter's for free models.
_DAILY_QUOTA = re.compile(r"PerDay|\bfree-models-per-day")
_LOADING = re.compile(r"\bloading model|model is (?:still |currently )?loading", re.IGNORECASE)
_TOO_LONG = re.compile(
    r"maximum context length is (?P<context>\d{1,9}) tokens.{0,80}?(?:requested|resulted in)"
    r" (?:about )?(?P<needed>\d{1,9})"
    r"|first (?P<needed_2>\d{1,9}) tokens when context.{0,80}?context length of only (?P<context_2>\d{1,9})"
    r"|prompt is too long: (?P<needed_3>\d{1,9}) tokens > (?P<context_3>\d{1,9})",
    re.IGNORECASE | re.DOTALL,
)
_SAID_OF = (
    r"(?:tools?\b|tool[_ ]?(?:choice|use|call\w{0,20})|function[_ ]?call\w{0,20}|response_format|json_schema"
    r"|structured output)"
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


def refusal(status: int, headers: Mapping[str, str], body: object) -> ModelFailure:
    """Return the error for an HTTP status other than 200, or for an error code inside a response with status 200."""
    words = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, default=str)
    if status in _FORM_STATUSES and _NO_SUCH_FORM.search(words):
        return FormUnsupported("the model does not answer in the form asked for (HTTP {status})", status=status)
    if status == _BAD_REQUEST and error_of(body).get("code") == _BAD_TOOL_CALL:
        return unusable(Message("a tool call that the provider rejects"))
    known = _exhausted(status, words, body) or _too_long(words, body)
    if known is not None:
        return known
    if status in _BUSY or status >= 500:
        loading = status == _UNAVAILABLE and _LOADING.search(words)
        problem = _STATUSES.get(status, Message("the provider is out of order"))
        return (ModelLoading if loading else ProviderBusy)(
            "{problem} (HTTP {status})", problem=problem, status=status, retry_after=retry_after(headers, body)
        )
    problem = _STATUSES.get(status, Message("the request is refused"))
    detail = next((name for name in _TELLING if name in words), None)
    if detail is None:
        return RequestRefused("{problem} (HTTP {status})", problem=problem, status=status)
    return RequestRefused("{problem} (HTTP {status}, {detail})", problem=problem, status=status, detail=detail)


def _exhausted(status: int, words: str, body: object) -> QuotaExhausted | None:
    if status == _TOO_MANY and _DAILY_QUOTA.search(words):
        return QuotaExhausted(
            "the quota of today is used up (HTTP {status}): finish with a regrade of what is missing tomorrow",
            status=status,
        )
    if status == _PAYMENT_REQUIRED or (status in {400, 403, 429} and _is_out_of_quota(words, body)):
        return QuotaExhausted("the account has no credit or quota left (HTTP {status})", status=status)
    return None


def _is_out_of_quota(words: str, body: object) -> bool:
    """Return whether waiting is useless. Gemini uses the same words for a quota a minute, but says how long to wait."""
    return bool(_NO_QUOTA.search(words)) and retry_after({}, body) is None


def _too_long(words: str, body: object) -> ContextTooShort | None:
    """Return the error for a prompt that is too long, if the server says by how much."""
    error = error_of(body)
    needed, context = error.get("n_prompt_tokens"), error.get("n_ctx")  # llama.cpp
    if isinstance(needed, int) and isinstance(context, int):
        return ContextTooShort(needed, context)
    match = _TOO_LONG.search(words)
    if match is None:
        return None
    numbers = {name.partition("_")[0]: int(number) for name, number in match.groupdict().items() if number}
    return ContextTooShort(numbers["needed"], numbers["context"])


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


def error_of(body: object) -> Mapping[str, Any]:
    """Return the error that a response's body holds; some clients hand over the body, others only what is in it."""
    if isinstance(body, list):  # Gemini in OpenAI's form
        body = body[0] if body else None
    error = body.get("error", body) if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def unusable(problem: Message) -> UnusableReply:
    """Return the error for a response that is not an answer."""
    return UnusableReply("no answer of a model: {problem}", problem=problem)
