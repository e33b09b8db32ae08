"""Grading again and amending the scheme: what is ordered, what is kept, what is refused in French and English."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.apply import CommandEffects, RegradeOrder
from bareme.domain.copies import CopyFlag
from bareme.domain.criteria import Criterion
from bareme.domain.decisions import SchemeDecision
from bareme.domain.outcomes import Amendment
from bareme.domain.points import Language
from bareme.domain.review import RegradeScope
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.scheme_edit import merge_shorthand
from bareme.domain.scheme_versions import diff_schemes
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.domain.shorthand import print_shorthand
from bareme.exports import ExportFormat, export
from bareme.exports.csv_wide import read_csv_wide
from bareme.exports.json_tree import read_json
from tests.domain.sessions import AT, attempt, session
from tests.domain.strategies import SCHEMES
from tests.domain.test_apply import Action, apply, only, set_mark
from tests.domain.test_review_laws import after
from tests.exports.formats import FROM_THE_SESSION


def leaf(question_id: str, points: str, **fields: Any) -> Question:
    return Question(id=question_id, max_points=Decimal(points), **fields)


ONE, TWO = leaf("1", "4", expected_answer="12 m/s"), leaf("2", "6")
SCHEME = GradingScheme(questions=(ONE, TWO))


@pytest.fixture
def graded() -> GradedSession:
    return session(SCHEME, [attempt(c, label, {"1": "3", "2": "4"}) for c in ("c01", "c02") for label in "AB"])


def leaf_of(scheme: GradingScheme, question_id: str) -> Question:
    question = scheme.question(question_id)
    assert question is not None
    return question


def amend(*questions: Question, **fields: Any) -> Action:
    scheme = GradingScheme(questions=questions).model_dump(mode="json")
    return {"type": "amend_scheme", "scheme": scheme, **fields}


def plan(changes: CommandEffects) -> Amendment:
    amendment = only(changes).amendment
    assert amendment is not None
    return amendment


def test_a_proposal_says_what_it_would_touch_and_changes_nothing(graded: GradedSession) -> None:
    changes = apply(graded, amend(ONE, leaf("2", "5"), leaf("3", "1")))
    assert only(changes).status == "proposed"
    proposed = plan(changes)
    assert (proposed.version, proposed.copy_ids, proposed.question_ids) == (2, ("c01", "c02"), ("2", "3"))
    assert (proposed.calls, proposed.diff.added) == (4, ("3",))
    assert (changes.scheme, changes.decisions, changes.progress, changes.regrades) == (None, [], {}, {})


def test_all_are_brought_under_it_and_graded_where_marks_do_not_hold(graded: GradedSession) -> None:
    changes = apply(graded, amend(ONE, leaf("2", "5"), regrade="all"), author="M. Blanc")
    order = RegradeOrder(RegradeScope.ALL, ("2",))
    assert changes.regrades == {"c01": order, "c02": order}
    (decision,) = changes.decisions
    assert isinstance(decision, SchemeDecision)
    assert (decision.author, decision.scheme_version, decision.previous) == ("M. Blanc", 2, 1)
    result = session_result(after(graded, changes))
    assert [copy.questions["1"].points for copy in result.copies] == [Decimal(3), Decimal(3)]
    assert [copy.total for copy in result.copies] == [None, None]


def test_copies_that_are_left_keep_their_version_and_say_so_everywhere(graded: GradedSession) -> None:
    amended = after(graded, apply(graded, amend(ONE, leaf("3", "2"), regrade="c02")))
    kept, moved = session_result(amended).copies
    assert (kept.total, kept.maximum, kept.flags) == (Decimal(7), Decimal(10), (CopyFlag.OLDER_SCHEME,))
    assert (moved.total, moved.maximum, moved.flags) == (None, Decimal(6), ())
    for fmt in FROM_THE_SESSION:
        assert export(amended, fmt, generated_at=AT)
    wide = read_csv_wide(export(amended, ExportFormat.CSV, generated_at=AT))
    assert [question.title for question in wide.questions] == ["1", "3", "2"]
    assert [row.marks for row in wide.rows] == [(Decimal(3), None, Decimal(4)), (Decimal(3), None, None)]
    assert [bool(row.to_check) for row in wide.rows] == [True, False]
    tree = read_json(export(amended, ExportFormat.JSON, generated_at=AT))
    assert [[q.id for q in submission.questions] for submission in tree.submissions] == [["1", "2"], ["1", "3"]]
    assert [submission.scheme_version for submission in tree.submissions] == [1, 2]


def test_none_moves_and_the_class_stays_comparable(graded: GradedSession) -> None:
    amended = after(graded, apply(graded, amend(ONE, TWO, leaf("3", "2"), regrade="none")))
    result = session_result(amended)
    assert (result.statistics.graded, result.statistics.maximum, result.scheme.version) == (2, Decimal(10), 1)
    assert all(export(amended, fmt, generated_at=AT) for fmt in FROM_THE_SESSION)


def test_a_scheme_that_came_with_a_version_keeps_copies_where_they_are(graded: GradedSession) -> None:
    imported = graded.model_copy(update={"scheme": SCHEME.model_copy(update={"version": 7})})
    amended = after(imported, apply(imported, amend(ONE, leaf("2", "5"), regrade="none")))
    assert (amended.scheme.version, {copy.scheme_version for copy in session_result(amended).copies}) == (8, {7})


def test_a_regrade_brings_a_copy_along_and_the_record_says_so(graded: GradedSession) -> None:
    amended = after(graded, apply(graded, amend(ONE, leaf("2", "5"), regrade="none")))
    changes = apply(amended, {"type": "regrade", "copy_ids": "c01", "question_ids": "1"})
    assert changes.regrades == {"c01": RegradeOrder(RegradeScope.ALL, ("1", "2"))}
    (decision,) = changes.decisions
    assert isinstance(decision, SchemeDecision)
    assert (decision.scheme_version, decision.previous, decision.copy_ids) == (2, 2, ("c01",))
    assert changes.progress["c01"].scheme_version == 2


@pytest.mark.parametrize(
    ("language", "words"), [("en", "does not fit the new scheme"), ("fr", "dépasse le nouveau barème")]
)
def test_a_decision_above_the_new_maximum_keeps_its_copy_back(graded: GradedSession, language: str, words: str) -> None:
    policy = graded.policy.model_copy(update={"language": language})
    own = graded.model_copy(update={"policy": policy})
    decided = after(own, apply(own, set_mark("c01", "2", 6)))
    changes = apply(decided, amend(ONE, leaf("2", "5"), regrade="all"))
    assert plan(changes).copy_ids == ("c02",)
    assert words in plan(changes).kept["c01"]
    assert session_result(after(decided, changes)).copies[0].questions["2"].points == Decimal(6)


def test_a_complete_copy_is_kept_back(graded: GradedSession) -> None:
    closed = after(graded, apply(graded, {"type": "mark_complete", "copy_ids": "c01"}))
    assert "complete" in plan(apply(closed, amend(ONE, leaf("2", "5"), regrade="all"))).kept["c01"]
    changes = apply(closed, {"type": "regrade"})
    assert set(changes.regrades) == {"c02"}


@pytest.mark.parametrize(("language", "words"), [("en", "in a command of its own"), ("fr", "envoyez-le à part")])
@pytest.mark.parametrize("first", [{"type": "regrade", "copy_ids": "c01"}, amend(ONE, leaf("2", "3"), regrade="none")])
def test_one_amendment_at_a_time_and_none_beside_a_regrade(
    graded: GradedSession, first: Action, language: str, words: str
) -> None:
    policy = graded.policy.model_copy(update={"language": language})
    own = graded.model_copy(update={"policy": policy})
    outcomes = apply(own, first, amend(ONE, leaf("2", "5"), regrade="all")).outcomes
    assert [outcome.status.value for outcome in outcomes] == ["applied", "refused"]
    assert words in outcomes[1].reason


@pytest.mark.parametrize(
    ("action", "status", "english", "french"),
    [
        (amend(ONE, TWO), "refused", "same as the current one", "ne change pas"),
        (amend(ONE, expected_scheme_version=2), "conflict", "its version is 1, not 2", "version 1, et non 2"),
        (amend(ONE, regrade=["c09"]), "refused", "no copy 'c09'", "pas de copie 'c09'"),
        (amend(ONE), "proposed", "'regrade'", "«\u00a0regrade\u00a0»"),
    ],
)
def test_refusals_speak_both_languages(
    graded: GradedSession, action: Action, status: str, english: str, french: str
) -> None:
    for language, words in [("en", english), ("fr", french)]:
        policy = graded.policy.model_copy(update={"language": language})
        outcome = only(apply(graded.model_copy(update={"policy": policy}), action))
        assert outcome.status == status
        assert words in outcome.reason


RICH = GradingScheme(
    name="Contrôle",
    questions=(
        Question(
            id="ex1",
            label="Exercice 1",
            best_of=1,
            coefficient=Decimal(2),
            parts=(
                leaf(
                    "ex1.a", "2", label="a", expected_answer="12", criteria=(Criterion(id="k", name="k", points="2"),)
                ),
                leaf("ex1.b", "2", label="b", text="Pourquoi ?"),
            ),
        ),
        leaf("ex2", "3", label="Exercice 2", coefficient=Decimal("1.5")),
    ),
)


def test_a_shorthand_keeps_what_it_does_not_say() -> None:
    amended = merge_shorthand(RICH, "Exercice 1.a: 2, Exercice 1.b: 2, Exercice 2: 4, Exercice 3: 1")
    diff = diff_schemes(RICH, amended)
    assert (diff.added, diff.removed, diff.to_mark) == (("Exercice 3",), (), ("ex2", "Exercice 3"))
    assert [(c.question_id, c.before, c.after) for c in diff.changed_maximum] == [("ex2", 3, 4)]
    assert (amended.name, amended.questions[0]) == ("Contrôle", RICH.questions[0])


def test_the_same_shorthand_changes_nothing() -> None:
    assert merge_shorthand(RICH, "Exercice 1.a: 2, Exercice 1.b: 2, Exercice 2: 3") == RICH


@given(SCHEMES, st.sampled_from(["fr", "en"]))
def test_amending_by_the_scheme_itself_changes_no_mark(scheme: GradingScheme, language: Language) -> None:
    scheme = scheme.with_unique_ids()
    amended = merge_shorthand(scheme, print_shorthand(scheme, language), replace=True)
    assert diff_schemes(scheme, amended).to_mark == ()
    assert amended.total == scheme.total


def test_a_question_is_found_by_its_path_its_id_and_its_quoted_id() -> None:
    criteria = (Criterion(id="law", name="law", points=Decimal(2)),)
    first = Question(
        id="1.a", label="a)", max_points=Decimal(2), coefficient=Decimal(2), expected_answer="4 J", criteria=criteria
    )
    group = Question(id="1", label="Exercice 1", parts=(first, Question(id="1.b", label="b)", max_points=Decimal(1))))
    scheme = GradingScheme(name="s", version=3, printed_total=Decimal(5), questions=(group,))

    by_path = merge_shorthand(scheme, "Exercice 1.a): 2, Exercice 1.b): 1,5, Exercice 1.c): 1")
    assert by_path.questions[0].parts[0] == first
    assert diff_schemes(scheme, by_path).to_mark == ("1.b", "Exercice 1.c)")
    assert by_path.printed_total is None
    quoted = merge_shorthand(scheme, '"1.a": 3')
    assert quoted.leaf_ids() == ["1.a", "1.b"]
    assert (leaf_of(quoted, "1.a").max_points, leaf_of(quoted, "1.a").criteria) == (3, criteria)
    alone = merge_shorthand(scheme, '"1.a": 3', replace=True)
    assert alone.leaf_ids() == ["1.a"]
    assert alone.questions[0].criteria == criteria
