"""What can be checked of feedback: its tone, its quotations, its steps, and what its recommendations are about."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.mock_exam.coverage import (
    FEWEST,
    MOST,
    complete_recommendations,
    join_recommendations,
    uncovered,
)
from bareme.domain.mock_exam.evaluation import LearningRecommendation, QuestionFeedback
from bareme.domain.mock_exam.quotes import ascribed, is_quoted_from
from bareme.domain.mock_exam.tone import is_insulting, says_nothing

INSULTING = [
    "You are hopeless.", "You're just stupid.", "This is pathetic.", "Your answer is an embarrassment.", "Idiot!",
    "You will never pass this exam.", "You should just give up.", "What a moron.", "Your work was rubbish.",
    "Tu es vraiment nul.", "Vous êtes un cas désespéré.", "Votre réponse est lamentable.", "Quelle honte !",
    "Espèce d’imbécile.", "Vous n'y arriverez jamais.", "C’est minable.", "Lamentable.", "Abandonnez tout.",
]  # fmt: skip
FIT = [
    "You are not there yet, but the method is right.", "Don't give up: the second step is close.",
    "Prince Myshkin is the hero of The Idiot, which you named.", "You will never need a calculator for this.",
    "The treaty was a failure.", "You wrote “I am stupid”; you are not.", "La somme est nulle, et vous l'avez vu.",
    "Vous êtes sur la bonne voie.", "Ce n'est pas bête du tout.", "A vector of length zero is the null vector.",
    "Le produit est nul si l'un des facteurs est nul.", "Romeo is foolish here, as you say.",
    "Vous n'avez pas abandonné, bravo.", "That is the right idea.",
]  # fmt: skip
# Written after the list was settled.
HELD_OUT_INSULTING = [
    "Honestly, you are so dumb.", "Your reasoning is ridiculous.", "You are a failure.", "Shame on you!",
    "Tu es complètement incapable.", "Pauvre imbécile !", "Ta copie est honteuse.", "Vous ne réussirez jamais.",
]  # fmt: skip
HELD_OUT_FIT = [
    "You are really close to the right value.", "The failure of the bridge is well explained.",
    "The work done is negative, which you found.", "Votre réponse est juste, la rédaction est à soigner.",
    "C'est trop court pour tous les points.", "Lazy evaluation is the right term.", "You are too quick here.",
    "Le discriminant est nul, donc il y a une racine double.",
]  # fmt: skip


@pytest.mark.parametrize("text", INSULTING)
def test_an_insult_is_found(text: str) -> None:
    assert is_insulting(text)


@pytest.mark.parametrize("text", FIT)
def test_what_is_said_kindly_or_of_the_matter_is_no_insult(text: str) -> None:
    assert not is_insulting(text)


def test_of_the_sentences_held_out_none_is_taken_for_the_other() -> None:
    assert [text for text in HELD_OUT_INSULTING if not is_insulting(text)] == []
    assert [text for text in HELD_OUT_FIT if is_insulting(text)] == []


@pytest.mark.parametrize(("text", "nothing"), [(".", True), (" … ", True), ("N/A", True), ("x", False), ("½", False)])
def test_a_text_without_a_word_says_nothing(text: str, nothing: bool) -> None:
    assert says_nothing(text) is nothing


ANSWER = "First I multiply: 3 × 4 = 12,\nthen I add $\\frac{1}{2}$.  So x=12.5"


@pytest.mark.parametrize(
    ("evidence", "stands"),
    [
        ("3 × 4 = 12", True),
        ("3*4=12", True),
        ("first i multiply … then I add", True),
        ("The student wrote “x = 12.5” at the end.", True),
        ("\\frac{1}{2}", True),
        ("", True),
        ("3 × 4 = 11", False),
        ("The student wrote “x = 13”.", False),
        ("I multiply … then I divide", False),
    ],
)
def test_a_quotation_stands_in_the_answer(evidence: str, stands: bool) -> None:
    assert is_quoted_from(evidence, ANSWER) is stands


def test_what_a_student_is_said_to_have_written_is_found() -> None:
    text = "You wrote “x = 3”. Vous avez répondu : « 12 ». The word “photosynthesis” means something else."
    assert list(ascribed(text)) == ["“x = 3”", "« 12 »"]


def entry(number: int, earned: int | None, possible: int = 4) -> QuestionFeedback:
    return QuestionFeedback(
        question_id=f"q{number}",
        question_number=number,
        section_id="s",
        marks_earned=None if earned is None else Decimal(earned),
        marks_possible=Decimal(possible),
        is_correct=earned == possible,
        feedback_summary="A summary.",
        correct_approach="The way.",
        related_concept=f"concept {number}",
    )


def about(*numbers: int, priority: int = 1) -> LearningRecommendation:
    return LearningRecommendation(priority=priority, topic="t", reason="r", action="a", related_questions=list(numbers))


@st.composite
def results(draw: st.DrawFn) -> list[QuestionFeedback]:
    marks: Any = st.lists(st.none() | st.integers(0, 4), min_size=2, max_size=12)
    return [entry(number, earned) for number, earned in enumerate(draw(marks), start=1)]


@st.composite
def given_recommendations(draw: st.DrawFn, most: int) -> list[LearningRecommendation]:
    numbers = st.lists(st.integers(1, 12), min_size=1, max_size=3)
    lists = draw(st.lists(numbers, max_size=most))
    return [about(*listed, priority=draw(st.integers(1, 5))) for listed in lists]


@given(results(), given_recommendations(most=4))
def test_the_costliest_questions_are_always_covered(
    feedback: list[QuestionFeedback], proposed: list[LearningRecommendation]
) -> None:
    complete = complete_recommendations(proposed, feedback)
    marked = {e.question_number for e in feedback if e.marks_earned is not None}
    assert len(complete) <= MOST
    assert len(complete) >= min(FEWEST, len(marked))
    assert uncovered(complete, feedback) == []
    assert all(marked & {*r.related_questions} for r in complete)
    fit = all(marked & {*r.related_questions} for r in proposed)
    if fit and not uncovered(proposed, feedback) and len(proposed) >= FEWEST:
        assert complete == proposed


@given(results(), given_recommendations(most=12))
def test_parts_are_joined_by_lost_marks(
    feedback: list[QuestionFeedback], proposed: list[LearningRecommendation]
) -> None:
    joined = join_recommendations(proposed, feedback)
    lost = {e.question_number: e.marks_possible - e.marks_earned for e in feedback if e.marks_earned is not None}
    assert len(joined) == min(MOST, len(proposed))
    assert [r.priority for r in joined] == list(range(1, len(joined) + 1))
    costs = [sum(lost.get(number, Decimal(0)) for number in set(r.related_questions)) for r in proposed]
    if joined:
        assert sum(lost.get(n, Decimal(0)) for n in set(joined[0].related_questions)) == max(costs)
