from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bareme.domain.attempts import Attempt, Mark, MarkStatus, current_marks
from bareme.domain.money import Usage, total_usage
from tests.domain.sessions import attempt, mark, points

WITHOUT_POINTS = [
    MarkStatus.INVALID_OUTPUT,
    MarkStatus.FAILED,
    MarkStatus.WAITING,
    MarkStatus.EXCUSED,
    MarkStatus.NOT_JUDGED,
]


def latest_marks(*attempts: Attempt, of: str = "1") -> list[tuple[str, int, object]]:
    return [(a.label, a.try_index, m.points) for a, m in current_marks(attempts).get(of, [])]


@pytest.mark.parametrize("status", MarkStatus)
def test_only_what_was_graded_has_points(status: MarkStatus) -> None:
    assert status.has_points is (status not in WITHOUT_POINTS)
    with pytest.raises(ValidationError, match=status.value):
        Mark(question_id="1", status=status, points=None if status.has_points else points("1")[0])


@pytest.mark.parametrize("fields", [{"points": "-0.25"}, {"confidence": 1.5}, {"confidence": float("nan")}])
def test_a_mark_is_not_negative_and_a_confidence_is_a_share(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        mark("1", **fields)


def test_an_attempt_is_known_by_copy_grader_try_and_round() -> None:
    assert attempt("c01", "A", {"1": "2"}, try_index=2, round=1).key == "c01/A/2/1"


def test_usages_add_up() -> None:
    first = Usage(calls=1, input_tokens=1000, output_tokens=100, seconds=1.5)
    assert first + first == Usage(calls=2, input_tokens=2000, output_tokens=200, seconds=3.0)


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    calls = draw(st.integers(0, 3))
    unpriced = draw(st.integers(0, calls))
    known = Decimal(draw(st.integers(0, 10**6))) / 10**6 if unpriced < calls else Decimal(0)
    cost = None if unpriced == calls > 0 else known
    counts = {name: draw(st.integers(0, 5000)) for name in ("unanswered_calls", "input_tokens", "output_tokens")}
    seconds = draw(st.integers(0, 64)) / 8
    return Usage(
        calls=calls, unpriced_calls=unpriced, cost=cost, seconds=seconds, estimated=draw(st.booleans()), **counts
    )


@given(st.lists(usages(), max_size=6), st.integers(0, 6))
def test_a_total_is_that_of_its_parts_wherever_it_is_divided(added: list[Usage], place: int) -> None:
    whole = total_usage(added)
    assert whole == total_usage(added[:place]) + total_usage(added[place:]) == sum(added, Usage())
    assert (whole.cost is None) == (whole.unpriced_calls == whole.calls > 0)
    assert (whole.cost or 0) == sum(usage.cost or 0 for usage in added)


def test_marks_stand_in_the_order_of_label_and_try() -> None:
    made = [
        attempt("c01", "B", {"1": "1"}),
        attempt("c01", "A", {"1": "2"}, try_index=2),
        attempt("c01", "A", {"1": "3"}),
    ]
    assert latest_marks(*made) == [("A", 1, 3), ("A", 2, 2), ("B", 1, 1)]


def test_a_later_round_replaces_an_earlier_one_of_the_same_try() -> None:
    made = [attempt("c01", "A", {"1": "2"}, round=1), attempt("c01", "A", {"1": "1", "2": "1"})]
    assert latest_marks(*made) == [("A", 1, 2)]
    assert latest_marks(*made, of="2") == [("A", 1, 1)]


@pytest.mark.parametrize("status", WITHOUT_POINTS)
def test_a_failed_round_takes_no_points_away(status: MarkStatus) -> None:
    assert latest_marks(attempt("c01", "A", {"1": "1"}), attempt("c01", "A", {"1": status}, round=1)) == [("A", 1, 1)]
    assert latest_marks(attempt("c01", "A", {"1": status}), attempt("c01", "A", {"1": "1"}, round=1)) == [("A", 1, 1)]


def test_of_two_failures_the_later_one_stands() -> None:
    made = [
        attempt("c01", "A", {"1": MarkStatus.INVALID_OUTPUT}),
        attempt("c01", "A", {"1": MarkStatus.FAILED}, round=1),
    ]
    ((_, stands),) = current_marks(made)["1"]
    assert stands.status is MarkStatus.FAILED


def test_an_attempt_that_gave_no_mark_stands_as_failed_on_every_question() -> None:
    broken = attempt("c01", "A", error="no answer within 120 seconds")
    current = current_marks([broken, attempt("c01", "B", {"1": "2", "2": "1"})], ["1", "2"])
    assert [(a.label, m.status.value) for a, m in current["2"]] == [("A", "failed"), ("B", "graded")]
    assert current["1"][0][1].note == "no answer within 120 seconds"


def test_a_regrade_that_gave_no_mark_takes_no_points_away() -> None:
    current = current_marks([attempt("c01", "A", {"1": "2"}), attempt("c01", "A", round=1)], ["1"])
    assert [m.points for _, m in current["1"]] == points("2")


_ROUNDS = st.lists(st.sampled_from(["0", "1", "2", *WITHOUT_POINTS]), min_size=1, max_size=5)


@given(_ROUNDS, st.randoms(use_true_random=False))
def test_what_stands_is_the_last_round_with_points_in_whatever_order_they_come(
    rounds: list[str | MarkStatus], random: Random
) -> None:
    made = [attempt("c01", "A", {"1": given}, round=number) for number, given in enumerate(rounds)]
    random.shuffle(made)
    graded = [given for given in rounds if not isinstance(given, MarkStatus)]
    assert latest_marks(*made) == [("A", 1, *points(graded[-1] if graded else None))]
