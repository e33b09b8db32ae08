"""An export that was edited in a spreadsheet is read back as decisions: what was changed, and nothing else."""

import csv
import io
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bareme.domain.apply import apply_command
from bareme.domain.copies import Copy, Student
from bareme.domain.review import ReviewCommand, SetFeedback, SetMark
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.edited_files import EditedFile, read_back, read_tables
from bareme.errors import InvalidInput
from bareme.exports import ExportFormat, export
from bareme.exports.material import ExportMaterial
from tests.exports.conftest import AT, EVIL, attempt, class_session, mark, session_of
from tests.exports.reviewed import reviewed_session

SESSIONS = {
    "classe": class_session("fr"),
    "class": class_session("en"),
    "relue": reviewed_session("fr"),
    "reviewed": reviewed_session("en"),
}
COMPLETE = {"classe": "none", "class": "none", "relue": ":c01", "reviewed": ":c01"}
"""The copy that is complete, and so refuses decisions."""
OTHER = SESSIONS["reviewed"].model_copy(update={"session_id": "other"})
CSV_FORMATS = (ExportFormat.CSV, ExportFormat.CSV_SHORT, ExportFormat.CSV_FLAT)
STAMP = ("Ne pas modifier", "Do not edit", "Do Not Edit")


def material_of(session: GradedSession) -> ExportMaterial:
    return ExportMaterial(session, session_result(session), AT, {})


def read(session: GradedSession, data: bytes, encoding: str | None = None) -> EditedFile:
    return read_back(material_of(session), read_tables(data, encoding))


def decided(session: GradedSession, *actions: SetMark | SetFeedback) -> GradedSession:
    """The session after decisions by somebody."""
    effects = apply_command(session, ReviewCommand(actions=actions), at=datetime.now(UTC))
    assert {outcome.status.value for outcome in effects.outcomes} == {"applied"}
    decisions = (*session.decisions, *effects.decisions)
    return session.model_copy(update={"decisions": decisions, "progress": {**session.progress, **effects.progress}})


@dataclass
class Saved:
    """How a spreadsheet saves what it opened as a CSV."""

    encoding: str = "utf-8-sig"
    delimiter: str = ";"
    line_end: str = "\r\n"
    sign: str = ","
    shuffled: bool = False
    columns_moved: bool = False
    seed: int = 0
    deleted: int = 0
    two_decimals: bool = False

    def __call__(self, rows: Sequence[Sequence[str]], marks: set[int]) -> bytes:
        draw = random.Random(self.seed)  # noqa: S311 - an order of rows
        header, *body = [list(row) for row in rows]
        if self.shuffled:
            draw.shuffle(body)
        del body[: self.deleted]
        for row in body:
            for place in marks:
                row[place] = self._number(row[place])
        table = [header, *body]
        if self.columns_moved:
            order = list(range(len(header)))
            draw.shuffle(order)
            table = [[row[place] for place in order] for row in table]
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.delimiter, lineterminator=self.line_end).writerows(table)
        return out.getvalue().encode(self.encoding, errors="replace")

    def _number(self, cell: str) -> str:
        if not cell:
            return cell
        value = Decimal(cell.replace(",", "."))
        text = f"{value:.2f}" if self.two_decimals else str(value)
        return text.replace(".", self.sign)


SAVED = st.builds(
    Saved,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    delimiter=st.sampled_from(";,\t"),
    line_end=st.sampled_from(["\r\n", "\n"]),
    sign=st.sampled_from(",."),
    shuffled=st.booleans(),
    columns_moved=st.booleans(),
    seed=st.integers(0, 1000),
    deleted=st.integers(0, 1),
    two_decimals=st.booleans(),
)


@dataclass
class Editing:
    """A CSV as a teacher has it open, and what she expects of her edits."""

    session: GradedSession
    fmt: ExportFormat
    rows: list[list[str]] = field(init=False)
    marks: set[int] = field(init=False)

    def __post_init__(self) -> None:
        data = export(self.session, self.fmt, generated_at=AT, dialect="plain")
        self.rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
        flat = {"Points Earned", "Points Given", "Max Points"}
        self.marks = {i for i, title in enumerate(self.rows[0]) if "(/" in title or title in flat}

    def column(self, *titles: str) -> int:
        return next(i for i, title in enumerate(self.rows[0]) if title in titles)

    def saved(self, how: Saved | None = None) -> bytes:
        return (how or Saved())(self.rows, self.marks)


