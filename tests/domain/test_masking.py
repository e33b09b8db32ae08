"""Where a student's name is found in a text, and where a word that may be a name stays."""

import csv
import json
import random
from collections import defaultdict
from dataclasses import replace
from itertools import batched
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.copies import Copy, Student
from bareme.domain.identity import fold
from bareme.domain.masking.known_name import KnownName, known_name
from bareme.domain.masking.places import find_names, replace_places
from bareme.domain.masking.telling_words import telling_words
from bareme.domain.masking.zones import boxes_of, handwritten_fields
from bareme.domain.pages import Page, PageKind, TextLine

NAMES = (
    *("MARTIN Léa", "NGUYEN Hugo", "DA SILVA Mathéo", "LE GALL Maëlys", "KEÏTA Aminata", "O'Rourke Niamh"),
    *("Jean-Pierre de la Tour", "Müller Jürgen", "Ben Okafor", "Li Wu", "PETIT Noé", "van den Berg Anna"),
)
HELD_OUT_NAMES = (
    "Çelik Ömer",
    "N'Diaye Awa",
    "Sørensen Åse",
    "ROSE Grace",
    "Saint-Exupéry Antoine",
    "García López Íñigo",
)
HEADS = (
    *("Nom : {family} Prénom : {given} Classe : 3e B", "NOM : {family}", "Name: {given} {family}  Class: 9C"),
    *("{given} {family} – page 2/2", "{family}, {given} – 9C", "Prénom : {given} Nom : {family} 3ème B"),
)
HELD_OUT_HEADS = (
    "Élève : {family} {given}",
    "NAME: {family} {given}",
    "{family} {given}",
    "Nom et prénom : {given} {family}",
)


def copy_of(name: str, number: str = "") -> Copy:
    return Copy(copy_id="c07", student=Student(name=name, student_id=number))


def parts(name: str) -> tuple[str, str]:
    family, _, given = name.rpartition(" ")
    return family, given


def masked(lines: list[str], known: KnownName, *, is_page: bool = True, is_first: bool = True) -> str:
    found = find_names(lines, known, is_page=is_page, is_first=is_first)
    return "\n".join(replace_places(lines, found.places, "Copy 7"))


def left(text: str, known: KnownName) -> set[str]:
    return set(fold(text).split()) & known.content


@pytest.mark.parametrize("head", [*HEADS, *HELD_OUT_HEADS])
@pytest.mark.parametrize("name", [*NAMES, *HELD_OUT_NAMES])
def test_a_heading_loses_the_name_and_nothing_else(name: str, head: str) -> None:
    known = known_name(copy_of(name))
    family, given = parts(name)
    lines = [head.format(family=family, given=given), "1. 12 N", "2. because"]
    text = masked(lines, known)
    assert not left(text, known), text
    assert text.endswith("\n1. 12 N\n2. because")
    assert "Copy 7" in text


@given(
    st.sampled_from([*NAMES, *HELD_OUT_NAMES]),
    st.sampled_from([str.upper, str.lower, str.title, fold, str]),
    st.booleans(),
    st.text(alphabet="abc 12.,\n", max_size=40),
)
def test_the_whole_name_is_found_however_it_is_written(name: str, spelling: type[str], turn: bool, before: str) -> None:
    known = known_name(copy_of(name))
    if len(known.content) == 1:
        return
    family, given = parts(name)
    written = spelling(f"{given} {family}" if turn else f"{family} {given}")
    text = f"{before} ; {written} ; 12 N"
    assert not left(masked(text.split("\n"), known, is_page=False), known)


@pytest.mark.parametrize(
    ("name", "others", "paper", "text", "expected", "unsure"),
    [
        # A law, a unit and a colour are no pupil.
        (
            "NEWTON Rose",
            ["La rose"],
            "la loi de Newton",
            "La loi de Newton ; une Rose.",
            "La loi de Newton ; une Rose.",
            2,
        ),
        ("NEWTON Rose", ["5 Newton"], "", "12 Newton", "12 Newton", 1),
        ("CURIE Marie", [], "Marie Curie", "Marie Curie (1903)", "Marie Curie (1903)", 1),
        ("LEROY Marie", [], "", "Marie Curie (1903)", "Marie Curie (1903)", 1),
        ("QUIXLEY Zeb", [], "", "Quixley's law, le cahier de Zeb", "Quixley's law, le cahier de Zeb", 2),
        # A whole name, and a word that nobody else writes, are the pupil's.
        ("NEWTON Rose", ["La rose"], "la loi de Newton", "Rose Newton, 12 N", "Copy 7, 12 N", 0),
        ("QUIXLEY Zeb", [], "", "Zeb : 12 N", "Copy 7 : 12 N", 0),
        ("QUIXLEY Zeb", [], "", "zeb : 12 N", "zeb : 12 N", 0),
    ],
)
def test_a_word_of_the_subject_stays_and_is_said(  # noqa: PLR0917 - a row of the table
    name: str, others: list[str], paper: str, text: str, expected: str, unsure: int
) -> None:
    texts = {"c07": [text], **{f"x{n}": [other] for n, other in enumerate([*others, "a", "b", "c", "d"])}}
    known = known_name(copy_of(name))
    words, is_whole = telling_words({"c07": known}, texts, [paper])["c07"]
    known = replace(known, telling=words, is_whole_telling=is_whole)
    found = find_names([text], known, is_page=False)
    assert replace_places([text], found.places, "Copy 7") == [expected]
    assert len(found.unsure) == unsure


