"""Where rules cannot judge they give no points and say so, and nothing downstream counts that as a zero."""

import pytest

from bareme.domain.attempts import Flag, MarkStatus
from bareme.domain.comparison import ComparisonPolicy, compare_marks

ESSAY = " ".join(f"Argument {word} supports the claim about {word}." for word in map(chr, range(97, 123)))
LEVELS = [
    {"points": 2, "description": "Judges thoroughly, on the basis of the collision model."},
    {"points": 1, "description": "Judges partly, on the basis of the collision model."},
    {"points": 0, "description": "Does not judge on the basis of the collision model."},
]


def levels(name, *, kind="levels"):
    return {"id": "c", "name": name, "points": 2, "kind": kind, "levels": LEVELS}


CASES = [
    ("niveau", {"criteria": [levels("Judgement")]}, "The pieces have more surface."),
    ("niveau", {"criteria": [levels("Beurteilung")]}, "Die Oberfläche ist größer."),
    ("niveau", {"criteria": [levels("Jugement", kind="range")]}, "La surface est plus grande."),
    ("critère", {"criteria": [{"id": "c", "name": "Clear reasoning", "points": 2}]}, "Because it is hot."),
    (
        "critère",
        {"expected_answer": "x = 4", "criteria": [{"id": "c", "name": "Raisonnement rigoureux", "points": 2}]},
        "x = 4",
    ),
    ("rédaction", {"expected_answer": ESSAY.replace("supports", "supports, explains and illustrates")}, ESSAY),
    ("dessin", {"expected_answer": "voir le schéma"}, "Voilà."),
    ("dessin", {"expected_answer": "See figure 2."}, "I drew it."),
    ("dessin", {"expected_answer": "Correct graph with labelled axes"}, "Done on the sheet."),
    ("dessin", {"text": "Tracez la courbe de f.", "expected_answer": "parabole tournée vers le haut"}, "fait"),
    ("dessin", {"text": "Draw the circuit.", "expected_answer": "two bulbs in series with a switch"}, "below"),
    ("décrit", {"expected_answer": "toute réponse cohérente avec le texte"}, "toute réponse cohérente avec le texte"),
    ("décrit", {"expected_answer": "Any two sensible examples"}, "a kettle and a fan"),
    ("décrit", {"expected_answer": "Individuelle Lösung"}, "Ich mag Hunde."),
    ("ni mot ni nombre", {"expected_answer": "?"}, "je ne sais pas"),
    ("ni mot ni nombre", {"expected_answer": "[0 ; 2]"}, "]0 ; 2["),
    ("aucun corrigé", {}, "Une réponse."),
]


@pytest.mark.parametrize("rules", ["lexical", "strict"])
@pytest.mark.parametrize(("why", "details", "answer"), CASES)
async def test_no_points_and_the_reason(examine, scheme_of, *, rules, why, details, answer):
    scheme = scheme_of({"id": "1", "max_points": 2, **details})
    mark = (await examine(scheme, answers={"1": answer}, rules=rules))["1"]
    assert (mark.status, mark.points) == (MarkStatus.NOT_JUDGED, None)
    assert mark.transcription == answer
    assert why in mark.rationale
    assert "professeur" in mark.feedback

    compared = compare_marks(next(iter(scheme.leaves())), [mark], ComparisonPolicy(), expected=1)
    assert compared.flags == (Flag.NOT_JUDGED,)
    assert compared.consensus is compared.provisional is None


@pytest.mark.parametrize(
    ("details", "answer"),
    [
        ({"text": "Draw the line and give its length.", "expected_answer": "5 cm"}, "5 cm"),
        ({"text": "Tracez la médiatrice. Quelle est sa nature ?", "expected_answer": "5 cm"}, "5 cm"),
        ({"expected_answer": "B (figure 2)"}, "B"),
        ({"expected_answer": "+"}, "+"),
        ({"criteria": [{"id": "c", "name": "coal polluted the air", "points": 2}]}, "Coal polluted the air."),
    ],
)
async def test_what_can_be_compared_is_judged(examine, scheme_of, details, answer):
    mark = (await examine(scheme_of({"id": "1", "max_points": 2, **details}), answers={"1": answer}))["1"]
    assert (mark.status, mark.points) == (MarkStatus.GRADED, 2)


async def test_a_question_that_is_not_judged_leaves_the_others_alone(examine, scheme_of):
    scheme = scheme_of(
        {"id": "1", "max_points": 2, "expected_answer": "x = 4"},
        {"id": "2", "max_points": 2, "criteria": [levels("J")]},
    )
    marks = await examine(scheme, answers={"1": "x = 4", "2": "Une réponse."})
    assert [mark.points for mark in marks.values()] == [2, None]


async def test_a_blank_answer_is_missing_even_where_nothing_could_be_judged(examine, scheme_of):
    scheme = scheme_of({"id": "1", "max_points": 2, "criteria": [levels("J")]})
    assert (await examine(scheme, answers={"1": ""}))["1"].status is MarkStatus.MISSING