def values(session: GradedSession) -> dict[tuple[str, str], object]:
    """Marks and feedback of a session by copy and question."""
    found: dict[tuple[str, str], object] = {}
    for copy in session_result(session).copies:
        found[copy.copy_id, ""] = " ".join(copy.general_comment.split())
        for question in copy.questions.values():
            found[copy.copy_id, question.question_id] = (question.value, " ".join(question.feedback.split()))
    return found


@pytest.mark.parametrize("name", SESSIONS)
@pytest.mark.parametrize("fmt", [*CSV_FORMATS, ExportFormat.XLSX])
def test_an_export_that_nobody_changed_asks_for_nothing(name, fmt):
    account = read(SESSIONS[name], export(SESSIONS[name], fmt, generated_at=AT))

    assert (account.actions, account.conflicts, account.refused, account.missing) == ((), (), (), ())
    assert account.unchanged > 20


@pytest.mark.parametrize("fmt", CSV_FORMATS)
@settings(max_examples=25, deadline=None)
@given(name=st.sampled_from(sorted(SESSIONS)), how=SAVED, data=st.data())
def test_whatever_a_spreadsheet_does_the_changed_cells_become_decisions(fmt, name, how, data):
    editing = Editing(SESSIONS[name], fmt)
    stamps, edits = editing.column(*STAMP), {}
    columns = sorted(i for i in editing.marks if editing.rows[0][i] not in {"Max Points", "Points Given"})
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(
            st.sampled_from(
                [r for r in editing.rows[1 + how.deleted :] if r[stamps] and COMPLETE[name] not in r[stamps]]
            )
        )
        place = data.draw(st.sampled_from(columns))
        if row[place] and not (fmt is ExportFormat.CSV_FLAT and row[editing.column("Criterion Name")]):
            row[place] = data.draw(st.sampled_from(["0.25", "0.75", "1"]))
            question = row[editing.column("Question ID")] if fmt is ExportFormat.CSV_FLAT else ""
            edits[row[stamps], editing.rows[0][place], question] = Decimal(row[place])
    how.deleted = 0 if how.shuffled else how.deleted
    account = read(SESSIONS[name], editing.saved(how), how.encoding)

    before = values(SESSIONS[name])
    after = values(decided(SESSIONS[name], *account.actions)) if account.actions else before
    assert (account.conflicts, account.refused) == ((), ())
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {(cell.copy_id, cell.question_id or "") for cell in account.changes}
    assert {Decimal(cell.typed.replace(",", ".")) for cell in account.changes} <= set(edits.values())
    assert len(changed) <= len(edits)
    # What was typed stands in the session, wherever its row and its column were moved.
    again = Editing(decided(SESSIONS[name], *account.actions) if account.actions else SESSIONS[name], fmt)
    by_about = {row[stamps].rsplit(":", 1)[-1]: row for row in again.rows if row[stamps]}
    for (stamp, title, _), points in edits.items():
        cell = by_about[stamp.rsplit(":", 1)[-1]][again.column(title)]
        assert Decimal(cell) == points


def test_feedback_becomes_feedback_and_an_emptied_one_goes():
    session = SESSIONS["class"]
    editing = Editing(session, ExportFormat.CSV_FLAT)
    rows = {(row[editing.column("Copy ID")], row[editing.column("Question ID")]): row for row in editing.rows[1:]}
    place = editing.column("Feedback")
    rows["c01", "3"][place] = "Neat.\nRead it again: $x^2$"
    rows["c01", "1.b"][place] = ""

    account = read(session, editing.saved(Saved(sign=".", delimiter=",")))
    assert [(a.question_id, a.text) for a in account.actions if isinstance(a, SetFeedback)] == [
        ("1.b", ""),
        ("3", "Neat.\nRead it again: $x^2$"),
    ]
    assert len(account.actions) == 2


