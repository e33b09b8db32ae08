"""What a provider's refusal, a broken connection or a strange answer means, as one of our own errors.

Nothing of what the provider wrote goes into a message, for it may quote the prompt or the key; its words only decide
which error it is.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from langchain_core.exceptions import ModelConnectionError, ModelError, ModelTimeoutError

from bareme.errors import (
    BaremeError,
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

_BUSY = frozenset({408, 409, 425, 429})
_PAYMENT_REQUIRED = 402

# The one 429 that no waiting cures; OpenAI, DeepSeek, Mistral and OpenRouter have words of their own for it.
_NO_QUOTA = re.compile(
    r"insufficient[_ ](?:quota|balance|credits?|funds)|billing_(?:hard_limit_reached|not_active)"
    r"|exceeded your current quota, please check your plan|credit balance is too low|out of credits",
    re.IGNORECASE,
)
_SAID_OF = (
    r"(?:tools?\b|tool[_ ]?(?:choice|use|call\w*)|function[_ ]?call\w*|response_format|json_schema|structured output)"
)
_NO_SUCH_FORM = re.compile(
    rf"{_SAID_OF}.{{0,80}}?(?:not supported|unsupported|not support|not available|unavailable|not enabled|requires --)"
    rf"|(?:not support|unsupported|not allow|not enable|n't support).{{0,60}}?{_SAID_OF}"
    r"|no endpoints found that support",
    re.IGNORECASE | re.DOTALL,
)
_FORM_STATUSES = frozenset({400, 404, 405, 422, 501})
# Names of what is wrong that may be told on: a provider's own text may be anything.
_TELLING = (
    "context_length_exceeded",
    "model_not_found",
    "invalid_api_key",
    "content_filter",
    "content_policy_violation",
    "image_parse_error",
)

_FRENCH_STATUS = {
    400: "la requête est refusée",
    401: "la clé n'est pas acceptée",
    403: "l'accès est refusé",
    404: "le modèle n'existe pas à cette adresse",
    413: "la requête est trop longue",
    422: "la requête est refusée",
    429: "trop de requêtes",
}
_ENGLISH_STATUS = {
    400: "the request is refused",
    401: "the key is not accepted",
    403: "access is refused",
    404: "there is no such model at this address",
    413: "the request is too long",
    422: "the request is refused",
    429: "too many requests",
}


def failure_of(error: Exception) -> ModelFailure:
    """Return what `error`, raised by a provider's client, is among our own errors."""
    if isinstance(error, ModelFailure):
        return error
    status = _status(error)
    response = getattr(error, "response", None)
    if status is not None:
        return refusal(status, getattr(response, "headers", None) or {}, _body(error))
    if isinstance(error, TimeoutError | ModelTimeoutError) or "Timeout" in type(error).__name__:
        return timed_out()
    if _is_connection(error):
        return ProviderUnreachable(
            f"the connection failed ({type(error).__name__})",
            french=f"la connexion a échoué ({type(error).__name__})",
        )
    if isinstance(error, BaremeError):
        return ModelFailure(str(error), french=error.explain("fr"), retryable=error.retryable)
    return ModelFailure(
        f"the model's client failed ({type(error).__name__})",
        french=f"le client du modèle a échoué ({type(error).__name__})",
        retryable=isinstance(error, ModelError) and error.is_retryable,
    )


def timed_out(seconds: float | None = None) -> CallTimedOut:
    """Return the error of a call that was not answered within `seconds`."""
    within = f" within {seconds:g} seconds" if seconds is not None else " in time"
    dans = f" en {seconds:g} secondes" if seconds is not None else " à temps"
    return CallTimedOut(f"no answer{within}", french=f"pas de réponse{dans}")


def refusal(status: int, headers: Mapping[str, str], body: object) -> ModelFailure:
    """Return the error that an HTTP status other than 200 stands for, or an error's code inside a 200."""
    words = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, default=str)
    if status == _PAYMENT_REQUIRED or (status in {400, 403, 429} and _NO_QUOTA.search(words)):
        return QuotaExhausted(
            f"the account has no credit or quota left (HTTP {status})",
            french=f"le compte n'a plus de crédit ou de quota (HTTP {status})",
        )
    if status in _BUSY or status >= 500:
        if status in _FORM_STATUSES and _NO_SUCH_FORM.search(words):
            return _no_such_form(status)
        return ProviderBusy(
            f"{_ENGLISH_STATUS.get(status, 'the provider is out of order')} (HTTP {status})",
            french=f"{_FRENCH_STATUS.get(status, 'le fournisseur est en panne')} (HTTP {status})",
            retry_after=retry_after(headers, body),
        )
    if status in _FORM_STATUSES and _NO_SUCH_FORM.search(words):
        return _no_such_form(status)
    telling = next((f", {name}" for name in _TELLING if name in words), "")
    return RequestRefused(
        f"{_ENGLISH_STATUS.get(status, 'the request is refused')} (HTTP {status}{telling})",
        french=f"{_FRENCH_STATUS.get(status, 'la requête est refusée')} (HTTP {status}{telling})",
    )


def error_inside(body: object) -> ModelFailure | None:
    """Return the error that an answer with HTTP 200 holds in place of choices, or in its only choice; else None."""
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
    return unusable("HTTP 200 with an error inside", "HTTP 200, mais une erreur à l'intérieur")


def unusable(english: str, french: str) -> UnusableReply:
    """Return the error of an answer that is none."""
    return UnusableReply(f"no answer of a model: {english}", french=f"ce n'est pas la réponse d'un modèle : {french}")


def _no_such_form(status: int) -> FormUnsupported:
    return FormUnsupported(
        f"the model does not answer in the form asked for (HTTP {status})",
        french=f"le modèle ne répond pas sous la forme demandée (HTTP {status})",
    )


def _status(error: Exception) -> int | None:
    """Return the HTTP status: `status_code` in OpenAI's and Anthropic's clients, `code` in Google's."""
    for name in ("status_code", "code"):
        value = getattr(error, name, None)
        if isinstance(value, int) and 100 <= value < 600:
            return value
    cause = error.__cause__
    # langchain-google-genai wraps the client's error in one of its own, which has no status.
    return _status(cause) if isinstance(cause, Exception) else None


def _body(error: Exception) -> object:
    body = getattr(error, "body", None) or getattr(error, "details", None)
    return body if body is not None else str(error)


def _is_connection(error: BaseException | None) -> bool:
    """Whether a connection failed: the transport errors of any httpx, or the system's own."""
    while error is not None:
        names = {kind.__name__ for kind in type(error).__mro__}
        if isinstance(error, OSError | ModelConnectionError) or names & {"TransportError", "APIConnectionError"}:
            return True
        # An encoding that cannot be undone is a broken transfer too.
        if names & {"DecodingError", "TooManyRedirects"}:
            return True
        error = error.__cause__
    return False
