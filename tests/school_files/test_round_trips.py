"""Twenty files of schools, as their systems are documented to write them: only the cells that are meant change.

Each lists all pupils of the session but the last, and one who is not in it; some cells are hostile. What is to be
written is said by the table, not computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from bareme.school_files import Outcome
from tests.rosters.exports import CLASS
from tests.school_files.libreoffice import CASES, LISTED
from tests.school_files.test_filling import HOSTILE, filled, mark_of, outcomes
from tests.school_files.test_workbooks import changes
from tests.school_files.workbooks import RICH, STRICT, Value, Written, value_of, workbook

FEEDBACK = "=1+1 ; bien « vu »"
SESSION = [mark_of(pupil, 8 + place / 4, feedback=FEEDBACK if place == 1 else "") for place, pupil in enumerate(CLASS)]
POINTS = ["8", "8.25", "8.5", "8.75", "9", "9.25"]
COMMA = [mark.replace(".", ",") for mark in POINTS]
OUT_OF_100 = ["40", "41.25", "42.5", "43.75", "45", "46.25"]
LETTERS = ["D", "D", "C", "C", "C", "C"]
BY_LETTERS: Mapping[str, object] = {"bands": "8.5:C,0:D"}


@dataclass(frozen=True)
class Text:
    """A CSV file: a line of titles, and how a line is written around the mark and the feedback."""

    titles: str
    line: str
    marks: Sequence[str]
    before: str = ""
    encoding: str = "utf-8"
    mark: bytes = b""
    options: Mapping[str, object] = field(default_factory=dict)
    feedback: tuple[str, str] = ("", "")
    """What stands in the cell of the second pupil before and after."""

    def written(self, marks: Sequence[str], feedback: str) -> bytes:
        """Return the file with these marks, and a feedback for the second pupil."""
        lines = [
            self.line.format(
                p=pupil, mark=mark, feedback=feedback if place == 1 else self.feedback[0], bad=HOSTILE_QUOTED
            )
            for place, (pupil, mark) in enumerate(zip(LISTED, [*marks, self.before], strict=True))
        ]
        return self.mark + (self.titles + "".join(lines)).encode(self.encoding)


HOSTILE_QUOTED = HOSTILE.replace('"', '""')
QUOTED = f'"\'{FEEDBACK}"'
TEXTS = {
    "Moodle, gradebook, English": Text(
        "First name,Last name,ID number,Email address,Test (Real),Last downloaded from this course\n",
        "{p.given},{p.family},{p.number},{p.email},{mark},1795000000\n",
        POINTS,
        before="-",
        options={"mark": "Test (Real)"},
    ),
    "Moodle, worksheet, French": Text(
        "Identifiant,Nom complet,Adresse de courriel,Note,Note maximale,Dernière modification (note),"
        "Feedback par commentaires\n",
        'Participant 4{p.number},"{p.given} {p.family}",{p.email},{mark},"20,00",-,{feedback}\n',
        ["8", '"8,25"', '"8,5"', '"8,75"', "9", '"9,25"'],
        mark=b"\xef\xbb\xbf",
        options={"feedback": "Feedback par commentaires"},
        feedback=("", f"'{FEEDBACK}"),
    ),
    "Moodle, worksheet, German": Text(
        "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Feedback als Kommentar\r\n",
        'Participant 4{p.number},"{p.given} {p.family}",{p.email},"Abgegeben, ""spät""",{mark},"100,00",{feedback}\r\n',
        ["40", '"41,25"', '"42,5"', '"43,75"', "45", '"46,25"'],
        options={"feedback": "feedback als kommentar"},
        feedback=("<p>gut</p>", f"'{FEEDBACK}"),
    ),
    "Moodle, letters": Text(
        "First name,Last name,Email address,Test (Letter)\n",
        "{p.given},{p.family},{p.email},{mark}\n",
        LETTERS,
        before="-",
        options={"mark": "Test (Letter)", **BY_LETTERS},
    ),
    "Canvas": Text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Exam (123),Final Score\r\n"
        "    Points Possible,,,,,100,(read only)\r\n",
        '"{p.family}, {p.given}",9{p.number},{p.number},{p.login},3B,{mark},=A2\r\n',
        OUT_OF_100,
        options={"mark": "Exam"},
    ),
    "Brightspace": Text(
        "OrgDefinedId,Username,Essay Points Grade,End-of-Line Indicator\r\n",
        "#{p.number},#{p.login},{mark},#\r\n",
        POINTS,
        options={"mark": "Essay Points Grade"},
    ),
    "Blackboard, UTF-16": Text(
        '"Last Name"\t"First Name"\t"Username"\t"Essay [Total Pts: 20] |123"\t"Notes"\r\n',
        '"{p.family}"\t"{p.given}"\t"{p.login}"\t"{mark}"\t"{bad}"\r\n',
        POINTS,
        before="7.5",
        encoding="utf-16-le",
        mark=b"\xff\xfe",
        options={"mark": "Essay [Total Pts: 20] |123"},
    ),
    "École Directe, Windows-1252": Text(
        "sep=;\r\nNom;Prénom;N°;Devoir 3 /20;Appréciation\r\n",
        "{p.family};{p.given};{p.number};{mark};{feedback}\r\n",
        COMMA,
        encoding="cp1252",
        options={"mark": "Devoir 3", "feedback": "Appréciation", "encoding": "cp1252"},
        feedback=("", QUOTED),
    ),
    "SACoche, UTF-16 big-endian": Text(
        "Id ENT\tLogin\tNom\tPrénom\tNote\tMoyenne\n",
        "\t{p.login}\t{p.family}\t{p.given}\t{mark}\t=E2\n",
        COMMA,
        encoding="utf-16-be",
        mark=b"\xfe\xff",
    ),
    "a German list, percentages": Text(
        "Nachname|Vorname|Matrikelnummer|Klausur (%)\r",
        "{p.family}|{p.given}|{p.number}|{mark}\r",
        [f"{mark} %".replace(".", ",") for mark in OUT_OF_100],
        before="62,5 %",
        encoding="cp1252",
        options={"mark": "Klausur (%)", "encoding": "cp1252"},
    ),
    "an English list, as letters": Text(
        '"Name","Student ID","Grade"\n',
        '"{p.given} {p.family}","{p.number}","{mark}"\n',
        LETTERS,
        before="B+",
        options=BY_LETTERS,
    ),
}