def test_points_of_criteria_are_decided_together():
    session = SESSIONS["reviewed"]
    editing = Editing(session, ExportFormat.CSV_FLAT)
    given = editing.column("Points Given")
    rows = [row for row in editing.rows if row[editing.column("Copy ID")] == "c02" and row[given]]
    rows[0][given], rows[4][given] = "1", "-1"

    (action,) = read(session, editing.saved()).actions
    assert isinstance(action, SetMark)
    assert (action.question_id, action.criteria) == ("1", {"law": Decimal(1), "unit": Decimal(-1)})


def test_what_changed_in_the_session_meanwhile_is_a_conflict_only_where_the_file_was_edited():
    session = SESSIONS["class"]
    editing = Editing(session, ExportFormat.CSV)
    by_copy = {row[editing.column("Copy")]: row for row in editing.rows}
    mark = next(i for i, title in enumerate(editing.rows[0]) if title.startswith("3 "))
    by_copy["c01"][mark] = "0.5"
    now = decided(
        session,
        SetMark(copy_ids="c01", question_id="1.b", points=Decimal("0.25")),
        SetMark(copy_ids="c02", question_id="1.b", points=Decimal("0.25")),
    )

    account = read(now, editing.saved())
    assert account.actions == ()
    (conflict,) = account.conflicts
    assert (conflict.copy_id, conflict.question_id, conflict.typed, conflict.current) == ("c01", "3", "0.5", "2")
    assert account.refused == ()


REFUSED = {
    "text": ("abs", "not a number"),
    "date": ("2026-05-02", "not a number"),
    "formula": ("=1+1", "not a number"),
    "too fine": ("1.255", "not a number"),
    "above": ("9", "not a possible mark"),
    "below": ("-1", "not a possible mark"),
    "empty": ("", "taken away"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_mark_is_refused_and_the_rest_is_taken(case):
    typed, why = REFUSED[case]
    session = SESSIONS["class"]
    editing = Editing(session, ExportFormat.CSV)
    rows = {row[editing.column("Copy")]: row for row in editing.rows}
    mark = next(i for i, title in enumerate(editing.rows[0]) if title.startswith("3 "))
    rows["c01"][mark], rows["c02"][mark] = typed, "1"
    editing.marks = set()

    account = read(session, editing.saved(Saved(sign=".", delimiter=",")))
    assert [(cell.copy_id, cell.typed) for cell in account.changes] == [("c02", "1")]
    (refused,) = account.refused
    assert (refused.copy_id, refused.question_id, refused.typed) == ("c01", "3", typed)
    assert why in refused.reason


def _total(editing: Editing, rows: dict[str, list[str]]) -> None:
    rows["c01"][editing.column("Total")] = "7.5"


def _name(editing: Editing, rows: dict[str, list[str]]) -> None:
    name, mark = editing.column("Name"), next(i for i, t in enumerate(editing.rows[0]) if t.startswith("3 "))
    rows["c01"][name], rows["c01"][mark] = "DUPONT Jeanne-Marie", "1"


def _loose(editing: Editing, rows: dict[str, list[str]]) -> None:
    editing.rows.append([*rows["c01"][:-1], ""])


def _twice(editing: Editing, rows: dict[str, list[str]]) -> None:
    mark = next(i for i, t in enumerate(editing.rows[0]) if t.startswith("3 "))
    for points in ("1", "0.5"):
        editing.rows.append([*rows["c01"]])
        editing.rows[-1][mark] = points


def _question(editing: Editing, rows: dict[str, list[str]]) -> None:
    for row in editing.rows:
        row.append("1")
    editing.rows[0][-1] = "Bonus (/2)"


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (_total, "computed from marks"),
        (_name, "another name or number stands beside"),
        (_loose, "of this row is empty"),
        (_twice, "several values"),
        (_question, "no question 'Bonus (/2)'"),
    ],
)
def test_what_cannot_be_meant_for_a_mark_is_told(edit: Callable[..., None], why: str) -> None:
    editing = Editing(SESSIONS["class"], ExportFormat.CSV)
    edit(editing, {row[editing.column("Copy")]: row for row in editing.rows})

    account = read(SESSIONS["class"], editing.saved(Saved(sign=".")))
    assert account.actions == ()
    assert {why in cell.reason for cell in account.refused} == {True}


