"""Answers in words of their own, judged by what they share with the expected one: points, confidence, properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.attempts import MarkStatus
from bareme.models.offline.opposites import same_side, sided_words
from bareme.models.offline.overlap import Overlap, confidence, overlap, worth
from bareme.models.offline.rules import RULES
from bareme.models.offline.student_answer import StudentAnswer
from bareme.models.offline.vocabulary import OPPOSITES
from bareme.models.offline.words import resemblance

LOW_CONFIDENCE = 0.6
"""Below it a mark is flagged, by default."""
COAL = "Expected answer: Factories burned coal, which polluted the air and the rivers of the town."
PHOTO = (
    "Réponse attendue : Les plantes vertes utilisent la lumière du soleil pour fabriquer du glucose et de l'oxygène."
)


@pytest.fixture
def mark(examine, scheme_of):
    async def run(answer, key, *, maximum=4, text="", **options):
        question = {"id": "1", "max_points": maximum, "text": text}
        marks = await examine(scheme_of(question), answers={"1": answer}, key=f"1. {key}", **options)
        assert marks["1"].status is MarkStatus.GRADED
        return marks["1"]

    return run


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        (
            COAL,
            [
                "Factories burned coal and that polluted the air and the rivers of the town.",
                "The coal polluted the air.",
                "People bought more horses.",
            ],
        ),
        (
            PHOTO,
            [
                "Avec la lumière du soleil, les plantes vertes fabriquent du glucose et de l'oxygène.",
                "Les plantes utilisent le soleil.",
                "Il fait froid en hiver.",
            ],
        ),
    ],
)
async def test_more_of_the_expected_words_is_worth_more(mark, key, answers):
    full, part, none = [await mark(answer, key) for answer in answers]
    assert full.points == 4 > part.points > none.points == 0
    assert LOW_CONFIDENCE > full.confidence >= part.confidence  # in words of their own
    assert none.confidence < LOW_CONFIDENCE, "a paraphrase may share no word"
    assert full.evidence == (answers[0],)
    assert none.evidence == ()


async def test_strict_rules_take_only_the_key_and_never_its_contrary(mark):
    key = "Expected answer: The bulb is in a closed path with the battery."
    said, denied = (
        "The bulb is in a closed path with the battery.",
        "The bulb is not in a closed path with the battery.",
    )
    assert [(await mark(answer, key, rules="strict")).points for answer in (said, denied)] == [4, 0]
    assert (await mark("A closed path.", key, rules="strict")).points == 0
    strict = await mark(denied, key, rules="strict", language="en")
    assert strict.rationale == (
        "Offline examiner (strict rules): 100% of the expected words (weighted) are there; all the points from 90% "
        "on, none below. There is a denial on one side only."
    )
    lexical = [await mark(answer, key) for answer in (said, denied)]
    assert lexical[1].rationale.endswith("une partie en dessous. La réponse dit le contraire de\u00a0: closed.")
    assert [found.points for found in lexical] == [4, 2]
    assert lexical[0].confidence > LOW_CONFIDENCE > lexical[1].confidence


async def test_a_denial_that_rules_cannot_place_lowers_the_confidence_alone(mark):
    key = "Expected answer: Metals conduct heat away from the hand."
    said, denied = [await mark(answer, key) for answer in ("Metals conduct heat.", "Metals do not conduct heat.")]
    assert said.points == denied.points > 0
    assert denied.confidence < said.confidence
    assert denied.rationale.endswith("Une négation se trouve d’un seul côté.")


async def test_misspelt_words_count_in_part(mark):
    key = "Réponse attendue : Le glucose est fabriqué par photosynthèse dans les chloroplastes des feuilles."
    right, misspelt, other = [
        (await mark(f"Le glucose vient de la {word}.", key)).points
        for word in ("photosynthèse", "photosinthaise", "phosphorescence")
    ]
    assert right >= misspelt > other


async def test_each_of_several_terms_is_worth_its_part(mark):
    assert (await mark("la mitose et la méiose", "Réponse attendue : Mitose et méiose.")).points == 4
    assert 0 < (await mark("la mitose", "Réponse attendue : Mitose et méiose.")).points < 4
    # One term of two words is there or not.
    assert (await mark("L'énergie", "Réponse attendue : énergie cinétique")).points == 0


async def test_what_the_question_says_need_not_be_said_again(mark):
    question = "Quelle est la forme d'énergie d'une voiture qui roule ?"
    assert (await mark("cinétique", "Réponse attendue : énergie cinétique", text=question)).points == 4
    strict = await mark("cinétique", "Réponse attendue : énergie cinétique", text=question, rules="strict")
    assert strict.points == 0


async def test_a_formula_inside_an_explanation_does_not_stand_for_it(mark):
    key = (
        "Expected answer: Momentum keeps part of the last weight update, with w = 0.9 w + 0.1 g, which smooths the "
        "zigzag of steepest descent and speeds up convergence."
    )
    said = await mark("It smooths the zigzag of steepest descent and speeds up convergence.", key, language="en")
    assert said.points > 2
    assert "of the expected words (weighted)" in said.rationale


@pytest.mark.parametrize(
    ("key", "same", "contrary", "word"),
    [
        (
            "Expected answer: Bulbs A and C are not in the same path.",
            "Bulbs A and C are in seperate paths.",
            "Bulbs A and C are in the same path.",
            "same",
        ),
        (
            "Réponse attendue : Les deux lampes sont dans la même boucle.",
            "Les deux lampes ne sont pas dans des boucles différentes.",
            "Les deux lampes sont dans des boucles différentes.",
            "même",
        ),
        (
            "Réponse attendue : L'interrupteur coupe le courant car le circuit est ouvert.",
            "L'interrupteur coupe le courant : le circuit n'est plus fermé.",
            "L'interrupteur laisse le courant car le circuit est fermé.",
            "ouvert",
        ),
        (
            "Expected answer: The reaction goes one way only, because it is irreversible.",
            "The reaction goes one way only, it isnt reversible.",
            "The reaction goes one way only, but it's reversible.",
            "irreversible",
        ),
    ],
)
async def test_a_side_can_be_said_by_denying_the_other_and_the_contrary_never_has_all_points(
    mark, key, same, contrary, word
):
    right, wrong = await mark(same, key), await mark(contrary, key, language="en")
    assert right.points == 4
    assert "le contraire" not in right.rationale
    assert wrong.points <= 2
    assert wrong.confidence < LOW_CONFIDENCE
    assert wrong.rationale.endswith(f"The answer says the contrary of: {word}.")


async def test_what_only_looks_like_a_denial_changes_no_side(mark):
    key = "Expected answer: The bulbs are connected to the same battery by a closed path."
    for answer in (
        "The bulbs are not only connected, they share the same battery by a closed path.",
        "The bulb did not go out because the bulbs are connected to the same battery by a closed path.",
    ):
        assert (await mark(answer, key)).points == 4, answer
    key = "Réponse attendue : La lampe est dans un circuit fermé."
    assert (await mark("C'est la lampe dont le circuit est fermé.", key)).points == 4
    # "même" alone is "even", and a switch is nothing interrupted.
    key = "Réponse attendue : Le circuit est fermé dans la même pièce."
    assert "le contraire" not in (await mark("Même l'interrupteur est dans la pièce.", key)).rationale


WORDS = ["plante", "lumière", "glucose", "oxygène", "feuille", "racine", "soleil", "fabrique", "dans", "pour", "entre"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
LEXICAL, STRICT = RULES["lexical"], RULES["strict"]


@given(target=texts, said=texts, added=texts, rules=st.sampled_from([LEXICAL, STRICT]))
def test_saying_more_never_shares_less(target, said, added, rules):
    shares = [
        overlap(target, StudentAnswer(answer), rules, given=frozenset()).share for answer in (said, f"{said} {added}")
    ]
    assert 0 <= shares[0] <= shares[1] + 1e-9 <= 1 + 2e-9


@given(target=texts, rules=st.sampled_from([LEXICAL, STRICT]))
def test_the_key_itself_is_worth_all(target, rules):
    found = overlap(target, StudentAnswer(target), rules, given=frozenset())
    if found.share:  # a key without a word that carries meaning shares nothing
        assert found.share == pytest.approx(1)
        assert worth(found, rules) == 1
        assert found.missing == ()


PAIRED = [(one, other) for pair in OPPOSITES for one, other in (pair, pair[::-1])]
pairs = st.sampled_from(PAIRED).flatmap(lambda pair: st.tuples(*(st.sampled_from(sorted(side)) for side in pair)))


@given(words=pairs)
def test_a_denied_word_is_the_other_side_of_its_pair(words):
    one, other = words
    if one.startswith("meme"):
        one = "la même"
    if other.startswith("meme"):
        other = "la même"
    (_, compared), *_ = sided_words(one)
    stems = frozenset({compared})
    assert same_side(stems, one, one) is True
    assert same_side(stems, one, f"not {other}") is True
    assert same_side(stems, one, f"pas {other}") is True
    assert same_side(stems, one, f"not {one}") is False
    assert same_side(stems, one, "rien de tel") is None


@given(shares=st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted), denied=st.booleans())
def test_worth_rises_with_the_share_and_stays_in_range(shares, denied):
    for rules in (LEXICAL, STRICT):
        low, high = (worth(Overlap(share, denied=denied), rules) for share in shares)
        assert 0 <= low <= high <= 1
        assert all(0 <= confidence(Overlap(share, denied=denied), rules) <= 1 for share in shares)
    contrary = [worth(Overlap(share, contrary=("closed",)), LEXICAL) for share in shares]
    assert 0 <= contrary[0] <= contrary[1] <= 0.5


@given(one=st.text(max_size=12), other=st.text(max_size=12))
def test_resemblance_is_symmetric_and_in_range(one, other):
    assert resemblance(one, other) == resemblance(other, one)
    assert 0 <= resemblance(one, other) <= 1
    assert resemblance(one, one) in {0, 1}
