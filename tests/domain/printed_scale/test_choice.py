import pytest

from tests.domain.printed_scale.papers import read, shape

PROSE = "Soit f la fonction définie plus haut, que l'on étudie dans tout ce qui suit."
FOUR = "\n".join(f"* Exercice {number} (10 points)\n{PROSE}" for number in range(1, 5))


@pytest.mark.parametrize(
    "sentence",
    [
        "Le candidat doit traiter deux exercices sur quatre.",
        "Répondre à 2 exercices sur les 4 proposés.",
        "Traitez deux exercices au choix.",
        "Vous traiterez deux des quatre exercices.",
        "Le candidat traite 2 exercices parmi les 4 proposés.",
        "Answer TWO of the four questions.",
        "Only the best two answers count.",
    ],
)
def test_some_of_the_exercises_count(sentence: str) -> None:
    found = read(f"{sentence}\n{FOUR}")
    assert list(shape(found).values()) == [10, 10, 10, 10]
    assert found.total == 20
    assert found.warnings == ("choice: 2/4",)


def test_marks_for_writing_are_no_option() -> None:
    assert read(f"Traitez deux exercices au choix.\n{FOUR}\nMaîtrise de la langue : 4 points").total == 24


def test_the_total_stays_unknown_where_options_differ() -> None:
    found = read(f"Traitez deux exercices au choix.\n* Exercice 1 (8 points)\n{PROSE}\n{FOUR.replace('1 (', '5 (')}")
    assert found.total is None
    assert found.warnings[-2:] == ("choice: 2/5", "partly_known")


def test_options_that_differ_and_a_printed_total() -> None:
    marked = FOUR.replace("1 (10", "1 (15")
    found = read(f"# Contrôle\tNote : /35\nTraitez deux exercices au choix parmi 2, 3 et 4.\n{marked}")
    assert found.total == 35
    assert found.confidence < 0.5


def test_subjects_stand_side_by_side() -> None:
    found = read(
        f"* Dictée (10 points)\n{PROSE}\nVous traiterez l'un des deux sujets.\n"
        f"* Sujet A (40 points)\n{PROSE}\n* Sujet B (40 points)\n{PROSE}"
    )
    assert found.total == 50


@pytest.mark.parametrize(
    "sentence",
    [
        "Citez deux exercices au choix dans votre manuel.",
        "Give any two of the following.",
        "Vous traiterez l'un des deux sujets.",
        "Répondre à deux questions sur le document.",
    ],
)
def test_a_choice_inside_a_question_is_not_the_papers(sentence: str) -> None:
    assert read(f"* Exercice 1 (10 points)\n{sentence}\n* Exercice 2 (10 points)\n* Exercice 3 (10 points)").total == 30
