"""The class of `fixtures/moodle-en` from the command line: twelve on a list, eleven submissions in Moodle's archive."""

import json
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import FIXTURES, Run
from tests.documents.archives import archive
from tests.papers import typed

CLASS = FIXTURES / "moodle-en"
TOTALS = {
    "26001": 8,  # a Word document
    "26003": 7,  # of two students of one name, told apart by their number
    "26004": 3,
    "26005": 10,
    "26008": 5,
    "26010": 7,
}
"""By student number: what can be read by rules, and deserves these marks."""
PICTURES = {"26006", "26007", "26009", "26011"}
"""A scan, a HEIC photograph and two copies of two photographs: these graders see no pictures."""
UNREADABLE, ABSENT = "26002", "26012"


def test_twelve_students_are_all_accounted_for(bareme: Run, tmp_path: Path) -> None:
    papers = ("--exam-paper", CLASS / "exam-paper.pdf", "--answer-key", CLASS / "answer-key.pdf")
    options = ("--students", CLASS / "class.xlsx", "--grader", "offline:lexical", "--language", "en", "--yes")
    done = bareme("grade", CLASS / "submissions.zip", *papers, *options)
    (written,) = tmp_path.glob("*.json")
    results = json.loads(written.read_text())
    copies = {copy["student_id"]: copy for copy in results["submissions"]}
    assert list(copies) == [f"260{place:02}" for place in range(1, 12)]  # as on the list, each once
    assert [student["student_id"] for student in results["absent"]] == [ABSENT]
    marked = {number: copy["total_points_earned"] for number, copy in copies.items() if number in TOTALS}
    assert marked == TOTALS
    for number in (*PICTURES, UNREADABLE):
        assert copies[number]["total_points_earned"] is None, number
        assert copies[number]["grade"] is None, number
    assert {number for number, copy in copies.items() if copy["is_unread"]} == PICTURES
    assert {number: copy["flags"] for number, copy in copies.items() if copy["flags"]} == {
        UNREADABLE: ["nothing_readable"]
    }
    assert results["statistics"]["graded"] == len(TOTALS)
    shown = " ".join(done.stdout.split())
    assert "Emma Clarke (26003)" in shown
    assert "Emma Clarke (26004)" in shown
    # In its student's row a file has the name that the student gave it.
    assert re.search(r"c03 +Emma Clarke \(26003\) +quiz.pdf 1 ", done.stdout)
    assert re.search(r"c06 +Jonas Weber +IMG_2041.jpg 1, .*\n +IMG_2042.jpg 1 ", done.stdout)
    assert re.search(r"/11  Emma Clarke \(26004\) +3/10", done.stdout)
    assert re.search(r"/11  Jonas Weber +incomplete\n", done.stdout)
    assert re.search(r"Tom Baker +nothing readable: look at it", done.stdout)
    assert "grade what is missing" not in shown  # nothing to be graded again
    assert "On the list without a copy (1): Zoe Young" in shown
    assert "6 pages of the copies have some: what is only in the pictures is not marked" in shown

    # Moodle's archive tells by which numbers it takes feedback, the student of the same name too.
    session = results["export_metadata"]["session_id"]
    sheets = bareme("export", session, "--format", "moodle-feedback", "--provisional", "--out", "feedback.zip")
    assert sheets.returncode == 0, sheets.stderr
    with ZipFile(CLASS / "submissions.zip") as sent, ZipFile(tmp_path / "feedback.zip") as written_back:
        senders = {name.split("_assignsubmission_")[0] for name in sent.namelist()}
        folders = [name.split("_assignfeedback_")[0] for name in written_back.namelist()]
    assert {"Emma Clarke_4103", "Emma Clarke_4104", "Noor Ali_4109"} <= set(folders) <= senders
    assert len(folders) == len(set(folders))


