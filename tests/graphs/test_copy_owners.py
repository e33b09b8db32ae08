import random
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.domain.copies import Student
from bareme.domain.identity import same_name
from bareme.graphs.copy_owners import SURE, CopyClues, Owner, find_owners

ROSTER = [
    Student(name=name, student_id=str(21000000 + number))
    for number, name in enumerate(
        [
            "ABADIE Zoé",
            "BÉNARD Loïc",
            "DUPONT Jean",
            "DUPONT Jeanne",
            "MARTIN Jean-Pierre",
            "de la ROCHEFOUCAULD-MONTMORENCY Alexandre",
            "de la ROCHEFOUCAULD-MONTMORENCY Alexandra",
            "O’BRIEN Siobhán",
            "KEITA Aminata",
        ]
    )
]


def owner(clues: CopyClues, roster: Sequence[Student] = ROSTER) -> Owner:
    return find_owners([clues], roster)[0]


def named(name: str, *, confidence: float = 0.95, roster: Sequence[Student] = ROSTER) -> Owner:
    return owner(CopyClues(name=name, confidence=confidence), roster)


def filed(name: str, roster: Sequence[Student] = ROSTER) -> Owner:
    return owner(CopyClues(file_name=name), roster)


@pytest.mark.parametrize(
    ("read", "student"),
    [
        ("ABADIE Zoé", "ABADIE Zoé"),
        ("zoe abadie", "ABADIE Zoé"),
        ("Abadie, Zoë", "ABADIE Zoé"),
        ("Loïc BENARD", "BÉNARD Loïc"),
        ("Martin Jean Pierre", "MARTIN Jean-Pierre"),
        ("MARTIN Jeanpierre", "MARTIN Jean-Pierre"),
        ("Siobhan O'Brien", "O’BRIEN Siobhán"),
        ("OBRIEN Siobhan", "O’BRIEN Siobhán"),
        ("Alexandra de la Rochefoucauld Montmorency", "de la ROCHEFOUCAULD-MONTMORENCY Alexandra"),
    ],
)
def test_a_name_equal_but_for_accents_case_spaces_and_order_is_sure(read: str, student: str) -> None:
    found = named(read)
    assert found.student is not None
    assert (found.student.name, found.confidence >= SURE, found.name_read) == (student, True, "")


@pytest.mark.parametrize(
    ("read", "student"),
    [
        ("Bernard Loic", "BÉNARD Loïc"),
        ("Zoé", "ABADIE Zoé"),
        ("Siobhán", "O’BRIEN Siobhán"),
        ("KEITA Aminate", "KEITA Aminata"),
        ("KEITA Aminata Copie", "KEITA Aminata"),
    ],
)
def test_anything_else_is_a_proposal_with_the_name_as_read(read: str, student: str) -> None:
    found = named(read)
    assert found.student is not None
    assert (found.student.name, found.confidence < SURE, found.name_read) == (student, True, read)


@pytest.mark.parametrize("pair", [("Léa", "Leo"), ("Louis", "Louise"), ("Thi Lan", "Thi Lam"), ("Jean", "Jeanne")])
def test_look_alikes_are_never_sure(pair: tuple[str, str]) -> None:
    for on_list, on_copy in (pair, pair[::-1]):
        found = named(f"MARTIN {on_copy}", roster=[Student(name=f"MARTIN {on_list}"), Student(name="DUPONT Al")])
        assert found.confidence < SURE


@pytest.mark.parametrize("read", ["Dupont", "Jean", "Rochefoucauld", "Nguyen Van", "STUDENTS INSTRUCTIONS PAGE"])
def test_a_name_that_fits_several_or_nobody_stays_as_it_was_read(read: str) -> None:
    found = named(read)
    assert found.student == Student(name=read)
    assert found.confidence < SURE


@pytest.mark.parametrize("read", ["", "  ", "…", "- -"])
def test_a_name_without_a_letter_is_no_name(read: str) -> None:
    assert named(read).student is None


def test_without_a_roster_a_name_stands_as_sure_as_it_was_read() -> None:
    assert named("Zoé Abadie", confidence=0.9, roster=[]) == Owner(Student(name="Zoé Abadie"), 0.9)


def test_the_list_confirms_a_reading_unless_a_slip_would_name_a_classmate() -> None:
    assert named("KEITA Aminata", confidence=0.6).confidence >= SURE
    assert named("DUPONT Jeanne", confidence=0.6).confidence < SURE
    assert named("KEITA Aminata", confidence=0.3).confidence < SURE
    typed = CopyClues(name="DUPONT Jeanne", confidence=0.6, is_text=True)
    assert owner(typed).confidence >= SURE