def _rows(titles: Sequence[Value], *, marks: Value = None) -> list[list[Value]]:
    body = [[p.family, p.given, p.number, marks, "=RANK(D3,D$3:D$9)", "bien", HOSTILE[1:]] for p in LISTED]
    return [["3e B", *[None] * 6], [*titles, "x"], *body]


FRENCH: list[Value] = ["Nom", "Prénom", "N°", "Note /20", "Rang", "Appréciation"]
GERMAN: list[Value] = ["Nachname", "Vorname", "Matrikelnummer", "Punkte", "Rang", "Bemerkung"]
ENGLISH: list[Value] = ["Last name", "First name", "Student ID", "Grade", "Rank", "Comment"]


@dataclass(frozen=True)
class Book:
    """A workbook whose marks stand in the column D from the third row on, and its feedback in F."""

    data: bytes
    marks: Sequence[str]
    options: Mapping[str, object] = field(default_factory=dict)
    feedback: bool = False
    kind: str | None = None
    """The type of the cells for marks: None for numbers."""


BOOKS = {
    "LibreOffice, French, protected": Book(
        (CASES / "french.xlsx").read_bytes(), POINTS, {"mark": "Devoir 3", "feedback": "Appréciation"}, feedback=True
    ),
    "LibreOffice, German": Book((CASES / "german.xlsx").read_bytes(), POINTS),
    "LibreOffice, English, out of 40": Book(
        (CASES / "english.xlsx").read_bytes(), ["16", "16.5", "17", "17.5", "18", "18.5"], {"mark": "Test 3"}
    ),
    "Excel, with all that it writes": Book(
        workbook(_rows(FRENCH), RICH), POINTS, {"mark": "Note /20", "feedback": "Appréciation"}, feedback=True
    ),
    "Open XML SDK, English": Book(workbook(_rows(ENGLISH), Written(prefix="x:")), POINTS),
    "texts in the cells, German, as texts": Book(
        workbook(_rows(GERMAN, marks="7,5"), Written(inline=True)), COMMA, kind="inlineStr"
    ),
    "strict, English, letters": Book(
        workbook(_rows(ENGLISH, marks="A"), Written(namespace=STRICT)), LETTERS, BY_LETTERS, kind="inlineStr"
    ),
    "cells that are missing, French": Book(workbook(_rows(FRENCH, marks="!"), RICH), POINTS, {"mark": "Note"}),
    "no references, German, grades from 1 to 6": Book(
        workbook(_rows([*GERMAN[:3], "Note (1-6)", *GERMAN[4:]], marks=3.0), Written(references=False)),
        ["5", "5", "4", "4", "4", "4"],
        {"mark": "Note (1-6)", "bands": "8.5:4,0:5"},
    ),
}


def test_there_are_twenty_of_them() -> None:
    assert len(TEXTS) + len(BOOKS) == 20


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_has_the_marks_and_is_otherwise_the_same(name: str) -> None:
    text = TEXTS[name]
    before = text.written([text.before] * len(text.marks), text.feedback[0])
    file = filled(before, SESSION, **text.options)
    assert file.data == text.written(text.marks, text.feedback[1])
    assert outcomes(file) == [Outcome.WRITTEN] * 6 + [Outcome.UNKNOWN]
    assert [mark.copy_id for mark in file.missing] == [f"c{CLASS[-1].number}"]


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_has_the_marks_and_is_otherwise_the_same(name: str) -> None:
    book = BOOKS[name]
    file = filled(book.data, SESSION, **book.options)
    changed = {cell: value_of(source)[:2] for cell, source in changes(book.data, file.data).items()}
    expected = {f"D{row}": (mark, book.kind) for row, mark in enumerate(book.marks, 3)}
    if book.feedback:
        expected["F4"] = (FEEDBACK, "inlineStr")
    if "no references" in name:
        assert list(changed.values()) == list(expected.values())
    else:
        assert changed == expected
    assert outcomes(file) == [Outcome.WRITTEN] * 6 + [Outcome.UNKNOWN]
    assert [mark.copy_id for mark in file.missing] == [f"c{CLASS[-1].number}"]
