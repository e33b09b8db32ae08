"""A sheet a student, as PDF."""

import io
from zipfile import ZipFile

import pymupdf
import pytest

from bareme.domain.copies import Student
from bareme.domain.session_result import session_result
from bareme.errors import InvalidInput
from bareme.exports import ExportFormat, export, write_export
from bareme.exports.dialect import read_rows
from bareme.exports.material import ExportMaterial
from tests.exports.formats import FROM_THE_SESSION

type Sheets = dict[str, str]


def text_of(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        return "\n".join(page.get_text() for page in document)


def sheets_of(session, at, **options) -> tuple[Sheets, list[list[str]]]:
    """The text of every sheet by its file's name, and the rows of the list for a mail merge."""
    with ZipFile(io.BytesIO(export(session, ExportFormat.SHEETS, generated_at=at, **options))) as archive:
        texts = {name: text_of(archive.read(name)) for name in archive.namelist() if name.endswith(".pdf")}
        return texts, read_rows(archive.read("mail-merge.csv"))


def test_a_sheet_has_the_marks_the_feedback_and_what_to_work_on(french, at):
    sheets, _ = sheets_of(french, at)
    text = " ".join(sheets["01 ABADIE Zoé.pdf"].split())
    assert "ABADIE Zoé 6 / 10" in text
    assert "1.a – Exercice 1 › Énergie cinétique 2,5 / 2,5 Formule 1,5 / 1,5 Unité 1 / 1" in text
    assert "Très bien : E_c = 1/2 m v²" in text
    assert "2 0 / 4 · non traité" in text
    assert "Appréciation Très bon travail." in text
    assert "À travailler 2 – =Méthode : 3 pt en moins 2 – Résultat : 1 pt en moins" in text
    assert "La classe" not in text
    assert "noté par des règles, pas par un modèle" in text


def test_rules_and_states_stand_clear_of_the_text(french, at):
    with ZipFile(io.BytesIO(export(french, ExportFormat.SHEETS, generated_at=at))) as archive:
        pdf = archive.read("01 ABADIE Zoé.pdf")
    with pymupdf.open(stream=pdf) as document:
        document_text, words = document[0].get_text(), document[0].get_text("words")
        rules = [drawing["rect"] for drawing in document[0].get_drawings() if drawing["rect"].width > 300]
    assert len(rules) >= 4  # one a question
    for rule in rules:
        assert not [word for word in words if word[1] < rule.y1 and rule.y0 < word[3]]
    assert "0 / 4 · non traité" in document_text.replace("\u00a0", " ")  # on one line


def test_no_letter_of_a_long_word_is_lost(one_text, at):
    word = "0123456789" * 15
    sheets, _ = sheets_of(one_text(word), at)
    (text,) = ("".join(text.split()) for text in sheets.values())
    assert text.count(word) >= 3  # the name, the feedback and the general remark


def test_provisional_marks_look_provisional(english, at):
    sheets, _ = sheets_of(english, at)
    decided, provisional = (" ".join(sheets[name].split()) for name in ("01 ABADIE Zoé.pdf", "02 BÉNARD Loïc.pdf"))
    assert "2.5 / 4 · provisional" in provisional
    assert "Provisional mark: the graders differ" in provisional
    assert "rovisional" not in decided
    assert "2 – =Méthode" not in provisional  # nobody has decided what was lost


def test_the_class_has_its_figures_where_they_are_wanted(english, at):
    sheets, _ = sheets_of(english, at, class_figures=True)
    assert all("Class average 4.83 · Median 5 · Lowest 3.5 · Highest 6 (out of 10)" in text for text in sheets.values())


def test_every_student_is_in_the_list_for_a_mail_merge(english, at):
    absent = Student(name="PETIT Noé", student_id="3", email="noe@lycee.example")
    students = [copy.student for copy in english.copies if copy.student]
    sheets, (header, *rows) = sheets_of(english.model_copy(update={"roster": (absent, *students)}), at)
    by_name = {row[header.index("Name")]: dict(zip(header, row, strict=True)) for row in rows}
    assert (by_name["PETIT Noé"]["State"], by_name["PETIT Noé"]["File"]) == ("absent", "")
    assert by_name["PETIT Noé"]["E-mail"] == "noe@lycee.example"
    assert by_name["ÉTIENNE Noah"]["File"] == ""  # no grader could mark the copy
    assert {row["File"] for row in by_name.values()} - {""} == set(sheets)
    assert len(rows) == len(english.copies) + 1


def test_each_student_begins_on_a_sheet_of_paper(french, at):
    with pymupdf.open(stream=export(french, ExportFormat.SHEETS_PRINT, generated_at=at)) as document:
        texts = [page.get_text() for page in document]
    assert [name in texts[2 * place] for place, name in enumerate(("ABADIE", "BÉNARD", "HYPERLINK", "DUPONT"))] == [
        True
    ] * 4
    assert texts[1::2] == [""] * 4


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> <b>gras</b> & <img src='file:///etc/passwd'>",
        "</td></table><p>dehors",
        "\x00\x1b[31m rouge \u202eelpmis\u202c",
        "שלום עולם, مرحبا",
        "{page} % \\frac $$ $",
    ],
)
def test_any_text_is_shown_as_text(one_text, at, text):
    ((_, shown),) = sheets_of(one_text(text), at)[0].items()
    for word in ("<script>alert(1)</script>", "<b>gras</b>", "</td></table><p>dehors", "{page}"):
        assert (word in shown) == (word in text)
    assert "1,25 / 3" in shown
    assert "\u202e" not in shown


def test_what_is_cut_is_said(one_text, at):
    ((_, shown),) = sheets_of(one_text("mot " * 500_000), at)[0].items()
    assert shown.count("coupé ici") == 2  # the feedback and the general remark
    assert "1,25 / 3" in shown


def test_without_any_mark_there_is_nothing_to_write(english, at):
    waiting = english.model_copy(update={"attempts": (), "decisions": ()})
    with pytest.raises(InvalidInput, match="no copy has a mark yet"):
        export(waiting, ExportFormat.SHEETS, generated_at=at)


@pytest.mark.parametrize("fmt", [fmt for fmt in FROM_THE_SESSION if fmt.is_long])
def test_progress_counts_students_and_may_end_the_work(english, at, fmt):
    material = ExportMaterial(english, session_result(english), at, {})
    told = []
    assert write_export(material, fmt, progress=lambda *counts: told.append(counts))
    assert told[0][0] == 0
    assert told[-1] == (told[0][1], told[0][1])

    class Left(Exception):
        pass

    def leave(done, total):
        raise Left

    with pytest.raises(Left):
        write_export(material, fmt, progress=leave)