def _with_cell(data: bytes, text: str, cell: str) -> bytes:
    """A workbook in which another cell stands in the place of the first with this text."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as archive, ZipFile(out, "w") as edited:
        for name in archive.namelist():
            part = archive.read(name).decode()
            if name == "xl/worksheets/sheet3.xml":
                place = part.index(text)
                start, end = part.rindex("<c ", 0, place), part.index("</c>", place) + len("</c>")
                where = re.search(r'r="(\w+)"', part[start:end])
                assert where
                part = part[:start] + cell.format(where[1]) + part[end:]
            edited.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    "cell", ['<c r="{}" t="e"><f>-Signe</f><v>#NAME?</v></c>', '<c r="{}"><f>-Signe</f></c>', '<c r="{}" t="str"/>']
)
def test_a_text_that_became_an_error_is_not_taken_for_an_emptied_one(cell: str) -> None:
    session = SESSIONS["class"]
    data = export(session, ExportFormat.XLSX, generated_at=AT)
    account = read(session, _with_cell(data, "<t>Bien.</t>", cell))
    is_emptied = cell.endswith('"str"/>')
    assert (len(account.changes), len(account.refused)) == ((1, 0) if is_emptied else (0, 1))


@pytest.mark.parametrize("shown", ["#NAME?", "#NOM?", "#VALEUR!", "#DIV/0!", "#N/A", "#ÜBERLAUF!"])
def test_an_error_in_a_text_is_no_feedback(shown: str) -> None:
    editing = Editing(SESSIONS["class"], ExportFormat.CSV)
    rows = {row[editing.column("Copy")]: row for row in editing.rows}
    rows["c04"][editing.column("General remark")] = shown
    account = read(SESSIONS["class"], editing.saved(Saved(sign=".")))
    assert (account.actions, len(account.refused)) == ((), 1)


def _session_of(questions: Sequence[str], *students: Student | None) -> GradedSession:
    scheme = GradingScheme(questions=tuple(Question(id=name, max_points=Decimal(20)) for name in questions))
    copies = [Copy(copy_id=f"c{n}", student=student) for n, student in enumerate(students)]
    attempts = [
        attempt(copy.copy_id, "A", [mark(name, n + 1) for name in questions], confidence=1.0)
        for n, copy in enumerate(copies)
    ]
    return session_of(scheme, copies, attempts, graders=1)


@pytest.mark.parametrize("fmt", [*CSV_FORMATS, ExportFormat.XLSX])
def test_a_question_that_is_called_like_another_column_is_not_mistaken_for_it(fmt: ExportFormat) -> None:
    session = _session_of(
        ["Total", "Nom", "Maximum", "Points", "Identifiant"], Student(name="DUPONT Jean"), Student(name="MARTIN Léa")
    )
    account = read(session, export(session, fmt, generated_at=AT))
    assert (account.actions, account.refused) == ((), ())


@pytest.mark.parametrize("fmt", CSV_FORMATS)
@pytest.mark.parametrize("numbers", [("007", "8"), None])
def test_marks_sorted_apart_from_pupils_of_one_name_are_not_taken(
    fmt: ExportFormat, numbers: tuple[str, str] | None
) -> None:
    if fmt is ExportFormat.CSV_SHORT and not numbers:
        return  # nothing in this file tells copies without a name apart
    students = [Student(name="MARTIN Léa", student_id=number) for number in numbers] if numbers else [None, None]
    editing = Editing(_session_of(["1"], *students), fmt)
    rows = editing.rows
    rows[1][:-1], rows[2][:-1] = rows[2][:-1], rows[1][:-1]
    account = read(editing.session, editing.saved(Saved(delimiter=",", sign=".")))
    assert account.actions == ()
    assert {"un autre nom ou numéro" in cell.reason for cell in account.refused} == {True}


def test_characters_that_an_encoding_lacks_are_no_edit():
    session = decided(
        SESSIONS["class"],
        SetFeedback(copy_ids="c01", text="x → y ≤ 2"),
        SetFeedback(copy_ids="c04", text="x → y"),
    )
    editing = Editing(session, ExportFormat.CSV)
    rows = {row[editing.column("Copy")]: row for row in editing.rows}
    rows["c04"][editing.column("General remark")] += " and z"

    account = read(session, editing.saved(Saved(encoding="cp1252")))
    (change,) = account.changes
    assert (change.copy_id, change.typed) == ("c04", "x ? y and z")
    assert "lacks characters" in change.reason


def test_a_mark_off_the_step_is_taken_and_pointed_out():
    editing = Editing(SESSIONS["class"], ExportFormat.CSV)
    rows = {row[editing.column("Copy")]: row for row in editing.rows}
    rows["c01"][next(i for i, t in enumerate(editing.rows[0]) if t.startswith("3 "))] = "1.55"

    (change,) = read(SESSIONS["class"], editing.saved()).changes
    assert "mark step, 0.25" in change.reason


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"Name;Note\r\nA;12\r\n", "'Do not edit'"),
        (b"\x00\x01\x02\x03" * 50, "not a text"),
        (b"PK\x03\x04" + b"x" * 100, "no spreadsheet"),
        (
            export(
                reviewed_session("en").model_copy(update={"session_id": "other"}), ExportFormat.CSV, generated_at=AT
            ),
            "of the session 'other'",
        ),
    ],
    ids=["a list", "binary", "damaged", "other session"],
)
def test_a_file_of_somebody_else_is_refused(data, why):
    with pytest.raises(InvalidInput, match=why):
        read(SESSIONS["class"], data)


def test_hostile_texts_come_back_as_they_are():
    session = SESSIONS["class"]
    editing = Editing(session, ExportFormat.CSV)
    rows = {row[editing.column("Copy")]: row for row in editing.rows}
    rows["c04"][editing.column("General remark")] = f"'{EVIL}"  # as our exports write it

    (action,) = read(session, editing.saved()).actions
    assert isinstance(action, SetFeedback)
    assert action.text == EVIL


def test_a_workbook_edited_in_any_sheet():
    session = SESSIONS["classe"]
    data = _edited_workbook(session)
    account = read(session, data)

    assert account.conflicts == account.refused == ()
    assert sorted((a.type, a.copy_ids[0], a.question_id or "") for a in account.actions) == [
        ("set_feedback", "c01", "3"),
        ("set_mark", "c01", "3"),
        ("set_mark", "c02", "1.a"),
        ("set_mark", "c04", "1.a"),
    ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="runs where LibreOffice is installed, as `soffice`")
def test_a_workbook_that_libreoffice_saved(tmp_path: Path) -> None:
    session = SESSIONS["classe"]
    (tmp_path / "edited.xlsx").write_bytes(_edited_workbook(session))
    convert = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*convert, "--outdir", str(tmp_path / "out"), str(tmp_path / "edited.xlsx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    account = read(session, (tmp_path / "out" / "edited.xlsx").read_bytes())

    assert account.conflicts == account.refused == ()
    assert [(a.type, a.question_id) for a in account.actions] == [
        (a.type, a.question_id) for a in read(session, _edited_workbook(session)).actions
    ]


def _edited_workbook(session: GradedSession) -> bytes:
    """A workbook in which marks of three sheets and a feedback were changed, as Excel saves it."""
    book = load_workbook(io.BytesIO(export(session, ExportFormat.XLSX, generated_at=AT)))

    def change(sheet: str, of: dict[str, str], title: str, value: str | float) -> None:
        header, *rows = book[sheet].iter_rows()
        places = {str(cell.value).split("\n")[0]: place for place, cell in enumerate(header)}
        (row,) = (row for row in rows if all(str(row[places[key]].value) == text for key, text in of.items()))
        row[places[title]].value = value

    change("Résultats", {"Copie": "c01"}, "3 – Rédaction", 1.25)
    change("Détails", {"Copie": "c01", "Question": "3 – Rédaction"}, "Commentaire pour l’élève", "Relire.")
    change("Détails", {"Copie": "c02", "Question": "1.a – Exercice 1 › Énergie cinétique"}, "Points", 2)
    change("Critères", {"Copie": "c04", "Critère": "Formule"}, "Donnés", 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
