import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.models.retry_after import retry_after

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": ""}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e999"}, None),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after-ms": "x", "retry-after": "9"}, 9),
        ({"retry-after": "Sun, 01 Mar 2026 12:00:30 GMT"}, 30),
        ({"retry-after": "Sun, 01 Mar 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "Sun, 01 Mar 2026 13:00:10 GMT", "date": "Sun, 01 Mar 2026 13:00:00 GMT"}, 10),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 20)}, 20),
        ({"x-ratelimit-reset": str((int(NOW.timestamp()) + 20) * 1000)}, 20),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) - 20)}, 0),
        ({"x-ratelimit-reset": "20"}, None),
        ({"retry-after": "7", "x-ratelimit-reset": str(int(NOW.timestamp()) + 20)}, 7),
        ({"retry-after": "Sun, 99 Mar 2026 12:00:00 GMT"}, None),
    ],
)
def test_what_is_said_in_headers(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, now=NOW) == seconds


@pytest.mark.parametrize("wrap", [lambda body: body, lambda body: [body]])
def test_what_gemini_says_in_the_body(wrap: object) -> None:
    body = {"error": {"details": [{"@type": "x"}, {"retryDelay": "45.5s"}]}}
    assert retry_after({}, wrap(body)) == 45.5  # type: ignore[operator]
    assert retry_after({"retry-after": "2"}, body) == 2


@given(
    st.text(),
    st.text(),
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda x: st.lists(x) | st.dictionaries(st.sampled_from(["error", "details", "retryDelay"]), x),
    ),
)
def test_whatever_is_said_it_is_none_or_a_wait(seconds: str, milliseconds: str, body: object) -> None:
    found = retry_after({"retry-after": seconds, "retry-after-ms": milliseconds, "date": seconds}, body, now=NOW)
    assert found is None or (found >= 0 and math.isfinite(found))


@given(st.integers(min_value=-10_000_000, max_value=10_000_000))
def test_a_date_is_as_far_away_as_it_is(seconds: int) -> None:
    moment = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert retry_after({"retry-after": moment}, now=NOW) == max(0, seconds)
