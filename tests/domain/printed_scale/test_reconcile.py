import pytest

from bareme.domain.printed_scale import find_scales
from tests.domain.printed_scale.papers import paper, read, shape

PROSE = "Soit f la fonction définie plus haut, que l'on étudie dans tout ce qui suit."
BODY = f"* Exercice 1 (8 points)\n{PROSE}\n* Exercice 2 (12 points)\n{PROSE}"


def test_cover_table_and_headings_count_once() -> None:
    cover = (
        "# EXAMEN\nDurée : 2 h 00\t20 points\nCoefficient 2\nExercice 1\t8 points\nExercice 2\t12 points\nPage 1 sur 6"
    )
    found = read(cover, BODY)
    assert shape(found) == {"Exercice 1": 8, "Exercice 2": 12}
    assert found.total == 20
    assert found.confidence > 0.9
    assert found.questions[0].detected_from.startswith("page 2")


def test_roman_headings_below_an_arabic_cover_table() -> None:
    cover = "# EXAMEN\nPartie 1 – Physique\t8 points\nPartie 2 – Technologie\t12 points"
    body = f"* PARTIE I - Physique (8 points)\n{PROSE}\n* PARTIE II - Technologie (12 points)\n{PROSE}"
    assert read(cover, body).total == 20


def test_what_only_the_table_names_stays() -> None:
    cover = "# EXAMEN\nExercice 1\t8 points\nExercice 2\t10 points\nPrésentation et orthographe\t2 points"
    found = read(cover, f"* Exercice 1\n{PROSE}\n* Exercice 2\n{PROSE}")
    assert found.total == 20


def test_a_list_of_marks_in_one_row() -> None:
    found = read(f"Barème indicatif : Ex 1 : 5 pts, Ex 2 : 7 pts\n* Exercice 1\n{PROSE}\n* Exercice 2\n{PROSE}")
    assert list(shape(found).values()) == [5, 7]


@pytest.mark.parametrize(
    "table",
    ["Exercice 1 Exercice 2 Total\n8 points 12 points 20 points", "Exercice: 1 2 Total\nPoints: 8 12 20\nScore:"],
)
def test_a_table_with_the_marks_below_the_numbers(table: str) -> None:
    found = read(f"{table}\n{BODY}")
    assert shape(found) == {"Exercice 1": 8, "Exercice 2": 12}
    assert found.confidence > 0.9


@pytest.mark.parametrize(
    "cover",
    [
        "Durée : 2 h 00 20 points",
        "# Contrôle\tNote : /20",
        "The test has 2 questions worth a total of 20 marks.",
        "Maxpoäng: 20 p",
    ],
)
def test_the_printed_total_is_a_witness(cover: str) -> None:
    found = read(f"{cover}\n{BODY}")
    assert found.total == 20
    assert found.confidence > 0.9
    assert not found.warnings


def test_a_total_that_disagrees_lowers_the_confidence() -> None:
    found = read(f"Durée : 2 h 00 50 points\n{BODY}")
    assert found.total == 20
    assert found.confidence <= 0.5
    assert found.warnings == ("total_not_sum: 50/20.00",)


def test_a_group_that_is_not_the_sum_of_its_parts_is_reported() -> None:
    found = read("* Exercice 1 (8 points)\n1. Ici ? (2 points)\n2. Là ? (3 points)")
    assert found.warnings == ("group_not_sum: Exercice 1",)


def test_the_total_stays_unknown_where_a_group_is() -> None:
    found = read(f"* Exercice 1 (8 points)\n{PROSE}\n* Exercice 2\n{PROSE}\n* Exercice 3 (4 points)")
    assert found.total is None
    assert shape(found) == {"Exercice 1": 8, "Exercice 2": None, "Exercice 3": 4}


def test_the_same_for_every_exercise_of_the_paper() -> None:
    cover = "Le candidat traite 3 exercices parmi les 4 proposés. Chaque exercice est noté sur 4 points."
    found = read(cover, "\n".join(f"* Exercice {number}\n1. Ici ?\n2. Là ?" for number in range(1, 5)))
    assert list(shape(found).values()) == [4, 4, 4, 4]
    assert found.total == 12


def test_best_of_several() -> None:
    questions = "\n".join(f"({number}) Prove it. [25 marks]" for number in range(1, 6))
    assert read(f"Credit will be given for the best FOUR answers.\n{questions}").total == 100


def test_the_mark_of_a_heading_is_the_sum_of_those_below() -> None:
    found = read(
        "* Travail sur le texte (50 points - 1 heure 10)\nLisez ce qui suit.\n"
        "* Comprendre (32 points)\n1. Qui ? (12 points)\n2. Où ? (20 points)\n"
        "* Écrire (18 points)\n3. Quoi ? (18 points)\n* Dictée (10 points)"
    )
    assert found.total == 60


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Page 1 sur 6\n1/8\nCoefficient 2\nDurée 2 h",
        f"* Exercice 1\n{PROSE} Placer 4 points A, B, C et D.\n1. Par quels points passe-t-elle ?\n2. Tracer 2 points.",
        "1. Donner la note sur 10 de chaque jeu, puis la moyenne des notes.\n2. En 2022, on a 3/4 des élèves.",
        "* Exercice 1\nUne note sur 10 qui correspond à la moyenne des critiques.\nreturn f'{self.note}/10'",
        "Betyg 3: 24 p, betyg 4: 36 p, betyg 5: 48 p\n* Uppgift 1\nVad?",
        "You need 12 points to pass.\n* Question 1\nWhat?",
        "* Exercice 1\n−1 point par mauvaise réponse.\n1. Ici ?\n2. Là ?",
    ],
)
def test_nothing_is_invented(text: str) -> None:
    assert find_scales(paper(text)) == []


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "noise",
    [
        "1 x ",
        "1+",
        "..",
        "( ",
        "total ",
        "deux points ",
        "1",
        "1 ",
        "Ex 1 ",
        "7 pts ",
        "(1) 2pts, ",
        "a",
        "x ",
        "(a ",
        "/ ",
    ],
)
def test_a_row_without_end_takes_no_time(noise: str) -> None:
    assert len(find_scales(paper(f"* Exercice 1 (2 points)\n{noise * 20_000}"))) == 1


def test_an_exercise_whose_number_is_printed_twice_with_other_marks_is_not_left_out() -> None:
    found = read(
        f"* Exercice 1 (4 points)\n{PROSE}\n* Exercice 2 (6 points)\n{PROSE}\n* Exercice 2 (5 points)\n{PROSE}"
    )
    assert [(question.id, question.max_points) for question in found.questions] == [
        ("Exercice 1", 4),
        ("Exercice 2", 6),
        ("Exercice 2 (2)", 5),
    ]
    assert found.total == 15
    assert found.warnings == ("numbered_twice: Exercice 2",)
    assert found.confidence <= 0.5


@pytest.mark.parametrize("again", ["(suite)", "(6 points)", "(suite) (6 points)"])
def test_an_exercise_that_goes_on_overleaf_is_one(again: str) -> None:
    found = read(
        f"* Exercice 1 (4 points)\n{PROSE}\n* Exercice 2 (6 points)\n{PROSE}", f"* Exercice 2 {again}\n{PROSE}"
    )
    assert found.total == 10
    assert found.warnings == ()
