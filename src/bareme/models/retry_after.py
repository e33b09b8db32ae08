"""Reading how long a provider asks to wait, from headers or body. `calls/call.py` is where that wait is kept."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_RETRY_DELAY = re.compile(r"\A(\d{1,9}(?:\.\d{1,9})?)s\Z")


def retry_after(headers: Mapping[str, str], body: object = None, *, now: datetime | None = None) -> float | None:
    """Return the seconds to wait, never negative, or None if nothing readable is given.

    Read in this order: `retry-after-ms` (milliseconds), `retry-after` (seconds, or an HTTP date: RFC 9110, 10.2.3),
    and `retryDelay` of a google.rpc.RetryInfo in the body, which is the only one that Gemini sends. A date is measured
    from the response's own `date`, if it has one, so that a wrong clock on either side does no harm.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return max(0.0, milliseconds / 1000)
    written = headers.get("retry-after")
    seconds = _number(written)
    if seconds is not None:
        return max(0.0, seconds)
    moment = _date(written)
    if moment is not None:
        sent = _date(headers.get("date")) or now or datetime.now(UTC)
        return max(0.0, (moment - sent).total_seconds())
    return _in_body(body)


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
