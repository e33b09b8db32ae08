"""An edit keeps what it does not name, and what it drops is listed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.criteria import Criterion
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.scheme_edit import dropped_by, merge_scheme, merge_shorthand
from bareme.domain.scheme_versions import diff_schemes
from bareme.domain.shorthand import parse_shorthand, print_shorthand, shorthand_paths
from tests.domain.strategies import SCHEMES


def leaf(question_id: str, points: str, **fields: object) -> Question:
    return Question.model_validate({"id": question_id, "max_points": points, **fields})


LAW = (Criterion(id="law", name="law", points=Decimal(2)),)
EXAM = GradingScheme(
    name="Contrôle",
    printed_total=Decimal(9),
    questions=(
        Question(
            id="ex1",
            label="Exercice 1",
            parts=(
                leaf("ex1.a", "2", label="a", expected_answer="12", criteria=LAW),
                leaf("ex1.b", "2", label="b", text="Pourquoi ?"),
            ),
        ),
        leaf("ex2", "3", label="Exercice 2", coefficient="1.5", expected_answer="oui"),
        leaf("ex3", "2", label="Exercice 3"),
    ),
)


def only(scheme: GradingScheme, question_id: str) -> Question:
    question = scheme.question(question_id)
    assert question is not None
    return question


def changed(edited: GradingScheme) -> list[tuple[str, Decimal]]:
    return [(one.question_id, one.after) for one in diff_schemes(EXAM, edited).changed_maximum]


@pytest.mark.parametrize("text", ["Exercice 1.a: 1", '"ex1.a": 1', "ex1.a = 1", "Exercice 1.a: 1, Exercice 2: 3"])
def test_only_what_is_named_changes(text: str) -> None:
    edited = merge_shorthand(EXAM, text)
    assert changed(edited) == [("ex1.a", 1)]
    assert edited.leaf_ids() == EXAM.leaf_ids()
    assert only(edited, "ex1.a") == only(EXAM, "ex1.a").model_copy(update={"max_points": Decimal(1)})
    assert dropped_by(EXAM, edited) == ()


def test_a_new_question_comes_after_the_others_of_its_group() -> None:
    edited = merge_shorthand(EXAM, "Exercice 1.c: 1, Exercice 4: 2")
    assert edited.leaf_ids() == ["ex1.a", "ex1.b", "Exercice 1.c", "ex2", "ex3", "Exercice 4"]


def test_all_of_a_level_follow_the_order_of_the_shorthand() -> None:
    edited = merge_shorthand(EXAM, "Exercice 3: 2, Exercice 1.b: 2, Exercice 2: 3")
    assert edited.leaf_ids() == ["ex3", "ex1.a", "ex1.b", "ex2"]


def test_a_printed_maximum_of_a_group_keeps_its_parts() -> None:
    edited = merge_shorthand(EXAM, "Exercice 1: 5")
    assert (only(edited, "ex1").max_points, edited.leaf_ids()) == (5, EXAM.leaf_ids())


def test_what_goes_is_listed() -> None:
    edited = merge_shorthand(EXAM, "Exercice 1: 4, Exercice 2: 3", replace=True)
    gone = [(one.question_id, one.what) for one in dropped_by(EXAM, edited)]
    assert gone == [("ex1.a", "question"), ("ex1.b", "question"), ("ex3", "question")]
    bare = GradingScheme(questions=(leaf("ex2", "3"),))
    listed = [(one.question_id, one.what) for one in dropped_by(EXAM, bare)]
    assert ("", "name") in listed
    assert ("ex2", "expected_answer") in listed
    assert ("ex2", "coefficient") in listed


def test_a_question_that_gets_parts_keeps_its_answer_and_loses_its_criteria() -> None:
    edited = merge_shorthand(EXAM, "Exercice 1.a.i: 1, Exercice 1.a.ii: 1")
    assert only(edited, "ex1.a").expected_answer == "12"
    assert [(one.question_id, one.what) for one in dropped_by(EXAM, edited)] == [("ex1.a", "criteria")]


def test_a_scheme_file_replaces_the_questions_that_it_names() -> None:
    file = GradingScheme(questions=(leaf("ex1.a", "3", expected_answer="13"), leaf("new", "1")))
    edited = merge_scheme(EXAM, file)
    assert changed(edited) == [("ex1.a", 3)]
    assert only(edited, "ex1.a").criteria == LAW
    assert only(edited, "ex1.a").expected_answer == "13"
    assert edited.leaf_ids() == [*EXAM.leaf_ids(), "new"]
    assert edited.name == "Contrôle"
    assert merge_scheme(EXAM, file, replace=True) == file


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Q1: 5, Q1: 3", ["Q1", "Q1 (2)"]),
        ('Q1: 5, "Q1": 3, Q1: 1', ["Q1", "Q1 (2)", "Q1 (3)"]),
        ("Ex.a: 1, Ex.a: 2", ["Ex.a", "Ex.a (2)"]),
        ("Ex: 3, Ex.a: 3, Ex: 2, Ex.a: 2", ["Ex.a", "Ex (2).a"]),
        ("Q1 (2): 1, Q1: 2, Q1: 3", ["Q1 (2)", "Q1", "Q1 (3)"]),
    ],
)
def test_a_question_that_is_named_again_is_numbered(text: str, ids: list[str]) -> None:
    scheme = parse_shorthand(text)
    assert scheme.leaf_ids() == ids
    assert parse_shorthand(print_shorthand(scheme)).leaf_ids() == ids


@given(SCHEMES, st.data())
def test_an_edit_of_some_questions_leaves_the_others_as_they_are(scheme: GradingScheme, data: st.DataObject) -> None:
    scheme = scheme.with_unique_ids()
    by_path = list(shorthand_paths(scheme))
    leaves = [path for path, question in by_path if not question.parts]
    named = data.draw(st.lists(st.sampled_from(leaves), unique=True, min_size=1))
    labels = dict(zip((path for path, _ in by_path), _printed(scheme), strict=True))
    edited = merge_shorthand(scheme, ", ".join(f"{labels[path]}: 7" for path in named))
    touched = {question.id for path, question in by_path if path in named}
    assert set(edited.leaf_ids()) == set(scheme.leaf_ids())
    for before in scheme.leaves():
        expected = before.model_copy(update={"max_points": Decimal(7)}) if before.id in touched else before
        assert edited.question(before.id) == expected
    assert dropped_by(scheme, edited) == ()


def _printed(scheme: GradingScheme) -> list[str]:
    """Return the label of each question as `print_shorthand` writes it."""
    full = scheme.model_copy(update={"questions": tuple(_with_points(question) for question in scheme.questions)})
    return [entry.removesuffix(": 1") for entry in print_shorthand(full).split(": 1, ")]


def _with_points(question: Question) -> Question:
    parts = tuple(_with_points(part) for part in question.parts)
    return question.model_copy(update={"max_points": Decimal(1), "parts": parts})
