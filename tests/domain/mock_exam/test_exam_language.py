"""The language of the feedback follows the exam, where its words tell."""

import pytest

from bareme.domain.mock_exam.exam_language import exam_language, language_of
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from tests.mock_exams import long_submission, sample_submission

FRENCH = [
    "Quelle fraction est égale à 0,35 ? Calculer le prix du pull après la remise.",
    "Résoudre l'équation $3x + 2 = 8$ et donner la solution.",
    "Dans un triangle rectangle, quel est le plus grand côté ?",
    "Les capitales des pays d'Europe. Vous répondrez dans les cases.",
    "Expliquer le rôle de la photosynthèse pour une plante.",
]
ENGLISH = [
    "Which fraction is equal to 0.35? Find the price of the coat.",
    "Solve $3x + 2 = 8$ and write the solution on the line.",
    "What is the longest side of a right-angled triangle?",
    "Explain how plants make food, and which gas they take from the air.",
    "Where is the capital of Les Pays-Bas on this map?",
]
NEITHER = [
    "",
    "$3x + 2 = 8$",
    r"\[x \in A, y \le \text{min}\]",
    "Solve.",
    "¿Cuál es la capital de los Países Bajos? Explica por qué el agua se evapora con el calor.",
    "Welche Zahl ist das Ergebnis der Rechnung, und wie heißt die Regel für das Vorzeichen?",
    "Qual è la capitale dei Paesi Bassi? Spiega perché non si vede la luna con il sole.",
    "Qual é a capital dos Países Baixos? Explica como a água não se perde no mar.",
    "Wat is de hoofdstad van het land, en hoe heet de rivier die in de zee uitkomt?",
    # A paper in English about a text in French.
    "Read the text and translate it. Le chat est dans le jardin avec les enfants. What is the cat in?",
]
# Written after the word lists were settled.
HELD_OUT = [
    ("Donner la nature de chaque mot souligné dans le texte.", "fr"),
    ("Combien de protons possède un atome de carbone ? Les électrons sont-ils plus nombreux ?", "fr"),
    ("Convertis 3 km en mètres et place le résultat sur la droite.", "fr"),
    ("Que représente ce graphique ? Entoure la bonne réponse parmi les propositions.", "fr"),
    ("How many protons are in an atom of carbon?", "en"),
    ("Underline the verbs in this sentence and say what they do.", "en"),
    ("Put these events in order, from the earliest to the latest.", "en"),
    ("Kolik je hodin a kde je škola?", None),
    ("Oblicz pole trójkąta. Ile wynosi suma kątów?", None),
    ("Calcula el área del triángulo y explica cómo la has obtenido.", None),
]


@pytest.mark.parametrize(
    ("text", "language"),
    [*((text, "fr") for text in FRENCH), *((text, "en") for text in ENGLISH), *((text, None) for text in NEITHER)],
)
def test_the_words_tell_the_language_or_nothing_is_said(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_none_of_the_texts_held_out_is_taken_for_another_language() -> None:
    told = [(text, language_of(text), language) for text, language in HELD_OUT]
    assert [row for row in told if row[1] not in {row[2], None}] == []
    assert sum(row[1] == row[2] for row in told) >= 9


@pytest.mark.parametrize("make", [sample_submission, long_submission])
def test_the_fixtures_are_in_english(make: type[dict[str, object]]) -> None:
    assert exam_language(ExamSubmissionWithExam.model_validate(make()).mock_exam) == "en"
