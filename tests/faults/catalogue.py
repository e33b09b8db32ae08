"""The faults: one table that the tests assert and `make faults` prints."""

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.faults.bad_output import bad_output
from tests.faults.laboratory import Fault
from tests.provider.server import Scripted, answer_to, prompt_of
from tests.provider.wire import Reply, Wire

type Json = dict[str, Any]
# Members of a gzip file follow one another: white space, and an answer after it.
BOMB = gzip.compress(b" " * 64 * 1024 * 1024)


def catalogue() -> list[Fault]:
    """Return every fault."""
    return [*_statuses(), *_retry_after(), *_accounts(), *_bodies(), *_transport(), *bad_output(), *_forms(), *_bills()]


def _error(message: str = "no", **fields: Any) -> Json:
    return {"error": {"message": message, "type": "error", "code": None, **fields}}


def _always(answer: Scripted) -> Callable[[Json], Scripted]:
    return lambda _: answer


def _passes(name: str, answer: Scripted | Callable[[Json], Scripted], *, calls: int = 3) -> Iterator[Fault]:
    """A fault that may pass: struck once, the second call is graded; struck for ever, it fails after `calls`."""
    make = answer if callable(answer) else _always(answer)
    yield Fault(f"{name}, once", make, "graded", 2, times=1)
    yield Fault(f"{name}, for ever", make, "failed", calls)


def _cut_off(name: str, answer: Scripted | Callable[[Json], Scripted]) -> Iterator[Fault]:
    """The same for a request that may have been carried out, which is sent again once at most."""
    yield from _passes(name, answer, calls=2)


def _statuses() -> Iterator[Fault]:
    for status in (408, 409, 425, 429, 500, 502, 503, 504, 520, 529):
        yield from _passes(f"HTTP {status}", status)
    for status in (400, 401, 403, 404, 413, 422):
        yield Fault(f"HTTP {status}", _always(status), "failed", 1)
    yield Fault("HTTP 502 with a page", _always(Reply(502, b"<html>", {"content-type": "text/html"})), "failed", 3)
    yield Fault("HTTP 400 that quotes prompt and key", _quote(400), "failed", 1)


def _quote(status: int) -> Callable[[Json], Scripted]:
    return lambda request: Reply.of(_error(prompt_of(request), param="sk-canary-4f1d9b7e2a"), status)


def _retry_after() -> Iterator[Fault]:
    now = datetime.now(UTC)
    busy = _error("slow down")
    waits: dict[str, dict[str, str]] = {
        "0.02 s": {"retry_after": "0.02"},
        "20 ms": {"retry_after_ms": "20"},
        "negative": {"retry_after": "-30"},
        "a past date": {"retry_after": format_datetime(now - timedelta(hours=1), usegmt=True)},
        "no number": {"retry_after": "soon"},
        "NaN": {"retry_after": "nan"},
        "nothing": {"retry_after": ""},
    }
    for name, headers in waits.items():
        yield Fault(f"Retry-After: {name}", _always(Reply.of(busy, 429, **headers)), "graded", 2, times=1)
    longer: dict[str, dict[str, str]] = {
        "an hour": {"retry_after": "3600"},
        "an hour in ms": {"retry_after_ms": "3600000"},
        "a date to come": {
            "retry_after": format_datetime(now + timedelta(hours=1), usegmt=True),
            "date": format_datetime(now, usegmt=True),
        },
        "thirty years": {"retry_after": "999999999"},
        "of a 503": {"retry_after": "600"},
    }
    for name, headers in longer.items():
        status = 503 if "503" in name else 429
        yield Fault(f"Retry-After: {name}", _always(Reply.of(busy, status, **headers)), "waiting", 1)
    delay = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "38s"}
    yield Fault("retryDelay in the body", _always(Reply.of(_error(details=[delay]), 429)), "waiting", 1)


def _accounts() -> Iterator[Fault]:
    yield Fault("HTTP 402", _always(402), "waiting", 1)
    yield Fault("HTTP 429 insufficient_quota", _always(Reply.of(_error(code="insufficient_quota"), 429)), "waiting", 1)
    low = _error("Your credit balance is too low to access the API")
    yield Fault("HTTP 400 with an empty account", _always(Reply.of(low, 400)), "waiting", 1)
    spent = _error("Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys", code=403)
    yield Fault("HTTP 403 with a key's own limit", _always(Reply.of(spent, 403)), "waiting", 1)
    yield Fault("HTTP 200 with 402 inside", _always(Reply.of(_error(code=402))), "waiting", 1)


