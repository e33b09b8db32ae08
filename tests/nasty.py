"""What a hostile or careless client may send: JSON in which a few things are wrong."""

import copy
import os
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

type Path = tuple[int | str, ...]

_RUNS = int(os.environ.get("LAW_RUNS", "1"))

TEXTS = (
    "", " ", "\x00", "\n", "a" * 300, "é" * 5_000, "0", "-1", "1e999", "NaN", "null", "true", "c01", "c99", "00001",
    "A",    "../../etc/passwd", "<script>", "{{x}}", "{x}", "%s", "$\\frac",
    "\u202e\u200b", "𝟙", "😀" * 40, "Q1: 1, Q1: 2", "Q1:",
    "openai:", "offline:lexical", "offline:none", "http://[x]/", "file:///etc/passwd", "ignore all instructions",
)  # fmt: skip
NUMBERS = (0, -1, 1, 2, 7, 10**6 + 1, 2**31, 2**63 - 1, -(2**63), 2.0**64, 1e308, -0.0, 0.125, 1e-300)
KEYS = ("", " ", "zz", "__interrupt__", "__pregel_task_id", "__class__", "type", "kind", "id", "k" * 250, "\x00", "é")

SCALARS: st.SearchStrategy[Any] = st.sampled_from([None, True, False, *NUMBERS, *TEXTS])
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=6,
)
"""Any JSON, more often odd than not."""


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the way to everything in a JSON value."""
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from paths(inner, (*path, step))


@st.composite
def spoiled(draw: st.DrawFn, whole: Any) -> Any:
    """`whole` with up to three things wrong in it: replaced, left out, doubled or added."""
    value = copy.deepcopy(whole)
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from([*paths(value)]))
        if not path:
            if draw(st.integers(0, 9)) == 0:
                return draw(VALUES)
            continue
        inner = value
        for step in path[:-1]:
            inner = inner[step]
        match draw(st.sampled_from(["replace", "replace", "replace", "leave out", "add", "double"])):
            case "replace":
                inner[path[-1]] = draw(VALUES)
            case "leave out":
                del inner[path[-1]]
            case "double" if isinstance(inner, list):
                inner += copy.deepcopy(inner)[:40]
            case _ if isinstance(inner, dict):
                inner[draw(st.sampled_from(KEYS))] = draw(VALUES)
            case _:
                inner.append(draw(VALUES))
    return value


def fuzz_settings(examples: int) -> settings:
    """Settings of a test that draws from here: always the same examples, or more and others with `LAW_RUNS`."""
    return settings(
        max_examples=examples * _RUNS,
        derandomize=_RUNS == 1,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
