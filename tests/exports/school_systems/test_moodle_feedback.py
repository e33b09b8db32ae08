"""The feedback files of a Moodle assignment, by the numbers in its grading worksheet."""

import io
import re
from zipfile import ZipFile

import pytest

from bareme.domain.copies import Student
from bareme.domain.session_result import session_result
from bareme.errors import InvalidInput
from bareme.exports import ExportFormat, export
from bareme.exports.material import ExportMaterial
from bareme.exports.pupil_marks import pupil_marks
from bareme.school_files.worksheet import participants
from tests.exports.conftest import AT
from tests.exports.school_systems.conftest import school_class

STUDENTS = (
    Student(name="ABADIE Zoé", email="zoe@lycee.example"),
    Student(name="O'BRIEN_LE/GALL Léa"),
    Student(name="../../DUPONT Jean"),
    Student(name="ÉTIENNE Noah"),
)
WORKSHEETS = {
    "fr": ("Participant ", "Identifiant,Nom complet,Adresse de courriel,Statut,Note,Note maximale"),
    "en": ("Participant ", "Identifier,Full name,Email address,Status,Grade,Maximum Grade"),
    "de": ("Teilnehmer/in", "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung"),
    "pl": ("Uczestnik ", "Identyfikator,Imię i nazwisko,Adres e-mail,Status,Ocena,Maksymalna ocena"),
    "pt": ("Participante ", "Identificador,Nome completo,Endereço de e-mail,Estado,Nota,Nota máxima"),
}
"""The word before the number, and the titles."""


def worksheet(language: str) -> bytes:
    """One as Moodle writes it, in another order than the copies, with somebody else in it."""
    rows = [
        ("7001", "Étienne Noah", "noah@lycee.example"),
        ("7002", "Petit Noé", "noe@lycee.example"),
        ("7003", "Zoé Abadie", "zoe@lycee.example"),
        ("7004", "Léa O'Brien_Le/Gall", "lea@lycee.example"),
        ("7005", "../../Dupont Jean", "jean@lycee.example"),
    ]
    word, titles = WORKSHEETS[language]
    lines = [f'"{word}{number}","{name}",{email},,,20.00' for number, name, email in rows]
    return "\r\n".join([titles, *lines, ""]).encode("utf-8-sig")


@pytest.mark.parametrize("language", WORKSHEETS)
def test_each_sheet_is_where_moodle_looks_for_it(language: str) -> None:
    session = school_class(STUDENTS)
    material = ExportMaterial(session, session_result(session), AT)
    numbers = participants(worksheet(language), pupil_marks(material))
    assert numbers == {"c00": "7003", "c01": "7004", "c02": "7005", "c03": "7001"}

    data = export(session, ExportFormat.MOODLE_FEEDBACK, generated_at=AT, participants=numbers)
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == [
            "ABADIE Zoé_7003_assignfeedback_file/commentaire.pdf",
            "O'BRIEN LE GALL Léa_7004_assignfeedback_file/commentaire.pdf",
            "DUPONT Jean_7005_assignfeedback_file/commentaire.pdf",
            "ÉTIENNE Noah_7001_assignfeedback_file/commentaire.pdf",
        ]
        for path in archive.namelist():  # as the importer splits it
            _, number, kind, plugin = path.split("/")[0].split("_", 4)
            assert (number.isdecimal(), kind, plugin) == (True, "assignfeedback", "file")
            assert re.match(rb"%PDF-", archive.read(path))


def test_a_row_that_may_be_another_ones_tells_nothing() -> None:
    students = [
        Student(name="MARTIN Léa", student_id="26003"),
        Student(name="MARTIN Léa", student_id="26004"),
        Student(name="BLANC Anna", student_id="3"),
        Student(name="BLANC Anna", student_id="4"),
        Student(name="NGUYEN Hugo", email="hugo@lycee.example"),
        Student(name="PETIT Noé", student_id="12"),
        Student(name="ROUX Zoé"),
    ]
    session = school_class(students)
    marks = pupil_marks(ExportMaterial(session, session_result(session), AT))
    rows = [
        "Participant 1,Léa Martin,26004,,15",  # the number tells which
        "Participant 2,Léa Martin,,,3",  # nothing does
        "Participant 3,Anna Blanc,,,4",  # a mark, which is the number of one of the two
        "Participant 4,Zoé Roux,,hugo@lycee.example,",  # the name of one, the address of another
        "Participant 5,,,,12",
        "Participant 6,Paul Nguyen,,hugo@lycee.example,",  # his brother's address
        "Participant 7,Zoé Roux,26003,,",  # the name of one, the number of another
    ]
    sheet = "\n".join(["Identifier,Full name,ID number,Email address,Grade", *rows]).encode()
    assert participants(sheet, marks) == {"c01": "1"}


def test_a_sheet_that_is_as_it_was_is_the_same_file() -> None:
    """Moodle leaves out files that did not change, and tells no pupil of them."""
    first, second = (
        export(school_class(STUDENTS[:1]), ExportFormat.MOODLE_FEEDBACK, generated_at=AT, participants={"c00": "1"})
        for _ in range(2)
    )
    assert first == second


def test_what_is_no_worksheet_is_refused_by_name() -> None:
    session = school_class(STUDENTS)
    marks = pupil_marks(ExportMaterial(session, session_result(session), AT))
    with pytest.raises(InvalidInput, match="'Participant 4711'"):
        participants(b"Name,Grade\nABADIE Zo\xc3\xa9,\n", marks)
    with pytest.raises(InvalidInput, match="--worksheet"):
        export(session, ExportFormat.MOODLE_FEEDBACK, generated_at=AT)