@pytest.mark.parametrize(
    ("top", "student"),
    [
        (("3e B - Maths", "Aminata Keita", "1. newton"), "KEITA Aminata"),
        (("Devoir n° 2", "BENARD Loic"), "BÉNARD Loïc"),
        (("Professeur : M. Keita Aminata",), None),  # not a line of its own
        (("Zoé Abadie", "Loïc Bénard"), None),  # two of them
    ],
)
def test_a_line_that_is_a_name_on_the_list_is_a_proposal(top: tuple[str, ...], student: str | None) -> None:
    found = owner(CopyClues(top=top))
    assert (found.student and found.student.name) == student
    assert found.confidence < SURE


def test_a_number_read_as_a_name_is_looked_up() -> None:
    assert named("21000008").student == ROSTER[8]
    assert named("21000008").confidence >= SURE
    assert named("99999999") == Owner(None, 0.0, "99999999")


def test_a_number_on_the_page_tells_namesakes_apart() -> None:
    twins = [Student(name="MARTIN Léa", student_id="1"), Student(name="Martin Lea", student_id="2")]
    assert named("Léa Martin", roster=twins).confidence < SURE
    second = owner(CopyClues(name="Léa Martin", confidence=0.95, labelled=frozenset({"2"})), twins)
    assert (second.student, second.confidence >= SURE) == (twins[1], True)


def test_clues_that_contradict_each_other_are_not_sure() -> None:
    clues = CopyClues(name="KEITA Aminata", confidence=0.95, codes=frozenset({"21000000"}))
    assert owner(clues).confidence < SURE
    assert owner(replace(clues, codes=frozenset(), file_name="ABADIE Zoé.pdf")).confidence < SURE


@pytest.mark.parametrize(
    ("file_name", "student"),
    [
        ("abadie_zoe.pdf", "ABADIE Zoé"),
        ("copies/2025/BENARD Loïc.pdf", "BÉNARD Loïc"),
        ("03-dupont.jeanne.pdf", "DUPONT Jeanne"),
        ("21000008.pdf", "KEITA Aminata"),
        ("copie_KEITA_Aminata_v2.pdf", "KEITA Aminata"),
        ("Aminata KEITA_12345_assignsubmission_file_copie.pdf", "KEITA Aminata"),
        ("Aminata KEITA_12345_assignsubmission_file_/IMG_2034.jpg", "KEITA Aminata"),
        ("keitaaminata_late_4321_98765_copie.pdf", "KEITA Aminata"),
        ("keitaaminata_4321_21000000_x.pdf", "KEITA Aminata"),
        ("3eB/KEITA Aminata/page 1.jpg", "KEITA Aminata"),
        ("obriensiobhan_4321_98765_copie.pdf", "O’BRIEN Siobhán"),
    ],
)
def test_a_file_named_after_one_student_is_sure(file_name: str, student: str) -> None:
    found = filed(file_name)
    assert found.student is not None
    assert (found.student.name, found.confidence >= SURE, found.name_read) == (student, True, "")


@pytest.mark.parametrize(
    ("file_name", "student"),
    [
        ("scan0042.pdf", None),
        ("42.pdf", None),
        ("dupont.pdf", None),
        (".pdf", None),
        ("KEITA_Aminata_Fatou.pdf", "KEITA Aminata"),
        ("keita.pdf", "KEITA Aminata"),
        ("keita aminate.pdf", "KEITA Aminata"),
    ],
)
def test_other_file_names_are_never_sure(file_name: str, student: str | None) -> None:
    found = filed(file_name)
    assert (found.student.name if found.student else None) == student
    assert found.confidence < SURE


def test_a_day_in_a_file_name_is_no_student_number() -> None:
    dated = [Student(name="ÉLAN Zoé", student_id="20251103")]
    assert filed("scan_20251103.pdf", dated).confidence < SURE
    assert filed("20251103.pdf", dated).confidence >= SURE


def test_a_word_that_the_files_share_is_no_name() -> None:
    clues = [CopyClues(file_name=f"{s.name} controle ondes.pdf") for s in (ROSTER[0], ROSTER[8])]
    assert [found.student for found in find_owners(clues, ROSTER)] == [ROSTER[0], ROSTER[8]]
    assert all(found.confidence >= SURE for found in find_owners(clues, ROSTER))


