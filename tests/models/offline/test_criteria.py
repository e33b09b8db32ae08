"""The offline examiner on criteria of every kind: what it gives is always lawful, and the sum is the code's."""

import pytest

from bareme.domain.attempts import MarkStatus

CRITERIA = [
    {"id": "law", "name": "Résultat", "description": "12,5 m/s", "points": 1, "kind": "all_or_nothing"},
    {
        "id": "words",
        "name": "L'énergie cinétique augmente avec la vitesse",
        "points": 2,
        "kind": "levels",
        "levels": [{"points": points, "description": "niveau"} for points in (2, 1, 0)],
    },
    {"id": "mass", "name": "Elle augmente avec la masse", "points": 0.5, "bonus": True},
    {"id": "unit", "name": "unité oubliée", "points": -0.5, "group": "units"},
    {"id": "bad", "name": "unité fausse", "points": -1, "group": "units"},
]
EXPECTED = "L'énergie cinétique augmente avec la vitesse, ici 12,5 m/s."
QUESTION = {"id": "1", "max_points": 3, "expected_answer": EXPECTED, "criteria": CRITERIA}


@pytest.mark.parametrize("rules", ["lexical", "strict"])
@pytest.mark.parametrize(
    ("answer", "points", "criteria"),
    [
        ("L'énergie cinétique augmente avec la vitesse.", 2, {"words": 2}),
        ("L'énergie cinétique augmente avec la vitesse. Elle augmente avec la masse.", 2.5, {"words": 2, "mass": 0.5}),
        ("Rien de tout cela. J'ai mis une unité fausse, une unité oubliée.", 0, {}),
    ],
)
async def test_each_kind_has_points_that_it_allows(examine, scheme_of, *, rules, answer, points, criteria):
    mark = (await examine(scheme_of(QUESTION), answers={"1": answer}, rules=rules))["1"]
    assert mark.status is MarkStatus.GRADED
    assert {c.criterion_id: float(c.points) for c in mark.criteria if c.points} == criteria
    assert [c.criterion_id for c in mark.criteria] == [c["id"] for c in CRITERIA]
    assert mark.points == points
    assert "unité oubliée" not in mark.feedback  # what is taken off for is not what a student lacks


async def test_of_two_that_exclude_each_other_one_counts(examine, scheme_of):
    criteria = [
        {"id": "short", "name": "vitesse", "points": 1, "group": "g"},
        {"id": "long", "name": "vitesse et masse", "points": 2, "group": "g"},
    ]
    question = {"id": "1", "max_points": 2, "expected_answer": "vitesse et masse", "criteria": criteria}
    mark = (await examine(scheme_of(question), answers={"1": "la vitesse et la masse"}))["1"]
    assert {c.criterion_id: c.points for c in mark.criteria} == {"short": 0, "long": 2}
    assert mark.points == 2
