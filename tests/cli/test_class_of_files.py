"""A class as schools have it: Moodle's archive with photographs, HEIC, Word, OpenDocument, text and what is broken."""

import io
import json
from pathlib import Path

import pillow_heif
import pymupdf
from PIL import Image

from tests.cli.conftest import Run
from tests.documents.archives import archive
from tests.documents.text_documents import odt, word
from tests.papers import photograph, scan, typed

FOLDER = "{}_{}_assignsubmission_file_/{}"
ANSWERS = ["Exercise 1", "newton", "Exercise 2", "300000000 m/s"]


def heic() -> bytes:
    page = pymupdf.open(stream=typed([["Name: LAMBERT Hugo", *ANSWERS]]))[0].get_pixmap(dpi=100)
    buffer = io.BytesIO()
    pillow_heif.from_pillow(Image.frombytes("RGB", (page.width, page.height), page.samples)).save(buffer, quality=50)
    return buffer.getvalue()


def moodle() -> bytes:
    files = {
        ("BERNARD Zoé", "copie.pdf"): typed([["Name: BERNARD Zoé", *ANSWERS]]),
        ("DUPONT Marie", "page 1.jpg"): photograph(0),
        ("DUPONT Marie", "page 2.jpg"): photograph(1),
        ("GARNIER Sacha", "IMG_1.jpg"): photograph(2),
        ("GARNIER Sacha", "IMG_2.jpg"): photograph(3),
        ("LAMBERT Hugo", "IMG_0042.HEIC"): heic(),
        ("LEROY Inès", "devoir.docx"): word(lambda document: [document.add_paragraph(line) for line in ANSWERS]),
        ("MARTIN Léa", "devoir.odt"): odt("".join(f"<text:p>{line}</text:p>" for line in ANSWERS)),
        ("MOREAU Jean", "devoir.txt"): "\r\n".join([*ANSWERS, "élève"]).encode("cp1252"),
        ("PETIT Adam", "scan.pdf"): scan(2),
        ("ROUX Emma", "copie.pdf"): typed([["Name: ROUX Emma", *ANSWERS]])[:300],
        ("SIMON Lou", "devoir.pages"): b"\0\1\2 of no known format",
    }
    return archive(
        {FOLDER.format(name, 100 + STUDENTS.index(name), file): data for (name, file), data in files.items()}
    )


STUDENTS = [
    *("BERNARD Zoé", "DUPONT Marie", "GARNIER Sacha", "LAMBERT Hugo", "LEROY Inès", "MARTIN Léa", "MOREAU Jean"),
    *("PETIT Adam", "ROUX Emma", "SIMON Lou"),
]


def test_a_class_loses_no_student(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(moodle())
    (tmp_path / "list.csv").write_text("\n".join(["Name", *STUDENTS, "THOMAS Absent"]), encoding="utf-8")
    key = typed([["Exercise 1 (5 points)", "newton", "Exercise 2 (5 points)", "300000000 m/s"]])
    (tmp_path / "key.pdf").write_bytes(key)
    options = ("--answer-key", "key.pdf", "--scheme", "Q1: 5, Q2: 5", "--students", "list.csv", "--language", "en")
    done = bareme("grade", "class.zip", *options, "--yes", "--grader", "offline:lexical")
    (results,) = tmp_path.glob("*.json")
    copies = [
        copy for copy in json.loads(results.read_text())["submissions"] if copy["student_name"] != "THOMAS Absent"
    ]
    assert [copy["student_name"] for copy in copies] == STUDENTS
    totals = {copy["student_name"]: copy["total_points_earned"] for copy in copies}
    for name in ("BERNARD Zoé", "LEROY Inès", "MARTIN Léa", "MOREAU Jean"):
        assert totals[name] == 10
    assert totals["ROUX Emma"] is None
    assert totals["SIMON Lou"] is None
    flags = {copy["student_name"]: copy["flags"] for copy in copies}
    assert {name for name, raised in flags.items() if "nothing_readable" in raised} == {"ROUX Emma", "SIMON Lou"}
    assert not any("name_uncertain" in raised for raised in flags.values())
    shown = " ".join(done.stdout.split())
    assert "'SIMON Lou_109_assignsubmission_file_/devoir.pages': This file is of a kind that cannot be read" in shown
    assert "its encoding is not stated" in shown
    # Two students handed in the same text: both keep their copy, and it is said.
    assert "devoir.docx' and 'MARTIN Léa_105_assignsubmission_file_/devoir.odt' hold the same" in shown
