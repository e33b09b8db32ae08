"""Where an answer begins: labels as students write them."""

import pytest

from bareme.domain.attempts import MarkStatus

KEY = "Exercice 1\na) Réponse attendue : Paris\nb) Réponse attendue : Londres\nExercice 2\na) Réponse attendue : Rome"


@pytest.fixture
def scheme(scheme_of):
    def part(name):
        return {"id": name, "label": name[-1], "max_points": 1}

    return scheme_of(
        {"id": "1", "label": "Exercice 1", "parts": [part("1.a"), part("1.b")]},
        {"id": "2", "label": "Exercice 2", "parts": [part("2.a")]},
    )


@pytest.mark.parametrize(
    "copy",
    [
        "Exercice 1\na) Paris\nb) Londres\nExercice 2\na) Rome",
        "EXERCICE 2 :\na. Rome\nEXERCICE 1 :\nb. Londres\na. Paris",
        "Ex 1 – a)\nParis\nEx 1 – b)\nLondres\nEx 2 – a)\nRome",
        "1.a) Paris\n1.b) Londres\n2.a) Rome",
        "1) a) Paris\nb) Londres\n2) a) Rome",
        "1. (a) Paris\n(b) Londres\n2. (a) Rome",
        "Q1a Paris\nQ1b Londres\nQ2a Rome",
        "Question 1 (a): Paris\nQuestion 1 (b): Londres\nQuestion 2 (a): Rome",
        "I. a) Paris\nb) Londres\nII. a) Rome",
        "Exercice n° 1\na/ Paris\nb/ Londres\nExercice n° 2\na/ Rome",
        "Exercice 1\nA) Paris\nB) Londres\nExercice 2\nA) Rome",
        "Exercice 1\na) Paris    b) Londres\nExercice 2\na) Rome",
        "Exercice 1 : les capitales\na- Paris\nb- Londres\nExercice 2 : suite\na- Rome",
    ],
)
async def test_every_notation_leads_to_its_question(examine, scheme, copy):
    marks = await examine(scheme, [f"Nom : MARTIN   Prénom : Léa\n3e B\n{copy}"], key=KEY)
    assert [str(mark.points) for mark in marks.values()] == ["1.00", "1.00", "1.00"], marks


async def test_a_label_alone_is_missing_and_no_label_is_not_treated(examine, scheme):
    marks = await examine(scheme, ["Nom : MARTIN\nExercice 1\na)\nExercice 2\na) Rome"], key=KEY)
    assert [mark.status for mark in marks.values()] == [MarkStatus.MISSING, MarkStatus.NOT_TREATED, MarkStatus.GRADED]


async def test_a_group_alone_is_missing(examine, scheme):
    marks = await examine(scheme, ["Exercice 1\na) Paris\nb) non traité\nExercice 2"], key=KEY)
    assert [mark.status for mark in marks.values()] == [MarkStatus.GRADED, MarkStatus.MISSING, MarkStatus.MISSING]


async def test_an_answer_runs_over_the_page_without_the_running_head(examine, scheme):
    pages = ["MARTIN Léa\nExercice 1\na) C'est la ville de", "Léa Martin – page 2/2\nParis\nb) Londres"]
    marks = await examine(scheme, pages, key=KEY)
    assert marks["1.a"].transcription == "C'est la ville de\nParis"
    assert marks["2.a"].status is MarkStatus.NOT_TREATED


async def test_a_numbered_list_inside_an_answer_is_not_a_label(examine, scheme_of):
    scheme = scheme_of({"id": "1", "max_points": 1}, {"id": "2", "max_points": 2})
    marks = await examine(
        scheme, ["1. Paris\n2. Deux raisons :\n1. la mer\n2. le port"], key="1. Paris\n2. la mer et le port"
    )
    assert marks["2"].transcription == "Deux raisons :\n1. la mer\n2. le port"


async def test_decimals_and_equations_are_not_labels(examine, scheme):
    copy = "Exercice 1\na) Paris\n2.4 + 0.7 = 3.1\na = 5\n1 m/s = 3,6 km/h\n2a = 6\nb) Londres"
    marks = await examine(scheme, [copy], key=KEY)
    assert marks["1.a"].transcription == "Paris\n2.4 + 0.7 = 3.1\na = 5\n1 m/s = 3,6 km/h\n2a = 6"
    assert marks["2.a"].status is MarkStatus.NOT_TREATED


async def test_typed_answers_go_to_their_question(examine, scheme):
    marks = await examine(scheme, answers={"1.b": "Londres", "1.a": "  "}, key=KEY)
    assert [mark.status for mark in marks.values()] == [MarkStatus.MISSING, MarkStatus.GRADED, MarkStatus.NOT_TREATED]


async def test_only_the_questions_asked_for_are_marked(examine, scheme):
    marks = await examine(scheme, ["1.a) Paris\n1.b) Oslo"], key=KEY, only=["1.b"])
    assert list(marks) == ["1.b"]
    assert marks["1.b"].points == 0


async def test_pages_without_text_are_unreadable_not_zero_work(examine, scheme):
    marks = await examine(scheme, ["", ""], key=KEY)
    assert {mark.status for mark in marks.values()} == {MarkStatus.UNREADABLE}
    assert "ne sait pas lire les images" in marks["1.a"].rationale


async def test_what_a_page_without_text_may_hold_is_unreadable(examine, scheme):
    marks = await examine(scheme, ["Exercice 1\na) Paris", ""], key=KEY)
    assert [m.status for m in marks.values()] == [MarkStatus.GRADED, MarkStatus.UNREADABLE, MarkStatus.UNREADABLE]


async def test_text_that_no_label_places_is_not_taken_for_nothing(examine, scheme):
    marks = await examine(scheme, ["La capitale de la France est Paris, celle de l'Angleterre est Londres."], key=KEY)
    assert {mark.status for mark in marks.values()} == {MarkStatus.UNREADABLE}
    assert marks["1.a"].confidence == 0
