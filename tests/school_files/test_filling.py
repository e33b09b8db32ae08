"""A school's file with the marks in it: only the cells for them change."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.copies import Student
from bareme.errors import InvalidInput
from bareme.exports.material import State
from bareme.school_files import FilledFile, FillOptions, Outcome, PupilMark, fill, read_bands
from tests.rosters.exports import CLASS, Pupil

FILLED = Decimal(20)
HOSTILE = '=HYPERLINK("http://evil.example";"x")'
ENCODINGS = {"utf-8": b"", "utf-8-sig": b"", "utf-16": b"", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


def mark_of(pupil: Pupil, total: object = "12.5", **fields: object) -> PupilMark:
    student = Student(
        name=f"{pupil.family} {pupil.given}", student_id=pupil.number, email=pupil.email, login=pupil.login
    )
    return PupilMark(
        **{  # type: ignore[arg-type]
            "student": student,
            "copy_id": f"c{pupil.number}",
            "state": State.FINAL,
            "total": None if total is None else Decimal(str(total)),
            "maximum": FILLED,
            **fields,
        }
    )


MARKS = [mark_of(pupil, 8 + place / 4) for place, pupil in enumerate(CLASS)]


def filled(data: bytes, marks: Sequence[PupilMark] = MARKS, **options: object) -> FilledFile:
    language = "fr"
    if bands := options.get("bands"):
        options["bands"] = read_bands(str(bands))
    return fill(data, marks, maximum=FILLED, language=language, options=FillOptions(**options))  # type: ignore[arg-type]


def outcomes(file: FilledFile) -> list[Outcome]:
    return [row.outcome for row in file.rows]


# The structures that the systems' documentation shows, with content of our own. `{}` is the cell for the mark.
FILES: dict[str, tuple[str, str]] = {
    "moodle gradebook": (
        "First name,Last name,ID number,Email address,Test: Energy (Real),Last downloaded from this course\r\n",
        "{p.given},{p.family},{p.number},{p.email},{mark},1795000000\r\n",
    ),
    "moodle worksheet, French": (
        (
            "Identifiant,Nom complet,Adresse de courriel,Statut,Note,Note maximale,Dernière modification (note),"
            "Feedback par commentaires\n"
        ),
        (
            'Participant {p.number},"{p.given} {p.family}",{p.email},"Remis, noté",{mark},"20,00",-,'
            '"<p>dit ""bien""</p>"\n'
        ),
    ),
    "canvas": (
        "Student,ID,SIS User ID,SIS Login ID,Section,Exam (123),Final Score\n    Points Possible,,,,,20,(read only)\n",
        '"{p.family}, {p.given}",9{p.number},{p.number},{p.login},3B,{mark},81.2\n',
    ),
    "brightspace": (
        "OrgDefinedId,Username,Essay Points Grade,End-of-Line Indicator\r\n",
        "#{p.number},#{p.login},{mark},#\r\n",
    ),
    "blackboard": (
        '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Essay |123"\r\n',
        '"{p.family}"\t"{p.given}"\t"{p.login}"\t"{p.number}"\t"{mark}"\r\n',
    ),
    "École Directe": (
        "sep=;\r\nNom;Prénom;N°;Devoir 3 /20;Appréciation\r\n",
        "{p.family};{p.given};{p.number};{mark};\r\n",
    ),
}
COLUMNS = {
    "moodle gradebook": "Test: Energy (Real)",
    "canvas": "exam",
    "brightspace": "Essay Points Grade",
    "blackboard": "Essay |123",
    "École Directe": "Devoir 3 /20",
}


def text_of(name: str, marks: Sequence[str]) -> str:
    titles, row = FILES[name]
    return titles + "".join(row.format(p=pupil, mark=mark) for pupil, mark in zip(CLASS, marks, strict=True))


@pytest.mark.parametrize("encoding", [*ENCODINGS, "cp1252"])
@pytest.mark.parametrize("name", FILES)
def test_only_the_cells_of_the_marks_change(name: str, encoding: str) -> None:
    mark = ENCODINGS.get(encoding, b"")
    before = mark + text_of(name, ["-" if "moodle" in name else ""] * len(CLASS)).encode(encoding)
    sign = "." if name in {"moodle gradebook", "canvas", "brightspace"} else ","
    cells = [f"{8 + place / 4:g}".replace(".", sign) for place in range(len(CLASS))]
    if name == "moodle worksheet, French":
        cells = [f'"{cell}"' if "," in cell else cell for cell in cells]
    file = filled(before, mark=COLUMNS.get(name, ""))
    assert file.data == mark + text_of(name, cells).encode(encoding)
    assert set(outcomes(file)) == {Outcome.WRITTEN}
    assert file.missing == ()


CELLS = st.text(st.sampled_from("aé1 =+-@'\"\n\r,;€"), max_size=8)


@given(
    st.lists(CELLS, min_size=6, max_size=6),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_every_other_cell_stays(others: list[str], delimiter: str, end: str, quoted: bool, encoding: str) -> None:
    rows = [
        ["Numéro étudiant", "Autre", "Note", "Encore", "Suite"],
        *([pupil.number, others[2 * i], "", others[2 * i + 1], "x"] for i, pupil in enumerate(CLASS[:3])),
    ]

    def written(marks: Sequence[str]) -> bytes:
        out = io.StringIO(newline="")
        quoting: Literal[0, 1] = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
        writer.writerows([rows[0], *([*row[:2], mark, *row[3:]] for row, mark in zip(rows[1:], marks, strict=True))])
        return f"sep={delimiter}{end}{out.getvalue()}".encode(encoding)

    file = filled(written(["", "", ""]), encoding="cp1252" if encoding == "cp1252" else None)
    marks = [row.mark for row in file.rows]
    assert [mark.replace(",", ".") for mark in marks] == ["8", "8.25", "8.5"]
    assert file.data == written(marks)


def test_who_has_no_mark_is_left_and_told() -> None:
    zoe, anne, lea, *_ = CLASS
    marks = [
        mark_of(zoe, state=State.PROVISIONAL),
        PupilMark(student=mark_of(anne).student),
        mark_of(lea, None, state=State.FAILED),
        mark_of(CLASS[4], 9, maximum=Decimal(17)),
        mark_of(CLASS[5], name_is_uncertain=True),
        mark_of(Pupil("PETIT", "Noé", "77")),
        PupilMark(student=None, copy_id="c99", state=State.FINAL, total=Decimal(3), maximum=FILLED),
    ]
    before = text_of("École Directe", ["8"] * len(CLASS)).encode()
    file = filled(before, marks, mark="Devoir 3")
    assert file.data == before
    assert outcomes(file) == [
        Outcome.PROVISIONAL,
        Outcome.ABSENT,
        Outcome.NO_TOTAL,
        Outcome.CONTRADICTORY,  # of the same name, with another number
        Outcome.OTHER_MAXIMUM,
        Outcome.NAME_UNCERTAIN,
        Outcome.UNKNOWN,
    ]
    assert [mark.copy_id for mark in file.missing] == ["c77", "c99"]
    asked = filled(before, marks, mark="Devoir 3", provisional=True, scale=Decimal(100))
    assert [(row.before, row.mark) for row in asked.rows if row.mark] == [("8", "62,5"), ("8", "52,94")]


@pytest.mark.parametrize(
    ("title", "told", "mark"),
    [
        ("Note /100", 100, "40"),
        ("Note sur 10", 10, "4"),
        ("Note (out of 40)", 40, "16"),
        ("Note sur 10 points", 10, "4"),
        ("Note (sur 10 pts)", 10, "4"),
        ("Note [max. 40]", 40, "16"),
        ("DS [Total Pts: 100 Score] |4711", 100, "40"),
        ("DS Points Grade <Numeric MaxPoints:40 Weight:10>", 40, "16"),
        ("DS [Total Pts: 40 Percentage] |4711", 100, "40"),
        ("DS [Total Pts: 40 Complete/Incomplete] |4711", None, "8"),
        ("DS [Total Pts: 1,000 Score] |4711", None, "8"),
        ("DS <Numeric MaxPoints:1,000 Weight:10>", None, "8"),
        ("Test du 12/10 points", None, "8"),
        ("Exercice 1/2", None, "8"),
        ("Note 12/10", None, "8"),
        ("Note 12 / 10", None, "8"),
        ("Examen de 2026", None, "8"),
        ("Klausur von 2025", None, "8"),
    ],
)
def test_the_column_tells_what_it_is_out_of(title: str, told: int | None, mark: str) -> None:
    file = filled(f"Nom;N°;{title}\nÉlan Zoé;00412;\n".encode(), mark=title)
    assert (file.rows[0].mark, file.maximum_is_told) == (mark, told is not None)
    assert file.maximum == (told or 20)
    scaled = filled(f"Nom;N°;{title}\nÉlan Zoé;00412;\n".encode(), mark=title, scale=Decimal(50))
    assert (scaled.maximum, scaled.contradicted_maximum) == (50, told)


def test_a_line_of_maxima_with_grouped_digits_tells_nothing() -> None:
    file = filled('Student,ID,Exam (123)\n    Points Possible,,"1,000"\n"Élan, Zoé",00412,\n'.encode(), mark="exam")
    assert (file.maximum_is_told, [row.mark for row in file.rows]) == (False, ["8"])


@pytest.mark.parametrize(
    "text",
    [
        "Nom;N°;Partie 2 de 3\nPoints Possible;;20\nÉlan Zoé;00412;\n",
        "Nom;N°;Partie 2 de 3;Note maximale\nÉlan Zoé;00412;;20\n",
    ],
)
def test_two_maxima_are_refused_until_the_teacher_says_one(text: str) -> None:
    with pytest.raises(InvalidInput, match="out of 3 by its title, and out of 20 by the rest of the file"):
        filled(text.encode(), mark="Partie 2 de 3")
    assert filled(text.encode(), mark="Partie 2 de 3", scale=Decimal(40)).rows[0].mark == "16"


@pytest.mark.parametrize(
    ("maxima", "remark"), [("Points Possible", "read only"), ("Points possibles", "lecture seule")]
)
@pytest.mark.parametrize("computed", ["Total", "Final Grade", "Score"])
def test_a_column_that_the_system_computes_takes_no_marks(computed: str, maxima: str, remark: str) -> None:
    before = (
        f"Student,ID,SIS User ID,Section,Exam (123),{computed},Final Score\n"
        f"    {maxima},,,,10,({remark}),({remark})\n"
        '"Élan, Zoé",9,00412,3B,,,\n'
    ).encode()
    with pytest.raises(InvalidInput, match=r"name the column for the marks: ID, Exam \(123\)$"):
        filled(before)
    with pytest.raises(InvalidInput, match="is computed"):
        filled(before, mark=computed)
    file = filled(before, mark="exam")
    assert [(row.name, row.mark) for row in file.rows] == [("Élan, Zoé", "4")]


def test_a_text_has_no_sheets() -> None:
    with pytest.raises(InvalidInput, match="there is no sheet 'x': the file is a text"):
        filled(b"Nom;Note\nx;\n", sheet="x")


@pytest.mark.parametrize("title", ["DS [Total Pts: 100 Score] |4711", "DS <Numeric MaxPoints:100 Weight:10>"])
def test_a_column_is_found_without_what_a_system_adds_to_its_title(title: str) -> None:
    assert filled(f"Nom;N°;{title}\nÉlan Zoé;00412;\n".encode(), mark="ds").mark_title == title


@pytest.mark.parametrize("formula", ["=SUM(A1)", "+A1", "@x", '="12"', " =1+1", "-A1"])
def test_a_formula_in_a_cell_for_a_mark_is_refused(formula: str) -> None:
    quoted = '"' + formula.replace('"', '""') + '"'
    with pytest.raises(InvalidInput, match="line 2: the column 'Note' has a formula"):
        filled(f"N°;Note\n00412;{quoted}\n".encode())


@pytest.mark.parametrize("before", ["-", "-1", "+1,5", "abs"])
def test_what_is_no_formula_is_replaced_and_told(before: str) -> None:
    file = filled(f"N°;Note\n00412;{before}\n".encode())
    assert (file.data, file.rows[0].before) == (b"N\xc2\xb0;Note\n00412;8\n", before)


def test_feedback_is_inert_and_only_what_the_file_can_hold() -> None:
    marks = [mark_of(CLASS[0], 8, feedback=HOSTILE), mark_of(CLASS[2], 9, feedback="x → y")]
    before = "N°;Note;Appréciation;Autre\n00412;;;=1+1\n21000003\n".encode("cp1252")
    file = filled(before, marks, feedback="appreciation", encoding="cp1252")
    cell = "'" + HOSTILE.replace('"', '""')
    assert file.data.decode("cp1252") == f'N°;Note;Appréciation;Autre\n00412;8;"{cell}";=1+1\n21000003;9\n'
    assert outcomes(file) == [Outcome.WRITTEN, Outcome.WRITTEN_WITHOUT_FEEDBACK]


@pytest.mark.parametrize(
    ("feedback", "outcome"),
    [
        ("é" * 32_767, Outcome.WRITTEN),
        ("é" * 32_768, Outcome.WRITTEN_WITH_SHORTENED_FEEDBACK),
        ("=" + "é" * 32_766, Outcome.WRITTEN_WITH_SHORTENED_FEEDBACK),  # the apostrophe before it is one too many
        ("\x07" + "😀" * 16_383, Outcome.WRITTEN),
        ("😀" * 16_384, Outcome.WRITTEN_WITH_SHORTENED_FEEDBACK),
    ],
)
def test_feedback_that_is_cut_is_told(feedback: str, outcome: Outcome) -> None:
    file = filled("N°;Note;Avis\n00412;;\n".encode(), [mark_of(CLASS[0], 8, feedback=feedback)], feedback="Avis")
    assert outcomes(file) == [outcome]
    assert (file.data.decode().rstrip().endswith("…")) == (outcome is not Outcome.WRITTEN)
    assert file.rows[0].mark == "8"


@pytest.mark.parametrize(
    ("text", "mark", "message"),
    [
        ("a;b\n1;2\n", "", "no column is titled"),
        ("Nom;Devoir\nx;\n", "", "name the column for the marks"),
        ("Nom;Prénom\nx;y\n", "", "no column is for marks"),
        ("Nom;Prénom\nx;y\n", "Note", "no column is for marks"),
        ("Nom;Devoir\nx;\n", "Test", "there is no column 'Test'"),
        ("Nom;Note;Note\nx;;\n", "Note", "2 columns are titled 'Note'"),
        ("Nom;Note\nx;\n", "Nom", "says whose the row is"),
        ("Nom,Note\nMartin, Léa,\n", "", "line 2 has 3 cells"),
        ("Nom;Note\nMoyenne;\n", "", "names no student"),
        ("PK\x03\x04", "", "no spreadsheet, or a damaged one"),
    ],
)
def test_what_is_not_clear_is_refused_by_name(text: str, mark: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        filled(text.encode(), mark=mark)


def test_a_grade_that_the_encoding_lacks_is_refused() -> None:
    data = "Nom;N°;Note\nÉlan Zoé;00412;\n".encode("cp1252")
    with pytest.raises(InvalidInput, match="characters of the grade '★'"):
        filled(data, bands="0:★")