def test_a_field_that_asks_for_a_thing_keeps_its_value() -> None:
    known = known_name(copy_of("MARTIN Léa"))
    lines = ["Nom : MARTIN   Prénom : Lilou", "3e B", "Exercice 1", "Nom : éthanol"]
    assert masked(lines, known).split("\n") == ["Nom : Copy 7   Prénom : Copy 7", "3e B", "Exercice 1", "Nom : éthanol"]
    assert masked(["Exercice 3", "Nom : butane"], known, is_first=False).split("\n")[1] == "Nom : butane"


def test_numbers_and_addresses_are_the_students() -> None:
    student = Student(name="Li Wu", student_id="9048", email="li.wu@school.example", login="wuli2026")
    known = known_name(Copy(copy_id="c07", student=student))
    text = masked(["Student number: 9048", "li.wu@school.example, WULI2026; 9048 J"], known)
    assert text == "Student number: Copy 7\nCopy 7, Copy 7; 9048 J"  # a short number may be an answer


WORDS = (
    "Rose Newton Mark Will Grace Hope Bell Stone Green Young Short Power Joy April May Summer Page Price Field Wood "
    "Day Long Light Bill Jack Art Gene Frank Ray Dale Cliff Heath Pascal Kelvin Joule Ampere Ohm Watt Java Ada Pierre "
    "Roche Stein Berg Wolf Klein Gross Bach Sommer Apfel Wasser Zeit Wagner Fuchs Vogel Koch Becker Schwarz Anna Ben"
)
"""Names that are also words, in English, French or German."""


@pytest.mark.parametrize("size", [1, 5, 25])
def test_no_word_is_taken_out_of_answers_without_names(shared_data: Path, size: int) -> None:
    questions: defaultdict[str, tuple[set[str], list[str]]] = defaultdict(lambda: (set(), []))
    with (shared_data / "short-answers" / "beetle" / "train.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            papers, answers = questions[row["qid"]]
            papers.update({row["question"], row["references"]})
            answers.append(row["answer"])
    for row in json.loads((shared_data / "short-answers" / "alice" / "trial_3way.json").read_text()):
        papers, answers = questions[row["question_id"]]
        papers.add(row["question"])
        answers.append(row["answer"])
    draw, replaced, seen = random.Random(1), [], 0  # noqa: S311 - it draws names
    for papers, answers in questions.values():
        for group in batched(answers, size):
            names = {f"c{n}": known_name(copy_of(" ".join(draw.sample(WORDS.split(), 2)))) for n, _ in enumerate(group)}
            texts = dict(zip(names, ([answer] for answer in group), strict=True))
            telling = telling_words(names, texts, papers)
            for copy_id, known in names.items():
                words, is_whole = telling[copy_id]
                lines = texts[copy_id][0].split("\n")
                found = find_names(lines, replace(known, telling=words, is_whole_telling=is_whole), is_page=False)
                replaced += [lines[place.line][place.start : place.end] for place in found.places]
                seen += 1
    assert seen > 4000
    assert len(replaced) <= seen // 4000, replaced


def page(text: str, *, drawn: bool) -> Page:
    edges = tuple(edge for n, _ in enumerate(text.split(" ")) for edge in (50.0 + 40 * n, 80.0 + 40 * n))
    line = TextLine(text=text, x0=50, y0=40, x1=edges[-1], y1=60, size=12, word_edges=edges)
    return Page(index=0, width=595, height=842, kind=PageKind.TYPED, lines=(line,), drawn=drawn)


def test_boxes_cover_the_words_of_the_name_alone() -> None:
    shown = page("Nom : MARTIN Prénom : Léa Classe : 3eB", drawn=False)
    found = find_names([line.text for line in shown.lines], known_name(copy_of("MARTIN Léa")), is_first=True)
    martin, lea = boxes_of(shown, found.places)
    assert (martin.x0 * 595 < 130, 160 < martin.x1 * 595 < 170) == (True, True)
    assert (250 > lea.x0 * 595 > 240, 280 < lea.x1 * 595 < 290) == (True, True)
    assert martin.y0 * 842 < 40
    assert martin.y1 * 842 > 60


def test_what_is_written_by_hand_in_a_printed_field_is_covered() -> None:
    shown = page("Nom : ........ Prénom : ........", drawn=True)
    family, given = handwritten_fields(shown, is_first=True)
    assert family.x0 * 595 == pytest.approx(130, abs=0.1)
    assert family.x1 * 595 == pytest.approx(160, abs=0.1)
    assert given.x1 == 1.0
    assert family.y0 * 842 < 25
