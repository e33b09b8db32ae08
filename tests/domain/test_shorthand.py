from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bareme.domain.points import Language
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.shorthand import parse_shorthand, print_shorthand
from bareme.errors import InvalidShorthand
from tests.domain.strategies import SCHEMES

LANGUAGES: st.SearchStrategy[Language] = st.sampled_from(["fr", "en"])


def outline(questions: Sequence[Question]) -> list[Any]:
    """What the shorthand says of questions: labels, printed points, parts."""
    return [(question.name, question.max_points, outline(question.parts)) for question in questions]


def leaf(label: str, points: str) -> Question:
    return Question(id="1", label=label, max_points=Decimal(points))


def test_the_example_of_the_manual() -> None:
    scheme = parse_shorthand("Q1: 5, Q2: 3, Ex 2.a = 2,5")
    assert scheme.leaf_ids() == ["Q1", "Q2", "Ex 2.a"]
    assert [(q.name, q.maximum) for q in scheme.leaves()] == [
        ("Q1", Decimal(5)),
        ("Q2", Decimal(3)),
        ("a", Decimal("2.5")),
    ]
    assert scheme.total == Decimal("10.5")
    assert print_shorthand(scheme, "fr") == "Q1: 5, Q2: 3, Ex 2.a: 2,5"
    assert print_shorthand(scheme, "en") == "Q1: 5, Q2: 3, Ex 2.a: 2.5"


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Q1:5,Q2:3", {"Q1": "5", "Q2": "3"}),
        ("Q1 = 5 ; Q2 = 3 ;", {"Q1": "5", "Q2": "3"}),
        ("Q1: 5\nQ2: 3\n", {"Q1": "5", "Q2": "3"}),
        ("Q1: 5 pts, Q2: 3 points, Q3: 1 pt, Q4: 7 marks, Q5: 1 mark", dict(zip(
            ["Q1", "Q2", "Q3", "Q4", "Q5"], ["5", "3", "1", "7", "1"], strict=True
        ))),
        ("Q1: 2,5,Q2: 0,25", {"Q1": "2.5", "Q2": "0.25"}),
        ("Q1:2,5:3", {"Q1": "2", "5": "3"}),
        ('"Partie 1 : automatismes": 6', {'"Partie 1 : automatismes"': "6"}),
        ('"dit ""oui""": 1', {'"dit ""oui"""': "1"}),
        ("Exercice 1 . a : 2", {"Exercice 1.a": "2"}),
        ("Question n° 3 (bonus): 0", {"Question n° 3 (bonus)": "0"}),
    ],
)  # fmt: skip
def test_ways_to_write_an_entry(text: str, points: dict[str, str]) -> None:
    leaves = {question.id: question.maximum for question in parse_shorthand(text).leaves()}
    assert leaves == {question_id: Decimal(value) for question_id, value in points.items()}


def test_a_group_may_print_its_own_maximum() -> None:
    scheme = parse_shorthand("Ex 2: 6, Ex 2.a: 2, Ex 2.b: 3")
    (group,) = scheme.questions
    assert (group.id, group.max_points, group.maximum) == ("Ex 2", Decimal(6), Decimal(5))
    assert scheme.leaf_ids() == ["Ex 2.a", "Ex 2.b"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("", "empty"),
        (" \n,; ", "write it like"),
        ("Q1", "'Q1'"),
        ("Q1: beaucoup", "'Q1: beaucoup'"),
        ("Q1: -2", "'Q1: -2'"),
        ("Q1: 5, Q2", "'Q2'"),
        ("Q1: 5 Q2: 3", "'Q1: 5 Q2: 3'"),
        (": 5", "': 5'"),
        ("Q1..a: 5", "'Q1..a: 5'"),
        ('"Q1: 5', "'\"Q1: 5'"),
        ('"": 5', "'\"\": 5'"),
        ("Q1: 0,125", "'Q1': points have at most two decimal places"),
        ("Q1: 2000000", "'Q1': points must lie within a million"),
        (".".join("a" * 5000) + ": 1", "too long"),
    ],
)
def test_what_cannot_be_read_is_quoted(text: str, quoted: str) -> None:
    with pytest.raises(InvalidShorthand) as refusal:
        parse_shorthand(text)
    assert quoted in str(refusal.value)
    assert len(str(refusal.value)) < 250


@given(SCHEMES, LANGUAGES)
@example(GradingScheme(questions=(leaf("2,5", "2.5"), leaf("2", "5"))), "fr")
@example(GradingScheme(questions=(leaf('a"."b', "1"), leaf("a.b", "1"), leaf(" a", "1"), leaf('"', "1"))), "en")
def test_parse_after_print_is_the_identity(scheme: GradingScheme, language: Language) -> None:
    read = parse_shorthand(print_shorthand(scheme, language))
    assert outline(read.questions) == outline(scheme.questions)
    assert read.total == scheme.total


@given(SCHEMES, LANGUAGES)
def test_print_after_parse_keeps_the_ids_which_are_unique(scheme: GradingScheme, language: Language) -> None:
    read = parse_shorthand(print_shorthand(scheme, language))
    assert parse_shorthand(print_shorthand(read, language)) == read
    ids = [question.id for question in read.walk()]
    assert len(set(ids)) == len(ids)


def test_questions_of_one_name_are_numbered() -> None:
    questions = (leaf("Ex 1", "4"), leaf("Ex 2", "6"), leaf("Ex 2", "5"), leaf("Ex 2", "3"))
    named = tuple(question.model_copy(update={"id": f"q{n}"}) for n, question in enumerate(questions))
    shorthand = print_shorthand(GradingScheme(questions=named), "en")
    assert shorthand == "Ex 1: 4, Ex 2: 6, Ex 2 (2): 5, Ex 2 (3): 3"
    assert [question.max_points for question in parse_shorthand(shorthand).questions] == [4, 6, 5, 3]


@given(st.text())
def test_any_text_is_a_scheme_or_refused(text: str) -> None:
    try:
        scheme = parse_shorthand(text)
    except InvalidShorthand:
        return
    assert parse_shorthand(print_shorthand(scheme)) == scheme
