"""Layouts of examination boards and schools, by country."""

import pytest

from bareme.domain.printed_scale import find_scales
from tests.domain.printed_scale.papers import paper, read, shape


@pytest.mark.parametrize(
    ("text", "total", "maxima"),
    [
        pytest.param(
            "# Examen\nVoor dit examen zijn maximaal 12 punten te behalen.\n* Opgave 1 Schaatsen\n"
            "3p 1 Bereken de snelheid.\n"
            "2p 2 Leg uit waarom.\n* Opgave 2 Licht\n4p 3 Bepaal de golflengte.\n3p 4 Teken de straal.",
            12,
            [5, 3, 2, 7, 4, 3],
            id="nl: before the number",
        ),
        pytest.param(
            "# Schulaufgabe\n1. Gegeben ist f. [6 BE]\n2. Berechnen Sie. [4 BE]\n3. Zeichnen Sie. [10 BE]",
            20,
            [6, 4, 10],
            id="de: BE",
        ),
        pytest.param(
            "# Egzamin\nZadanie 1. (0-1)\nOblicz.\nZadanie 2. (0-2)\nUzasadnij.\nZadanie 3. (0-4)\nWyznacz.",
            7,
            [1, 2, 4],
            id="pl: a range alone",
        ),
        pytest.param(
            "# Midterm\nProblem Points Score\n1 20\n2 15\n3 15\nTotal 50\n1. (20 points) Let A be a matrix.\n"
            "(a) (10 points) Find it.\n(b) (10 points) Prove it.\n2. (15 points) Prove it.\n3. (15 points) Compute it.",
            50,
            [20, 10, 10, 15, 15],
            id="us: grading table",
        ),
        pytest.param("# Test\nTotal marks: 25\nQ1 [10]\nExplain.\nQ2 [8]\nDescribe.\nQ3 [7]\nCompare.", 25, [10, 8, 7]),
        pytest.param(
            "# Esame\nPunteggio massimo: 30\n* Esercizio 1 [12 punti]\nUn corpo.\n* Esercizio 2 [18 punti]\nUn gas.",
            30,
            [12, 18],
            id="it: the total before the number",
        ),
        pytest.param(
            "# Exam\nSection A (45 minutes, 20 marks)\n1. Why? (5)\n2. How? (15)\n"
            "Section B (60 minutes, 30 marks)\n3. Who? (30)",
            50,
            [20, 5, 15, 30],
            id="bare numbers that sum to their sections",
        ),
    ],
)
def test_a_layout_is_read_and_sure(text: str, total: int, maxima: list[float]) -> None:
    found = read(text)
    assert list(shape(found).values()) == maxima
    assert found.total == total
    assert found.confidence >= 0.8


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "OPCIÓN A\nA1. (2,5 puntos) Sea A.\nA2. (2,5 puntos) Estudie f.\nOPCIÓN B\nB1. (2,5 puntos) Sea B.\n"
            "B2. (2,5 puntos) Calcule.",
            id="two options",
        ),
        pytest.param("0 1 . 1 Name it.\n[1 mark]\n0 1 . 2 Describe it.\n[3 marks]", id="numbers in boxes"),
        pytest.param(
            "1. (5 points) Define.\n2. (a) (3 points) Solve. (b) (2 points) Check.", id="two parts in one row"
        ),
        pytest.param("Criteria Good Fair Poor\nContent 10 8 5\nStyle 5 4 3\nTotal /15", id="levels of a rubric"),
    ],
)
def test_what_is_not_understood_is_not_sure(text: str) -> None:
    assert all(candidate.confidence < 0.8 for candidate in find_scales(paper(f"# Exam\n{text}")))


@pytest.mark.parametrize(
    "sentence",
    [
        "La puntuación máxima es de 10 puntos.",
        "Il punteggio massimo è di 10 punti.",
        "Der kan højst opnås 10 point.",
        "Kokeesta saa enintään 10 pistettä.",
        "Es sind höchstens 10 Punkte zu erreichen.",
        "Maksymalnie 10 punktów.",
    ],
)
def test_a_sentence_about_the_maximum_confirms_the_sum(sentence: str) -> None:
    found = read(f"# Test\n{sentence}\n* Aufgabe 1 (4 Punkte)\nWas?\n* Aufgabe 2 (6 Punkte)\nWie?")
    assert (found.total, found.confidence) == (10, 0.95)
