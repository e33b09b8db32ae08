"""The result of a session is computed once for each state of it, and handed on to the screen and to every file."""

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest

from bareme.domain import session_result
from bareme.graphs.session_runner import SessionRunner
from tests.cli.conftest import TWO_GRADERS, Run, french_set


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many times the result of each state was computed; states are told apart by their content."""
    counted: Counter[str] = Counter()

    def counting(compute: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(compute)
        def compute_and_count(session: Any, *rest: Any) -> Any:
            counted[session.model_dump_json()] += 1
            return compute(session, *rest)

        return compute_and_count

    # Called once by each `session_result`, whichever module that is imported into.
    monkeypatch.setattr(session_result, "compare_session", counting(session_result.compare_session))
    return counted


def test_grading_computes_the_result_of_each_state_once(bareme: Run, computed: Counter[str]) -> None:
    ended = bareme("grade", *french_set(), *TWO_GRADERS, "--yes", "--out", "out", "--json")
    assert ended.returncode == 0, ended.stderr
    # Before and after the answers of different copies are compared.
    assert list(computed.values()) == [1, 1]


def test_showing_and_exporting_use_the_result_that_grading_left(
    bareme: Run, session: str, computed: Counter[str]
) -> None:
    for command in (("show", session), ("export", session, "--format", "xlsx", "--out", "out")):
        assert bareme(*command).returncode == 0
    assert computed == {}


def test_the_result_that_grading_left_is_that_of_the_session(session: str, tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("BAREME_HOME", str(tmp_path / "home"))
    with SessionRunner() as runner:
        snapshot = runner.snapshot(session)
    assert snapshot.graded is not None
    assert snapshot.result == session_result.session_result(snapshot.graded)