def _bodies() -> Iterator[Fault]:
    page = b"<!DOCTYPE html><html><body>Login</body></html>"
    yield from _passes("a web page", Reply(200, page, {"content-type": "text/html"}))
    yield from _passes("a web page that says it is JSON", Reply(200, page))
    for name, body in {
        "an empty body": b"",
        "white space": b" \n\n ",
        "null": b"null",
        "a list": b"[]",
        "a number": b"7",
        "half of it": b'{"id": "c", "choices": [{"mess',
        "no choices": b'{"id": "c"}',
        "empty choices": b'{"choices": []}',
        "null choices": b'{"choices": null}',
        "choices of null": b'{"choices": [null]}',
        "a null message": b'{"choices": [{"message": null}]}',
        "a body of 20,000 brackets": b"[" * 20_000,
    }.items():
        yield from _passes(name, Reply(200, body))
    yield from _passes("HTTP 200 with an error inside", Reply.of(_error("upstream")))
    yield from _passes("HTTP 200 with 502 inside", Reply.of(_error(code=502)))
    inside = {"choices": [{"index": 0, "finish_reason": "error", "error": {"code": 503}, "message": {"content": ""}}]}
    yield from _passes("an error inside the choice", Reply.of(inside))
    yield Fault("HTTP 200 with 400 inside", _always(Reply.of(_error(code=400))), "failed", 1)
    yield Fault("JSON after keep-alive blanks", lambda r: Reply(200, b"\n\n\n" + _whole(r)), "graded", 1)
    yield Fault("JSON as text/plain", lambda r: Reply(200, _whole(r), {"content-type": "text/plain"}), "graded", 1)


def _whole(request: Json) -> bytes:
    return json.dumps(answer_to(request)).encode()


def _transport() -> Iterator[Fault]:
    def cut(request: Json) -> Reply:
        return Reply(200, _whole(request))

    yield from _cut_off("closed without a word", Wire((), ending="close"))
    yield from _cut_off("reset without a word", Wire((), ending="reset"))
    yield from _cut_off("reset within the head", Wire((b"HTTP/1.1 200 O",), ending="reset"))
    yield from _cut_off("closed within the head", Wire((b"HTTP/1.1 200 OK\r\ncontent-",), ending="close"))
    yield from _cut_off("not HTTP", Wire((b"SSH-2.0-OpenSSH_9.6\r\n\r\n",), ending="close"))
    yield from _cut_off("closed within the body", lambda r: Wire((cut(r).head + cut(r).body[:50],), ending="close"))
    yield from _cut_off(
        "reset within the body", lambda r: Wire((cut(r).head + cut(r).body[:50], b""), pause=0.005, ending="reset")
    )
    long = {"content-length": "99999"}
    yield from _cut_off(
        "content-length too long", lambda r: Wire((Reply(200, _whole(r), long).head + _whole(r),), ending="close")
    )
    short = {"content-length": "40"}
    # What is left over spoils the connection for the next request, which may not get through.
    yield Fault(
        "content-length too short",
        lambda r: Wire((Reply(200, _whole(r), short).head + _whole(r),), ending="close"),
        "graded",
        2,
        times=1,
    )
    chunked = {"transfer-encoding": "chunked", "content-length": ""}
    head = Reply(200, b"", chunked).head
    yield from _cut_off("chunks cut short", lambda r: Wire((head + b"500\r\n" + _whole(r)[:200],), ending="close"))
    yield from _cut_off("a chunk of no size", Wire((head + b"zz\r\nhello\r\n0\r\n\r\n",), ending="close"))
    packed = {"content-encoding": "gzip"}
    yield from _cut_off("gzip that is none", lambda r: Reply(200, _whole(r), packed))
    yield from _passes("gzip cut short", lambda r: Reply(200, gzip.compress(_whole(r))[:-40], packed))
    yield from _cut_off("gzip that unpacks to 64 MB", lambda r: Reply(200, BOMB + gzip.compress(_whole(r)), packed))
    yield Fault("gzip", lambda r: Reply(200, gzip.compress(_whole(r)), packed), "graded", 1)
    events = {"content-type": "text/event-stream"}
    delta = b'data: {"choices": [{"delta": {"content": "{"}}]}\n\n'
    yield from _passes("a stream of events", Reply(200, delta + b"data: [DONE]\n\n", events))
    yield from _cut_off(
        "a stream of events cut short", Wire((Reply(200, delta * 9, events).head + delta,), ending="close")
    )
    slow = {"BAREME_CALL_SECONDS": "0.4"}
    yield Fault(
        "drips for ever", lambda r: Wire((cut(r).head, *([b" "] * 400)), pause=0.02), "graded", 2, 1, settings=slow
    )
    yield Fault(
        "drips for ever, each time",
        lambda r: Wire((cut(r).head, *([b" "] * 400)), pause=0.02),
        "failed",
        2,
        settings={**slow, "BAREME_CALL_TRIES": "2"},
    )
    yield Fault("a head and then nothing", lambda r: Wire((cut(r).head, b" "), pause=5), "graded", 2, 1, settings=slow)
    yield Fault("not a byte", lambda r: Wire((b"", b" "), pause=5), "graded", 2, 1, settings=slow)
    yield Fault(
        "the attempt's time is over",
        lambda r: Wire((b"", b" "), pause=5),
        "failed",
        1,
        settings={"BAREME_ATTEMPT_SECONDS": "0.4"},
    )
    yield Fault(
        "a byte at a time",
        lambda r: Wire(tuple(cut(r).wire().pieces[0][i : i + 9] for i in range(0, 3000, 9))),
        "graded",
        1,
    )


