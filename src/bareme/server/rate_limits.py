"""How often a caller may ask: counted by the `limits` library over a sliding window, in memory or in Redis.

Without authentication everybody is the same local user, on their own machine, and nothing is limited.
"""

import logging
import math
import time

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

from bareme.access_settings import open_counters
from bareme.runtime import current_runtime
from bareme.server import problem_kinds as kinds
from bareme.server.caller import Caller
from bareme.server.problems import Problem
from bareme.settings import get_settings
from bareme.translation import Message

_log = logging.getLogger(__name__)


async def count_request(caller: Caller, method: str) -> None:
    """Count a request of a caller.

    Raises:
        Problem: 429, if it is one too many; it says how long to wait.
    """
    if caller.through == "local":
        return
    settings = get_settings()
    await _count(RateLimitItemPerMinute(settings.requests_per_minute_of_a_caller), "requests", caller.identity)
    if method not in {"GET", "HEAD"}:
        await _count(RateLimitItemPerMinute(settings.writes_per_minute_of_a_caller), "writes", caller.identity)


async def count_new_session(identity: str) -> None:
    """Count a session that somebody begins; the same errors as `count_request`."""
    await _count(RateLimitItemPerHour(get_settings().new_sessions_per_hour), "sessions", identity)


async def count_upload(caller: Caller) -> None:
    """Count a document that a caller sends; the same errors as `count_request`."""
    await _count(RateLimitItemPerHour(get_settings().uploads_per_hour), "uploads", caller.identity)


async def may_sign_in(address: str) -> None:
    """Refuse to check another token from an address that has sent too many wrong ones.

    Raises:
        Problem: 429; it says how long to wait.
    """
    item, who = _failures(address)
    try:
        is_free = await _limiter().test(item, *who)
    except StorageError as error:
        _log.warning("requests cannot be counted: %s", type(error.storage_error).__name__)
        return
    if not is_free:
        raise await _too_many(item, who)


async def count_failed_sign_in(address: str) -> None:
    """Count a wrong token; the same errors as `count_request`."""
    item, who = _failures(address)
    await _count(item, *who)


def _failures(address: str) -> tuple[RateLimitItem, tuple[str, str]]:
    return RateLimitItemPerMinute(get_settings().failed_sign_ins_per_minute), ("sign-in", address)


async def _count(item: RateLimitItem, *who: str) -> None:
    try:
        within = await _limiter().hit(item, *who)
    except StorageError as error:
        # Teachers work on while Redis is down.
        _log.warning("requests cannot be counted: %s", type(error.storage_error).__name__)
        return
    if not within:
        raise await _too_many(item, who)


async def _too_many(item: RateLimitItem, who: tuple[str, ...]) -> Problem:
    window = await _limiter().get_window_stats(item, *who)
    seconds = max(1, math.ceil(window.reset_time - time.time()))
    message = Message("too many requests: try again in {seconds} s", seconds=seconds)
    headers = {"retry-after": str(seconds)}
    return Problem(429, kinds.TOO_MANY_REQUESTS, message, headers=headers, limit=item.amount)


def _limiter() -> SlidingWindowCounterRateLimiter:
    return current_runtime().resource(_new_limiter, get_settings().request_counters)


def _new_limiter(url: str) -> SlidingWindowCounterRateLimiter:
    storage = open_counters(url)
    assert isinstance(storage, Storage)  # noqa: S101 - the settings allow asynchronous ones alone
    return SlidingWindowCounterRateLimiter(storage)
