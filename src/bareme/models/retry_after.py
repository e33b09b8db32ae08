"""Reading how long a provider asks to wait, from headers or body. `calls/call.py` is where that wait is kept."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_RETRY_DELAY = re.compile(r"\A(\d{1,9}(?:\.\d{1,9})?)s\Z")

_SECONDS_IN_2001 = 1_000_000_000.0


def retry_after(headers: Mapping[str, str], body: object = None, *, now: datetime | None = None) -> float | None:
    """Return the seconds to wait, never negative, or None if nothing readable is given.

    Read in this order: `retry-after-ms` (milliseconds), `retry-after` (seconds, or an HTTP date: RFC 9110, 10.2.3),
    `retryDelay` of a google.rpc.RetryInfo in the body, which is the only one that Gemini sends, and `x-ratelimit-reset`
    where it is a moment in Unix time, as OpenRouter sends it, also inside the error of a body. A date is measured from
    the response's own `date`, if it has one, so that a wrong clock on either side does no harm.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return max(0.0, milliseconds / 1000)
    written = headers.get("retry-after")
    seconds = _number(written)
    if seconds is not None:
        return max(0.0, seconds)
    sent = _date(headers.get("date")) or now or datetime.now(UTC)
    moment = _date(written)
    if moment is not None:
        return max(0.0, (moment - sent).total_seconds())
    delay = _in_body(body)
    if delay is not None:
        return delay
    moments = (_unix_time(given.get("x-ratelimit-reset")) for given in (headers, _headers_in_body(body)))
    return next((max(0.0, moment - sent.timestamp()) for moment in moments if moment is not None), None)


def _unix_time(text: str | None) -> float | None:
    """Return the moment in seconds, or None if the number is not one of seconds or milliseconds since 1970."""
    number = _number(text)
    if number is None or number < _SECONDS_IN_2001:
        return None
    return number / 1000 if number >= _SECONDS_IN_2001 * 100 else number


def _headers_in_body(body: object) -> Mapping[str, str]:
    """Return the headers that OpenRouter repeats in its error, because the status is 200 by then."""
    error: Any = body.get("error", body) if isinstance(body, dict) else None
    metadata = error.get("metadata") if isinstance(error, dict) else None
    headers = metadata.get("headers") if isinstance(metadata, dict) else None
    return {str(name).lower(): str(value) for name, value in headers.items()} if isinstance(headers, dict) else {}


def _number(text: str | None) -> float | None:
    try:
        value = float((text or "").strip())
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime((text or "").strip())
    except (ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _in_body(body: object) -> float | None:
    if isinstance(body, list):
        body = body[0] if body else None
    error: Any = body.get("error", body) if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    for detail in details if isinstance(details, list) else ():
        delay = detail.get("retryDelay") if isinstance(detail, dict) else None
        match = _RETRY_DELAY.match(delay) if isinstance(delay, str) else None
        if match:
            return float(match[1])
    return None
