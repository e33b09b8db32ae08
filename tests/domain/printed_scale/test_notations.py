import pytest

from tests.domain.printed_scale.papers import read, shape

PROSE = "Soit f la fonction définie plus haut, que l'on étudie dans tout ce qui suit."


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("* Exercice 1 (4 points)", "* Exercice 2 (2,5 points)"),
        ("* Exercice n° 1 ( 4 pts )", "* Exercice n° 2 ( 2,5 pts )"),
        ("* Exercice 1 : les suites /4", "* Exercice 2 : les fonctions / 2,5"),
        ("* Exercice 1 - 4 points - 20 minutes", "* Exercice 2 - 2,5 points - 15 minutes"),
        ("* Exercice 1\t4 points", "* Exercice 2\t2,5 points"),
        ("* Exercice 1 4 points", "* Exercice 2 2,5 points"),
        ("* Exercice 1 (sur 4 points)", "* Exercice 2 (sur 2,5 points)"),
        ("* Exercice 1 (20 minutes - 4 points)", "* Exercice 2 (15 minutes - 2,5 points)"),
        ("* Exercice 1 (2 × 2 points)", "* Exercice 2 (2 pts + 0,5 pt)"),
        ("* Première partie (4 points)", "* Deuxième partie (2,5 points)"),
        ("* Question 1: Sorting [4 points]", "* Question 2: Graphs [2.5 points]"),
        ("# Question 1 (advanced)\n# [4 advanced points]", "# Question 2 (advanced)\n# [2.5 advanced points]"),
        ("* Uppgift 1 (4 p)", "* Uppgift 2 (2,5 poäng)"),
        ("* Aufgabe 1 (4 Punkte)", "* Aufgabe 2 (2,5 Punkte)"),
        ("1. 4 marks Write your answer in the box.", "2. 2.5 marks Write your answer in the box."),
        ("(1) Prove it. [4 marks]", "(2) Prove it. [2.5 marks]"),
        ("1) Prove it.\n\t[4 marks]", "2) Prove it.\n\t[2.5 marks]"),
        ("I. Montrer que c'est vrai. (4", "points)\nII. Le contraire. (2,5 points)"),
        ("4 marks\n1. Write it down.", "2.5 marks\n2. Write it up."),
    ],
)
def test_notations_of_marks(first: str, second: str) -> None:
    found = read(f"{first}\n{PROSE}\n{second}\n{PROSE}" if not first.endswith("(4") else f"{first}\n{second}")
    assert list(shape(found).values()) == [4, 2.5]
    assert found.total == 6.5


def test_half_points() -> None:
    assert shape(read("1) Oui ? (½ point)\n2) Non ? (1,5 point)")) == {"1": 0.5, "2": 1.5}


def test_every_mark_says_where_it_was_read() -> None:
    found = read("* Exercice 1 (4 points)\n" + PROSE, "* Exercice 2 (6 points)\n" + PROSE)
    assert found.questions[1].detected_from == 'page 2: "Exercice 2 (6 points)"'
    assert found.questions[1].label == "Exercice 2"


@pytest.mark.parametrize(
    "rule",
    [
        "Chaque bonne réponse rapporte deux points.",
        "Varje korrekt svar ger två poäng.",
        "Each question is worth 2 marks.",
    ],
)
def test_the_same_for_every_part(rule: str) -> None:
    found = read(
        f"* Uppgift 1\n{rule}\n1. Vad?\na. fält\nb. lista\n2. Vem?\na. noll\nb. ett\n\t(4 p)\n* Uppgift 2 (3 p)"
    )
    assert shape(found) == {"1": 4, "1.1": 2, "1.2": 2, "2": 3}


def test_the_same_for_every_part_that_does_not_add_up_is_left_out() -> None:
    assert shape(read("* Exercice 1 (7 points)\nChaque bonne réponse rapporte 2 points.\n1. Ici ?\n2. Là ?")) == {
        "Exercice 1": 7
    }


def test_marks_for_writing_belong_to_no_question() -> None:
    found = read(
        "* Partie 1 - 6 points - 20 minutes\n" + PROSE,
        "* Partie 2 - 14 points\nLa rédaction et la clarté sont évaluées sur\n2 points.\n"
        f"* Exercice 1 (5 points)\n{PROSE}\n* Exercice 2 (7 points)\n{PROSE}",
    )
    assert shape(found) == {
        "Partie 1": 6,
        "Partie 2": 14,
        "Partie 2.redaction": 2,
        "Partie 2.Exercice 1": 5,
        "Partie 2.Exercice 2": 7,
    }
    assert found.total == 20


def test_marks_for_writing_beside_the_exercises() -> None:
    found = read(
        f"* Exercice 1 (8 points)\n{PROSE}\n* Exercice 2 (8 points)\n{PROSE}\nMaîtrise de la langue : 4 points"
    )
    assert found.total == 20
    assert shape(found)["redaction"] == 4


@pytest.mark.parametrize("price", ["(c) 0.05 × 30 = 1.5p", "(c) It costs 1.5p", "(c) Price: £1.5p"])
def test_a_price_is_no_mark(price: str) -> None:
    assert shape(read(f"* Question 1 (3 marks)\n(a) Why?\n{price}")) == {"1": 3}
