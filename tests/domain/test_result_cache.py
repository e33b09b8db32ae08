from typing import Any

import pytest

from bareme.domain.result_cache import ResultCache
from bareme.domain.results import copy_result
from bareme.domain.session_result import session_result
from tests.domain.sessions import attempt, session


def test_what_is_computed_too_late_is_not_taken_for_a_result_under_the_latest_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A run that was cancelled computes on in its thread while the next one finishes the review."""
    given = [attempt("c01", "A", {"1": "3"}), attempt("c01", "B", {"1": "1"})]
    hidden = session("1: 4", given, reveal="after_decision")
    finished = hidden.model_copy(update={"finished": True})
    cache, compute = ResultCache(), "bareme.domain.session_result.copy_result"

    def overtaken(*args: Any, **options: Any) -> Any:
        monkeypatch.setattr(compute, copy_result)
        session_result(finished, cache=cache)
        return copy_result(*args, **options)

    monkeypatch.setattr(compute, overtaken)
    session_result(hidden, cache=cache)
    assert session_result(finished, cache=cache) == session_result(finished)
