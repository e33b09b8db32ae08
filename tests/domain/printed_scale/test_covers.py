import pytest

from tests.domain.printed_scale.papers import read, shape

PROSE = "Soit f la fonction définie plus haut, que l'on étudie dans tout ce qui suit."
BODY = f"* Exercice n° 1 (20 points)\n{PROSE}\n* Exercice n° 2 (25 points)\n{PROSE}"


@pytest.mark.parametrize("gap", ["\t", " "])
def test_marks_for_writing_in_the_cover_table_come_last(gap: str) -> None:
    cover = (
        f"# EXAMEN\nExercice n° 1{gap}20 points\nExercice n° 2{gap}25 points\n"
        f"Présentation de la copie et utilisation de la langue française{gap}5 points"
    )
    found = read(cover, BODY)
    assert list(shape(found).items()) == [("Exercice 1", 20), ("Exercice 2", 25), ("redaction", 5)]
    assert found.total == 50
    assert found.confidence > 0.9


def test_marks_for_writing_that_are_named_twice_count_once() -> None:
    cover = "# EXAMEN\nExercice 1\t20 points\nExercice 2\t25 points\nMaîtrise de la langue\t5 points"
    assert read(cover, f"{BODY}\nMaîtrise de la langue : 5 points").total == 50


@pytest.mark.parametrize(("whole", "total", "questions"), [(50, 50, 3), (45, 45, 2)])
def test_the_printed_total_says_whether_marks_for_writing_are_inside(whole: int, total: int, questions: int) -> None:
    cover = (
        f"# EXAMEN\nDurée de l'épreuve : 1 h 00\t{whole} points\n"
        "(dont 5 points pour la présentation de la copie et l'utilisation de la langue)"
    )
    found = read(cover, BODY)
    assert found.total == total
    assert len(found.questions) == questions


@pytest.mark.parametrize("facts", ["Durée de l'épreuve : 1 h\t40 points", "Durée de l'épreuve : 1 h\n40 points"])
def test_the_mark_beside_the_time_of_the_paper_is_its_total(facts: str) -> None:
    found = read(f"# EXAMEN\n# Rédaction\n# Série générale\n{facts}", f"* Rédaction (40 points)\n{PROSE}")
    assert shape(found) == {"Rédaction": 40}
    assert found.total == 40


def test_a_cover_for_more_than_the_paper_holds() -> None:
    found = read(
        "# SCIENCES\nDurée de l'épreuve : 1 h 00\t50 points",
        f"# TECHNOLOGIE – Durée 30 minutes – 25 points\n{PROSE}\nQuestion 1.1 (5 points)\nQuestion 1.2 (8 points)\n"
        "Question 2.1 (12 points)",
    )
    assert list(shape(found).values()) == [25, 5, 8, 12]
    assert found.total == 25
    assert found.confidence <= 0.5


@pytest.mark.parametrize("title", ["Devoir", "Contrôle n° 3", "Examen de janvier"])
def test_a_heading_that_names_the_paper_holds_its_total(title: str) -> None:
    found = read(f"* {title} (20 points)\n1. Quoi ? (8 points)\n2. Qui ? (12 points)")
    assert shape(found) == {"1": 8, "2": 12}
    assert found.total == 20
    assert found.confidence > 0.9


def test_a_part_without_a_mark_is_a_roof() -> None:
    found = read(
        "# PREMIÈRE PARTIE\n* Questions (15 points)\n1. Qui ? (8 points)\n2. Où ? (7 points)\n* Dictée (5 points)\n"
        f"{PROSE}\n# DEUXIÈME PARTIE\n* Rédaction (20 points)\n{PROSE}"
    )
    assert [question.max_points for question in found.questions if question.parent is None] == [15, 5, 20]
    assert found.total == 40


@pytest.mark.parametrize("text", [f"\n{PROSE}\n{PROSE}\n{PROSE}\n", "\n"])
@pytest.mark.parametrize(("part", "exercise"), [("Partie", "Exercice"), ("Part", "Problem")])
def test_parts_whose_exercises_have_the_same_numbers_stay(part: str, exercise: str, text: str) -> None:
    found = read(
        f"* {part} A\n* {exercise} 1 (4 points){text}* {exercise} 2 (6 points){text}"
        f"* {part} B\n* {exercise} 1 (5 points){text}* {exercise} 2 (3 points){text}"
    )
    roots = [question for question in found.questions if question.parent is None]
    assert [(question.id, question.max_points) for question in roots] == [(f"{part} A", 10), (f"{part} B", 8)]
    assert [question.max_points for question in found.questions if question.parent] == [4, 6, 5, 3]
    assert found.total == 18


def test_an_ordinal_part_has_no_number_in_its_mark() -> None:
    found = read(
        f"* Première partie\t6 points\n* Question 1\n* Question 2\n* Deuxième partie\t14 points\n{PROSE}\n"
        "* Exercice 1\t10 points\n* Exercice 2\t4 points"
    )
    assert list(shape(found).values()) == [6, 14, 10, 4]


def test_text_right_below_a_heading_is_not_its_second_row() -> None:
    found = read(
        "* Exercice 1\nCalculer la somme. (2 points)\nCalculer le produit. (3 points)\n* Exercice 2 (4 points)"
    )
    assert list(shape(found).values()) == [5, 4]
