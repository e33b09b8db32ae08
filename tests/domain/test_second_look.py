"""Second looks are shown beside the marks they were at, and nothing is made of them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.attempts import Attempt, MarkStatus
from bareme.domain.calibration.report import calibrate
from bareme.domain.graders import agreement_of
from bareme.domain.second_look import current_second_looks
from bareme.domain.session import GradedSession
from bareme.domain.session_result import compare_session, session_result
from tests.domain.sessions import attempt, session

SCHEME = "1: 4, 2: 4"
POINTS = st.sampled_from(["0", "1", "2.5", "4"])


def looked(attempts: list[Attempt], *looks: Attempt, **fields: Any) -> GradedSession:
    return session(SCHEME, attempts, **fields).model_copy(update={"second_looks": looks})


def shown(graded: GradedSession) -> dict[str, dict[str, tuple[object, object]]]:
    """By question and pass: what was given first and then, of copy c01."""
    return {
        question_id: {
            f"{look.label}/{look.try_index}": (look.first.points, look.second.points or look.second.status)
            for look in looks
        }
        for question_id, looks in current_second_looks(graded).get("c01", {}).items()
    }


FIRST = [attempt("c01", "A", {"1": "4", "2": "1"}), attempt("c01", "B", {"1": "1", "2": "1"})]


def test_each_look_stands_beside_its_grader_s_mark() -> None:
    graded = looked(FIRST, attempt("c01", "B", {"1": "2.5"}), attempt("c01", "A", {"1": "4"}))
    assert shown(graded) == {"1": {"A/1": (4, 4), "B/1": (1, Decimal("2.5"))}}
    assert [look.change for look in current_second_looks(graded)["c01"]["1"]] == [0, Decimal("1.5")]


def test_one_that_failed_is_told_and_has_no_change() -> None:
    graded = looked(FIRST, attempt("c01", "B", {"1": MarkStatus.FAILED}))
    assert shown(graded) == {"1": {"B/1": (1, MarkStatus.FAILED)}}
    assert current_second_looks(graded)["c01"]["1"][0].change is None


def test_tries_look_again_each_for_itself() -> None:
    again = attempt("c01", "A", {"1": "3", "2": "1"}, try_index=2)
    graded = looked([*FIRST, again], attempt("c01", "A", {"1": "2"}, try_index=2))
    assert shown(graded) == {"1": {"A/2": (3, 2)}}


@pytest.mark.parametrize("anew", ["A", "B"])
def test_a_look_at_marks_that_stand_no_more_is_left_out(anew: str) -> None:
    """Also where it is the other who has marked anew: what the look was at is gone."""
    looks = attempt("c01", "A", {"1": "2.5"}), attempt("c01", "B", {"1": "2.5"})
    regraded = attempt("c01", anew, {"1": "3"}, round=1)
    assert shown(looked([*FIRST, regraded], *looks)) == {}
    later = attempt("c01", "A", {"1": "1"}, round=1)
    assert list(shown(looked([*FIRST, regraded], *looks, later))["1"]) == ["A/1"]


def test_a_look_under_another_scheme_is_left_out_where_the_question_changed() -> None:
    graded = looked(FIRST, attempt("c01", "A", {"1": "2.5", "2": "2.5"}))
    amended = session("1: 5, 2: 4", []).scheme.model_copy(update={"version": 2})
    progress = {i: p.model_copy(update={"scheme_version": 2}) for i, p in graded.progress.items()}
    under = graded.model_copy(update={"scheme": amended, "earlier_schemes": (graded.scheme,), "progress": progress})
    assert list(shown(under)) == ["2"]


@given(
    first=st.lists(st.tuples(POINTS, POINTS), min_size=2, max_size=3),
    then=st.lists(st.sampled_from(["0", "1", "2.5", "4", MarkStatus.FAILED]), min_size=3, max_size=3),
)
def test_no_mark_total_consensus_or_figure_changes(first: list[tuple[str, str]], then: list[str | MarkStatus]) -> None:
    attempts = [attempt("c01", label, {"1": one, "2": two}) for label, (one, two) in zip("ABC", first, strict=False)]
    plain = session(SCHEME, attempts, graders=len(attempts))
    looks = tuple(attempt("c01", made.label, {"1": given}) for made, given in zip(attempts, then, strict=False))
    again = plain.model_copy(update={"second_looks": looks})
    names = {"c01": {made.label: f"openai:{made.label}" for made in attempts}}
    assert len(current_second_looks(again)["c01"]["1"]) == len(attempts)
    assert compare_session(again) == compare_session(plain)
    assert session_result(again) == session_result(plain)
    assert agreement_of(again, names) == agreement_of(plain, names)
    assert calibrate(again, session_result(again)) == calibrate(plain, session_result(plain))