def test_the_workbook_has_a_row_a_student(bareme: Run, tmp_path: Path) -> None:
    papers = ("--exam-paper", CLASS / "exam-paper.pdf", "--answer-key", CLASS / "answer-key.pdf")
    options = ("--students", CLASS / "class.xlsx", "--grader", "offline:lexical", "--language", "en", "--yes")
    bareme("grade", CLASS / "submissions.zip", *papers, *options)
    (written,) = tmp_path.glob("*.xlsx")
    sheet = load_workbook(written)["Results"]
    cells: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=13)]
    header, *rows = cells
    by_number = {row[header.index("Student ID")]: dict(zip(header, row, strict=True)) for row in rows}
    assert list(by_number) == [f"260{place:02}" for place in range(1, 13)]
    marks = [title for title in header if title and "/" in title]
    for number, row in by_number.items():
        given = [row[title] for title in marks]
        if number in TOTALS:
            assert sum(given) == TOTALS[number]
        else:
            assert given == [None] * 4, number  # an empty cell, not a zero
    assert by_number[ABSENT]["State"] == "absent"
    assert {row["State"] for number, row in by_number.items() if number in PICTURES} == {"nothing readable: look at it"}


def test_namesakes_without_a_number_are_named_with_their_copies(bareme: Run, tmp_path: Path) -> None:
    folder = "Emma Clarke_{}_assignsubmission_file_/quiz.pdf"
    sent = {folder.format(number): typed([["Emma Clarke", "1. newton"]]) for number in (4103, 4104)}
    (tmp_path / "class.zip").write_bytes(archive(sent))
    options = ("--students", CLASS / "class.xlsx", "--grader", "offline:lexical", "--language", "en", "--yes")
    done = bareme("grade", "class.zip", "--scheme", "1: 2", *options)
    for copy_id in ("c01", "c02"):
        assert re.search(rf"/2  Emma Clarke \({copy_id}\) ", done.stdout), done.stdout
    session = done.stdout.split()[1].rstrip(":")
    assert "] Emma Clarke (c01), question 1" in bareme("resume", session, "--language", "en", typed="q\n").stdout


def test_a_copy_that_could_not_be_read_is_decided_as_one_thing(bareme: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    papers = ("--exam-paper", CLASS / "exam-paper.pdf", "--answer-key", CLASS / "answer-key.pdf")
    options = ("--students", CLASS / "class.xlsx", "--grader", "offline:lexical", "--language", "en", "--yes")
    graded = bareme("grade", CLASS / "submissions.zip", *papers, *options, "--json")
    session = json.loads(graded.stdout)["session_id"]
    opened: list[str] = []

    def launch(path: str, **_: object) -> int:
        opened.append(path)
        return 0

    monkeypatch.setattr("typer.launch", launch)

    def resume(*lines: str) -> str:
        return " ".join(bareme("resume", session, typed="\n".join(lines) + "\n").stdout.split())

    shown = resume(*[""] * 4, "?", "o", "2 1", "2 1 0.5 2", "u", "e", "q")
    assert "5 copies that could not be read" in shown
    first = re.search(r"\[5/9\] ([\w ]+): nothing could be read in this copy (.*?)o to open it", shown)
    assert first
    assert "Questions: 1 /2, 2 /3, 3 /3, 4 /2" in first[2]
    assert re.search(r"Copy \w+: \S.*\.(pdf|jpg|heic), p\. 1", first[2])
    assert opened
    assert "this copy has 4 questions, and there are 2 numbers" in shown
    assert shown.count("Undone: decision") == 4  # the whole line
    state = json.loads(bareme("show", session, "--json").stdout)
    copies = {copy["student_name"]: copy for copy in state["results"]["submissions"]}
    assert copies[first[1]]["is_excused"]
    assert "question 1 /2" in resume(*[""] * 4, "m", "q")
    assert sum(copy["is_unread"] and not copy["is_excused"] for copy in copies.values()) == 3  # and one failed