def _forms() -> Iterator[Fault]:
    def refuse(words: str, status: int = 400, *, also_format: bool = False) -> Callable[[Json], Scripted]:
        def answer(request: Json) -> Scripted:
            refused = "tools" in request or (also_format and "response_format" in request)
            return Reply.of(_error(words), status) if refused else None

        return answer

    yield Fault("no tools", refuse("llava does not support tools"), "graded", 2)
    yield Fault("no endpoint for tools", refuse("No endpoints found that support tool use.", 404), "graded", 2)
    both = "Tool calling and response_format are not supported by this model"
    yield Fault("neither tools nor a schema", refuse(both, also_format=True), "graded", 3)
    yield Fault("no form at all", _always(Reply.of(_error("response_format is not supported"), 400)), "failed", 3)


def _bills() -> Iterator[Fault]:
    def with_(**fields: Any) -> Callable[[Json], Scripted]:
        return lambda request: {**answer_to(request), **fields}

    for name, usage in {
        "no usage": None,
        "usage below zero": {"prompt_tokens": -5, "completion_tokens": 1, "total_tokens": -4},
        "usage in words": {"prompt_tokens": "many", "completion_tokens": 1, "total_tokens": 1},
        "usage of null": {"prompt_tokens": None, "completion_tokens": None, "total_tokens": None},
        "usage as a list": [1],
        "details that are none": {"prompt_tokens": 1, "completion_tokens": 1, "prompt_tokens_details": 3},
        "details below zero": _bill(prompt_tokens_details={"cached_tokens": -5}),
        "details in words": _bill(prompt_tokens_details={"cached_tokens": "many"}),
        "details in a list": _bill(completion_tokens_details={"reasoning_tokens": [1]}),
        "reasoning below zero": _bill(completion_tokens_details={"reasoning_tokens": -1}),
        "a nonillion tokens": _bill(prompt_tokens=10**30),
        "a nonillion in all": _bill(total_tokens=10**30),
        "a cost of a nonillion": _bill(cost=10**30),
        "a cost of nothing known": _bill(cost={}),
        "an empty bill": {},
    }.items():
        yield Fault(name, with_(usage=usage), "graded", 1)
    odd: dict[str, Json] = {
        "a tier that is a list": {"service_tier": ["flex"]},
        "a model that is a number": {"model": 10**30},
        "an id that is a number": {"id": 10**30},
    }
    for name, fields in odd.items():
        yield Fault(name, with_(**fields), "graded", 1)


def _bill(**fields: Any) -> Json:
    return {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15, **fields}
