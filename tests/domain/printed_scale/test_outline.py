from tests.domain.printed_scale.papers import read, shape

PROSE = "Soit f la fonction définie plus haut, que l'on étudie dans tout ce qui suit."


def test_numbers_restart_in_every_exercise() -> None:
    found = read(
        "* Exercice 1\n1. Ici ? (1 point)\n2. Là ? (2 points)\n* Exercice 2\n1. Ici ? (3 points)\n2. Là ? (4 points)"
    )
    assert list(shape(found)) == [
        *["Exercice 1", "Exercice 1.1", "Exercice 1.2"],
        *["Exercice 2", "Exercice 2.1", "Exercice 2.2"],
    ]
    assert found.total == 10
    assert [question.parent for question in found.questions][:2] == [None, "Exercice 1"]


def test_numbers_run_on_under_headings_without_number() -> None:
    found = read(
        "# Lire\n* Comprendre le texte (5 points)\n1. Qui ? (2 points)\n2. Où ? (3 points)\n"
        "* Parler de la langue (4 points)\n3. Quoi ?\na. Ici. (1 point)\nb. Là. (3 points)"
    )
    assert shape(found)["Parler de la langue.3.b"] == 3
    assert found.total == 9


def test_two_labels_on_one_row() -> None:
    found = read("(1) (a) Prove it. [5 marks]\n(b) Use it. [3 marks]\n(2) (a) Prove it. [1 mark]\n(b) Use it. [1 mark]")
    assert shape(found) == {"1": 8, "1.a": 5, "1.b": 3, "2": 2, "2.a": 1, "2.b": 1}


def test_a_mark_after_unmarked_items_is_their_parents() -> None:
    found = read(
        "(1) Give an example.\n(a) of a ring\n(b) of a field\n(c) of a group\n\t[6 marks]\n"
        "(2) (a) Prove it. [7 marks]\n(b) Which of these?\n(i) this\n(ii) that\n\t[5 marks]\n(c) Why? [8 marks]"
    )
    assert shape(found) == {"1": 6, "2": 20, "2.a": 7, "2.b": 5, "2.c": 8}


def test_roman_numbers_on_two_levels() -> None:
    found = read(
        "* Exercice I\t(6 points)\ni) (1 point) Ici.\nii) (2 points) Là.\niii) (3 points) Partout.\n"
        "* Exercice II\t(3 points)\ni) (3 points) Ici."
    )
    assert [question.id for question in found.questions if question.parent == "Exercice I"] == [
        *["Exercice I.i", "Exercice I.ii", "Exercice I.iii"]
    ]
    assert found.total == 9


def test_letters_go_past_h_without_turning_roman() -> None:
    rows = "\n".join(f"({letter}) Give an example. [1 mark]" for letter in "abcdefghijk")
    assert read(f"(1) Examples.\n{rows}\n(2) Prove it. [4 marks]").total == 15


def test_parts_without_marks_are_left_out() -> None:
    found = read(f"* Exercice 1 (5 points)\n1. Ici ?\n2. Là ?\na. Oui.\nb. Non.\n* Exercice 2 (3 points)\n{PROSE}")
    assert shape(found) == {"Exercice 1": 5, "Exercice 2": 3}


def test_footnotes_and_options_are_no_questions() -> None:
    found = read(
        "1. zinc : comptoir de bar.\n2. bec de cane : serrure.",
        "* Comprendre (6 points)\n1. Qui ? (2 points)\n2. Où ?\nA. Ici B. Là\nJustifiez. (4 points)",
    )
    assert shape(found) == {"Comprendre": 6, "Comprendre.1": 2, "Comprendre.2": 4}


def test_a_heading_with_its_facts_on_the_next_row() -> None:
    found = read(
        f"# PHYSIQUE\n# Durée : 30 min - 5 points\n{PROSE}\n* Question 1 (2 points)\nOù ?\n* Question 2 (3 points)",
        f"# BIOLOGIE\n# Durée : 30 min - 4 points\n{PROSE}\n* Question 1 (1 point)\nOù ?\n* Question 2a (3 points)",
    )
    assert list(shape(found).items())[3:] == [("BIOLOGIE", 4), ("BIOLOGIE.1", 1), ("BIOLOGIE.2a", 3)]
    assert found.total == 9


def test_a_heading_its_duration_and_its_mark_on_three_rows() -> None:
    found = read(
        f"# PHYSIQUE\n# Durée : 30 minutes\n# 5 points\n{PROSE}\n* Question 1 (2 points)\n* Question 2 (3 points)"
    )
    assert shape(found) == {"PHYSIQUE": 5, "PHYSIQUE.1": 2, "PHYSIQUE.2": 3}


def test_a_heading_over_two_rows() -> None:
    found = read(
        f"* Exercice 1. Maîtriser des langages et repères\n* historiques (7 points)\n{PROSE}\n* Exercice 2 (3 points)"
    )
    assert shape(found) == {"Exercice 1": 7, "Exercice 2": 3}


def test_a_part_goes_on_after_a_page_break() -> None:
    footer = "\nExamen 2017\tPage 1 sur 3"
    found = read(
        f"* Uppgift 1\na) Ja? (2 p)\nb) Nej? (6 p){footer}",
        f"c) Kanske? (8 p){footer}",
        f"* Uppgift 2\n{PROSE}\n\t(4 p){footer}",
    )
    assert shape(found) == {"1": 16, "1.a": 2, "1.b": 6, "1.c": 8, "2": 4}
