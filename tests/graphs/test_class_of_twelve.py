"""The class of `fixtures/moodle-en` through the API: the archive, the papers and the list, each sent as a document."""

from pathlib import Path

import pytest

from tests.cli.test_class_of_twelve import ABSENT, PICTURES, TOTALS, UNREADABLE
from tests.documents.archives import archive
from tests.graphs.conftest import Session, document, interrupt_of
from tests.papers import typed

CLASS = Path(__file__).parents[2] / "fixtures" / "moodle-en"


async def test_twelve_students_are_all_accounted_for(session: Session) -> None:
    documents = [
        document(CLASS / "submissions.zip"),
        document(CLASS / "exam-paper.pdf", "exam_paper"),
        document(CLASS / "answer-key.pdf", "answer_key"),
        document(CLASS / "class.xlsx", "roster"),
    ]
    asked = interrupt_of(
        await session.send({"documents": documents}, language="en", calibration="off", graders=["offline:lexical"])
    )
    names = {sent["document_id"]: sent["name"] for sent in asked["documents"] if sent["role"] == "copies"}
    assert len(names) == 13
    assert [student["student_id"] for student in asked["absent"]] == [ABSENT]
    for copy in asked["students"]:
        # Each page of a copy is of a file in the folder of its student.
        assert {names[page["document_id"]].partition("_")[0] for page in copy["pages"]} == {copy["student"]["name"]}
        assert copy["flags"] == (["nothing_readable"] if copy["student"]["student_id"] == UNREADABLE else [])
    pages = {copy["student"]["student_id"]: len(copy["pages"]) for copy in asked["students"]}
    assert {number for number, count in pages.items() if count == 2} == {"26009", "26011"}
    # As a client sends the copies back that the teacher confirmed.
    confirmed = [{"copy_id": copy["copy_id"], "pages": copy["pages"]} for copy in asked["students"]]
    review = interrupt_of(await session.answer({"candidate": 0, "students": confirmed}))
    assert review["counts"] == {"total": 11, "completed": 10, "failed": 1, "remaining": 0}
    results = {copy["student"]["student_id"]: copy["total"] for copy in (await session.state())["results"]}
    assert results == {**TOTALS, **dict.fromkeys((*PICTURES, UNREADABLE))}


@pytest.mark.parametrize(
    ("numbers", "owners", "flags"),
    [
        (("26003", "26004"), ["26003", "26004"], [[], []]),
        (("26004", "26003"), ["26004", "26003"], [[], []]),
        (("", "26003"), ["", "26003"], [["name_uncertain"], []]),
        (("", ""), ["", ""], [["name_uncertain", "duplicate_student"]] * 2),
        (("26003", "26003"), ["26003", "26003"], [["duplicate_student"]] * 2),
    ],
)
async def test_namesakes_are_told_apart_by_number_or_flagged(
    session: Session, tmp_path: Path, numbers: tuple[str, str], owners: list[str], flags: list[list[str]]
) -> None:
    sent = {
        f"Emma Clarke_410{place}_assignsubmission_file_/quiz.pdf": typed([["Emma Clarke", number, "1. newton"]])
        for place, number in enumerate(numbers)
    }
    path = tmp_path / "submissions.zip"
    path.write_bytes(archive(sent))
    documents = [document(path), document(CLASS / "class.xlsx", "roster")]
    asked = interrupt_of(await session.send({"documents": documents, "scheme": "1: 2"}, language="en"))
    assert [copy["student"]["student_id"] for copy in asked["students"]] == owners
    assert [copy["flags"] for copy in asked["students"]] == flags
