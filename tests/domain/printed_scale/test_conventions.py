import pytest

from bareme.domain.printed_scale import find_scales
from tests.domain.printed_scale.papers import paper, read, shape

PROSE = "Soit f la fonction définie plus haut, que l'on étudie dans tout ce qui suit."
TWO = f"* Exercice 1 (8 points)\n{PROSE}\n* Exercice 2 (12 points)\n{PROSE}"
THREE = f"* Exercice 1\n{PROSE}\n* Exercice 2\n{PROSE}\n* Exercice 3\n{PROSE}"


@pytest.mark.parametrize(
    "rule",
    [
        "Barème : 6 + 4 + 10",
        "Durée 2 h. Barème indicatif : 6/4/10",
        "Barème approximatif : 6 - 4 - 10 points.",
        "(barème : 6, 4 et 10)",
        "Barème provisoire : 6 pts / 4 pts / 10 pts",
    ],
)
def test_a_list_of_marks_without_names(rule: str) -> None:
    found = read(f"# Examen\n{rule}\n{THREE}")
    assert shape(found) == {"Exercice 1": 6, "Exercice 2": 4, "Exercice 3": 10}
    assert found.total == 20


def test_a_list_of_another_length_is_no_scale() -> None:
    assert find_scales(paper(f"# Examen\nBarème : 6 + 14\n{THREE}")) == []


@pytest.mark.parametrize("gap", ["\t", " "])
@pytest.mark.parametrize(
    "convention", ["Marks for each part are given in square brackets.", "Total marks: 20", "Barème entre crochets."]
)
def test_bare_numbers_that_the_paper_calls_marks(convention: str, gap: str) -> None:
    found = read(
        f"{convention}\n1. (a) Prove it.{gap}[4]\n(b) Use it.{gap}[6]\n2. (a) Prove it.{gap}[7]\n(b) Use it.{gap}[3]"
    )
    assert shape(found) == {"1": 10, "1.a": 4, "1.b": 6, "2": 10, "2.a": 7, "2.b": 3}
    assert found.total == 20


@pytest.mark.parametrize(
    "text",
    [
        "1. Prove it.\t[4]\n2. Use it.\t[6]",
        "1. Calculer.\ny = x + 2\t(1)\n2. Vérifier.\ny = 3\t(2)",
        "Barème entre parenthèses.\n1. Calculer.\ny = x + 2\t(1)\n2. Vérifier.\ny = 3\t(2)",
        "Total marks: 50\n1. Prove it, as in [3]\n2. Use it, as in [6]",
    ],
)
def test_bare_numbers_that_nobody_calls_marks(text: str) -> None:
    assert all(not candidate.questions for candidate in find_scales(paper(text)))


def test_a_total_that_names_its_question() -> None:
    found = read(
        "1. Here is a list.\n(a) Write it down.\t(2)\n(b) Why?\t(3)\n(Total for Question 1 is 5 marks)\n"
        "2. Do it.\n(Total for Question 2 is 4 marks)\n3 Do it again\n(Total for Question 3 is 2 marks)"
    )
    assert shape(found) == {"1": 5, "1.a": 2, "1.b": 3, "2": 4, "3": 2}


@pytest.mark.parametrize(
    "bonus",
    [
        "* Exercice 3 (bonus, 2 points)\nPourquoi ?",
        "* Exercice 3 (bonus)\n1. Quoi ? (2 points)",
        "* Exercice bonus (2 points)\n1. Quoi ? (1 point)\n2. Qui ? (1 point)",
        "Bonus : 2 points",
        "Deux questions de plus (2 points bonus)",
    ],
)
def test_bonus_points_stay_out_of_the_total(bonus: str) -> None:
    found = read(f"{TWO}\n{bonus}")
    assert shape(found) == {"Exercice 1": 8, "Exercice 2": 12}
    assert found.total == 20
    assert [warning.partition(":")[0] for warning in found.warnings] == ["bonus"]


def test_bonus_points_beside_the_mark() -> None:
    assert read(TWO.replace("(8 points)", "(8 points + 2 points bonus)")).total == 20


def test_a_text_about_a_bonus() -> None:
    assert read("1. Le bonus annuel vaut 10 euros. Combien ? (3 points)\n2. Pourquoi ? (5 points)").total == 8


def test_questions_below_a_table_of_marks_are_not_in_its_last_row() -> None:
    found = read("Question: 1 2 Total\nPoints: 5 10 15", "1. (5 points) Do it.", "2. (10 points) Do it.")
    assert shape(found) == {"1": 5, "2": 10}
    assert found.confidence > 0.9


def test_sections_with_nothing_around_their_number() -> None:
    found = read(
        "* 1 Adressage (8 points)\n1.1 Donner le masque. (2 points)\n1.2 Donner la route. (6 points)\n"
        f"* 2 Routage (12 points)\n{PROSE}"
    )
    assert shape(found) == {"1": 8, "1.1.1": 2, "1.1.2": 6, "2": 12}


def test_scores_in_a_table_are_no_marks() -> None:
    found = read("* Exercice 1 (8 points)\n1. Qui gagne ?\nÉquipe\tScore\nLyon\t12 points\nParis\t9 points\n2. Où ?")
    assert shape(found) == {"Exercice 1": 8}


@pytest.mark.parametrize(
    "text",
    [
        "# Exam\nGrade\tPoints\n3\t24 points\n4\t36 points\n5\t48 points\n* Question 1\nDo it.\n* Question 2\nDo it.",
        "# Tentamen\nG: 24 p\nVG: 36 p\n* Uppgift 1\nGör.",
        "# Exam\n3 = 24 p, 4 = 36 p, 5 = 48 p\n* Question 1\nDo it.",
        "# TP\nRetard : -2 points par jour.\nUn code sans commentaire perd 2 points.\nExercice 1\n1. Écrire.",
    ],
)
def test_thresholds_penalties_and_scores_make_no_scale(text: str) -> None:
    assert find_scales(paper(text)) == []
