"""Who wrote each copy, from the files to the results: look-alikes, namesakes, numbers, file names, absent students."""

import base64
from collections.abc import Sequence
from typing import Any

import pytest

from tests.graphs.conftest import Session, interrupt_of
from tests.papers import typed

SUBJECT = ["Physics test /10", "Exercise 1 (4 points)", "State the unit of force.", "Exercise 2 (6 points)", "Give c."]
KEY = ["Answer key", "Exercise 1 (4 points)", "newton", "Exercise 2 (6 points)", "300000000 m/s"]
ANSWERS = ["Exercise 1", "newton", "Exercise 2", "300000000 m/s"]
CLASS = [
    {"name": name, "student_id": str(21000001 + place)}
    for place, name in enumerate(["MARTIN Léa", "DUPONT Paul", "PETIT Noé", "GARNIER Sacha", "KEITA Aminata"])
]
type Json = dict[str, Any]


def pdf(name: str, *pages: Sequence[str], role: str = "copies") -> Json:
    return {"role": role, "name": name, "data": base64.b64encode(typed(pages)).decode()}


async def asked(session: Session, *copies: Json, students: Sequence[Json] = CLASS) -> Json:
    papers = [pdf("subject.pdf", SUBJECT, role="exam_paper"), pdf("key.pdf", KEY, role="answer_key")]
    sent = await session.send(
        {"documents": [*copies, *papers], "students": list(students)}, graders=["offline:lexical"], language="en"
    )
    return interrupt_of(sent)


def owners(found: Json) -> list[tuple[str, str, tuple[str, ...]]]:
    """The name, the name as read and the flags of each copy."""
    return [
        (copy["student"]["name"] if copy["student"] else "", copy["name_read"], tuple(copy["flags"]))
        for copy in found["students"]
    ]


async def test_a_look_alike_is_flagged_and_shown_as_read(session: Session) -> None:
    found = await asked(session, pdf("copies.pdf", ["Name: MARTIN Leo", *ANSWERS], ["Name: DUPONT Paul", *ANSWERS]))
    assert owners(found) == [("MARTIN Léa", "MARTIN Leo", ("name_uncertain",)), ("DUPONT Paul", "", ())]
    await session.answer({"candidate": 0})
    assert [copy["name_read"] for copy in (await session.state())["results"]] == ["MARTIN Leo", ""]
    await session.act({"type": "set_student", "copy_ids": "c01", "student": "21000001"})
    first = (await session.state())["results"][0]
    assert (first["student"]["name"], first["name_read"], first["flags"]) == ("MARTIN Léa", "", [])


@pytest.mark.parametrize("label", ["Student number", "N° étudiant", "Matricule", "Candidate number"])
async def test_namesakes_with_numbers_are_two_copies(session: Session, label: str) -> None:
    twins = [{"name": "MARTIN Léa", "student_id": number} for number in ("1", "2")]
    pages = [["Name: MARTIN Lea", f"{label}: {number}", *ANSWERS] for number in (2, 1)]
    found = await asked(session, pdf("both.pdf", *pages), students=twins)
    assert [copy["student"]["student_id"] for copy in found["students"]] == ["2", "1"]
    assert owners(found) == [("MARTIN Léa", "", ())] * 2
    await session.answer({"candidate": 0})
    # In the order of the list, not of the copies.
    results = (await session.state())["results"]
    assert [(copy["copy_id"], copy["student"]["student_id"]) for copy in results] == [("c02", "1"), ("c01", "2")]


async def test_namesakes_without_numbers_are_flagged(session: Session) -> None:
    twins = [{"name": "MARTIN Léa", "student_id": number} for number in ("1", "2")]
    found = await asked(session, pdf("both.pdf", *[["Name: MARTIN Lea", *ANSWERS]] * 2), students=twins)
    assert [flags for _, _, flags in owners(found)] == [("name_repeated", "name_uncertain")]


async def test_a_name_on_every_page_is_one_copy_unless_the_questions_begin_again(session: Session) -> None:
    pages = [["Name: DUPONT Paul", *ANSWERS[:2]], ["Name: DUPONT Paul", *ANSWERS[2:]]]
    assert owners(await asked(session, pdf("one.pdf", *pages))) == [("DUPONT Paul", "", ())]


async def test_questions_that_begin_again_under_the_same_name_are_flagged(session: Session) -> None:
    pages = [["Name: DUPONT Paul", *ANSWERS]] * 2
    assert owners(await asked(session, pdf("twice.pdf", *pages))) == [("DUPONT Paul", "", ("name_repeated",))]


async def test_numbers_and_file_names_name_the_owner(session: Session) -> None:
    found = await asked(
        session,
        pdf("scan1.pdf", ["Student number: 21000003", *ANSWERS]),
        pdf("copie_KEITA_Aminata_v2.pdf", ANSWERS),
        pdf("Léa MARTIN_12345_assignsubmission_file_/copie.pdf", ANSWERS),
        pdf("dupontpaul_late_4321_98765_copie.pdf", ANSWERS),
        pdf("21000004.pdf", ANSWERS),
    )
    assert owners(found) == [
        ("PETIT Noé", "", ()),
        ("KEITA Aminata", "", ()),
        ("MARTIN Léa", "", ()),
        ("DUPONT Paul", "", ()),
        ("GARNIER Sacha", "", ()),
    ]
    assert found["absent"] == []


async def test_two_copies_of_one_student_are_both_flagged(session: Session) -> None:
    found = await asked(
        session, pdf("21000003.pdf", ANSWERS), pdf("scan.pdf", ["Student number: 21 000 003", *ANSWERS])
    )
    assert owners(found) == [("PETIT Noé", "", ("duplicate_student",))] * 2


async def test_a_file_of_another_student_is_flagged(session: Session) -> None:
    found = await asked(session, pdf("GARNIER Sacha.pdf", ["Name: KEITA Aminata", *ANSWERS]))
    assert owners(found) == [("KEITA Aminata", "", ("name_uncertain",))]


async def test_who_has_no_copy_is_absent(session: Session) -> None:
    found = await asked(session, pdf("copies.pdf", ["Name: PETIT Noé", *ANSWERS], ["Name: MARTIN Léa", *ANSWERS]))
    missing = ["DUPONT Paul", "GARNIER Sacha", "KEITA Aminata"]
    assert [student["name"] for student in found["absent"]] == missing
    await session.answer({"candidate": 0})
    state = await session.state()
    assert [student["name"] for student in state["absent"]] == missing
    assert [copy["student"]["name"] for copy in state["results"]] == ["MARTIN Léa", "PETIT Noé"]
    assert state["statistics"]["copies"] == 2
    await session.act({"type": "set_student", "copy_ids": "c01", "student": "KEITA Aminata"})
    assert [student["name"] for student in (await session.state())["absent"]] == [
        "DUPONT Paul",
        "PETIT Noé",
        "GARNIER Sacha",
    ]


async def test_an_exact_match_raises_no_flag(session: Session) -> None:
    pages = [[f"{student['name']}", *ANSWERS] for student in CLASS]
    found = await asked(session, pdf("class.pdf", *pages))
    assert owners(found) == [(student["name"], "", ()) for student in CLASS]