def test_a_student_whose_copy_is_sure_is_proposed_for_no_other() -> None:
    clues = [CopyClues(name=name, confidence=0.95) for name in ("KEITA Aminata", "KEITA Aminate")]
    sure, other = find_owners(clues, ROSTER)
    assert sure.student == ROSTER[8]
    assert other.student == Student(name="KEITA Aminate")


FAMILIES = ["MARTIN", "MARTINE", "LE GALL", "LEGAL", "NGUYEN", "Núñez", "O'Brien", "d'Arc", "BERNARD", "BÉNARD"]
GIVEN = ["Léa", "Leo", "Louis", "Louise", "Thi Lan", "Thi Lam", "Jean-Pierre", "Jean", "Zoé", "Chloé", "Anne Marie"]


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


EXACT = [
    lambda family, given: f"{family} {given}",
    lambda family, given: f"{given} {family}",
    lambda family, given: _plain(f"{given} {family}").upper(),
    lambda family, given: f"{family.title()}, {given.lower()}",
    lambda family, given: f"{family} {given}".replace("-", " ").replace("'", "’"),
    lambda family, given: unicodedata.normalize("NFD", f"{family}  {given}"),
]
INEXACT = [
    lambda family, given: f"{family} {given[:-1]}",
    lambda family, given: given,
    lambda family, given: f"{family} {given[0]}.",
    lambda family, given: f"{family[:-1]}x {given}",
    lambda family, given: f"{family} {given} Copie",
]


@st.composite
def classes(draw: st.DrawFn) -> tuple[list[Student], list[tuple[CopyClues, Student | None]]]:
    """A class with namesakes and look-alikes, and copies with their true owners; some by pupils of no list."""
    pairs = draw(st.lists(st.tuples(st.sampled_from(FAMILIES), st.sampled_from(GIVEN)), min_size=2, max_size=12))
    numbered = draw(st.booleans())
    pupils = [
        Student(name=f"{family} {given}", student_id=str(31000 + n) if numbered else "")
        for n, (family, given) in enumerate(pairs)
    ]
    listed = [draw(st.booleans()) or n == 0 for n in range(len(pupils))]
    copies: list[tuple[CopyClues, Student | None]] = []
    for (family, first), pupil, on_list in zip(pairs, pupils, listed, strict=True):
        write = draw(st.sampled_from(EXACT + INEXACT))
        text = write(family, first)
        in_file = draw(st.booleans())
        number = frozenset({pupil.student_id}) if numbered and on_list and draw(st.booleans()) else frozenset[str]()
        clues = CopyClues(
            name="" if in_file else text,
            confidence=draw(st.sampled_from([0.4, 0.6, 0.95])),
            codes=number,
            file_name=f"{text}.pdf" if in_file else "",
        )
        copies.append((clues, pupil if on_list else None))
    return [pupil for pupil, on_list in zip(pupils, listed, strict=True) if on_list], copies


@given(classes(), st.randoms(use_true_random=False))
@settings(max_examples=400, deadline=None)
def test_no_copy_is_surely_of_the_wrong_student(
    drawn: tuple[list[Student], list[tuple[CopyClues, Student | None]]], order: random.Random
) -> None:
    roster, copies = drawn
    owners = find_owners([clues for clues, _ in copies], roster)
    for (clues, truth), found in zip(copies, owners, strict=True):
        if found.confidence < SURE:
            continue
        says = clues.name or clues.file_name.removesuffix(".pdf").removesuffix(" Copie")
        # What is written on the copy of a pupil who is on no list may be a classmate's very name.
        assert found.student == truth or (found.student is not None and same_name(says, found.student.name))
        if not clues.codes:
            assert sum(same_name(student.name, found.student.name) for student in roster if found.student) == 1
    shuffled = list(zip(copies, owners, strict=True))
    order.shuffle(shuffled)
    again = find_owners([clues for (clues, _), _ in shuffled], roster)
    assert again == [found for _, found in shuffled]


@given(st.lists(st.tuples(st.sampled_from(FAMILIES), st.sampled_from(GIVEN)), min_size=1, max_size=12, unique=True))
def test_an_exact_match_needs_no_look(pairs: list[tuple[str, str]]) -> None:
    roster = [Student(name=f"{family} {given}") for family, given in pairs]
    for write in EXACT:
        copies = [CopyClues(name=write(*pair), confidence=0.9) for pair in pairs]
        owners = find_owners(copies, roster)
        assert all(found.confidence >= SURE for found in owners)
        assert [found.student for found in owners] == roster
