"""Marked copies: the marks beside the answers, on pages that stay as they were."""

import re
from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from bareme.domain.copies import Box
from bareme.domain.points import format_points
from bareme.domain.session_result import session_result
from bareme.errors import InvalidInput
from bareme.exports import ExportFormat, export, write_export
from bareme.exports.material import ExportMaterial
from tests.exports.conftest import AT
from tests.exports.marked.conftest import handed_in, marked, only, pages_of
from tests.papers import scan, typed

ANSWERS = {
    "c01": [["ABADIE Zoé", "Exercice 1", "a) Ec = 1/2 m v2 donc 12 J", "b) il faut -2 m"], ["3) Le chat dort."]],
    "c02": [["BENARD Loic", "Exercice 1 a) E = mgh", "b) -2 m", "2) je pose x = 3", "3)"]],
    "c03": [["Exercice 1 a) ???", "b) cmd calc", "2) 2 fois 2", "3) fin"]],
}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    paths = {copy_id: tmp_path / f"{copy_id}.pdf" for copy_id in ANSWERS}
    for copy_id, path in paths.items():
        path.write_bytes(typed(ANSWERS[copy_id]))
    return paths


def test_marks_and_comments_stand_beside_the_answers_as_exported(french, files):
    material = handed_in(french, files)
    copies = marked(material)
    results = {copy.student.name: copy for copy in material.result.copies if copy.student}
    rows = [row for row in copies.places if row["Page"]]
    assert rows
    for row in rows:
        pages = pages_of(copies.pdfs[row["Fichier"]])
        leaf = next(leaf for leaf in material.leaves if leaf.title == row["Question"].removeprefix("'"))
        result = results[row["Nom"].removeprefix("'")].questions[leaf.question.id]
        points = f"{format_points(result.points or Decimal(0), 'fr')} / {format_points(result.maximum, 'fr')}"
        assert f"{leaf.title} {points}" in re.sub(r"\s+", " ", pages[int(row["Page"]) - 1])
    first, second, *_ = pages_of(copies.pdfs["01 ABADIE Zoé.pdf"])
    assert "6 / 10" in first
    assert "Très bien : E_c = 1/2 m v²" in first
    assert "Claire ; soignée, « précise »." in second
    assert "6 / 10" not in second
    assert first.startswith("ABADIE Zoé Exercice 1")  # what the student wrote is still text


def test_notes_are_at_the_height_of_their_answers(french, files):
    with pymupdf.open(stream=marked(handed_in(french, files)).pdfs["01 ABADIE Zoé.pdf"]) as document:
        page = document[0]
        assert (page.rect.width, page.rect.height) == (595 + 158, 842)
        for label, title in (("a) Ec", "1.a – Exercice"), ("b) il", "1.b")):
            (answer,), (note, *_) = page.search_for(label), page.search_for(title)
            assert note.x0 > 595
            assert abs(note.y0 - answer.y0) < 15


def test_only_decided_marks_are_shown_unless_asked_for(english, files):
    material = handed_in(english, files)
    name = "02 BÉNARD Loïc.pdf"
    decided, provisional = (marked(material, provisional=wanted).pdfs[name] for wanted in (False, True))
    (page, summary), (page_too, summary_too) = pages_of(decided), pages_of(provisional)
    assert "2 2.5 / 4 provisional" not in page
    assert "2.5 / 4" not in page + summary
    assert "2 2.5 / 4 provisional" in page_too
    assert "2.5 / 4 · provisional" in summary_too
    assert page.count("–") >= 1  # no total as long as a mark is open
    assert "incomplete: 2 (waiting)" in page


def test_marks_without_a_place_are_on_the_summary_and_listed(english, tmp_path):
    blank = tmp_path / "blank.pdf"
    with pymupdf.open() as document:
        for _ in range(3):
            document.new_page().draw_circle((200, 300), 60)
        document.save(blank)
    copies = marked(handed_in(only(english, "c01"), {"c01": blank}))
    assert {row["Place of the mark"] for row in copies.places} == {"on the summary only"}
    *pages, summary = pages_of(copies.only)
    assert pages == ["6 / 10 B", "", ""]
    assert "Marks only on this page, because it is not known where the answers stand: 1.a" in summary
    # What was not answered has no place.
    assert "2" not in re.findall(r"stand: (.*?)(?=$| ABADIE)", summary)[0].split(", ")


def test_a_copy_without_pages_has_a_summary(english):
    copies = marked(handed_in(only(english, "c01"), {}))
    (summary,) = pages_of(copies.only)
    assert "ABADIE Zoé 6 / 10" in summary


def test_without_any_mark_or_file_there_is_nothing_to_make(english, files, at):
    waiting = english.model_copy(update={"attempts": (), "decisions": ()})
    with pytest.raises(InvalidInput, match="no copy has a mark to show"):
        marked(handed_in(waiting, files))
    with pytest.raises(InvalidInput, match="need the files"):
        export(handed_in(english, files).session, ExportFormat.MARKED, generated_at=at)


def test_one_file_for_the_printer_begins_each_copy_on_a_sheet_of_paper(french, files):
    with pymupdf.open(stream=write_export(handed_in(french, files), ExportFormat.MARKED_PRINT)) as document:
        texts = [page.get_text() for page in document]
    assert ["ABADIE" in texts[0], "BENARD" in texts[4], "???" in texts[6]] == [True] * 3
    assert texts[3] == ""


@pytest.mark.parametrize(
    "text",
    [
        "<b>gras</b> & </td></table>",
        "\x00\x1b[31m \u202eelpmis",
        "שלום עולם, مرحبا",
        "mot " * 3000,
        "{x} % $",
        "Cet effet difficile est insuffisant, le flux suffit",
    ],
)
def test_any_comment_is_shown_as_text(one_text, tmp_path, text):
    path = tmp_path / "c.pdf"
    path.write_bytes(typed([["1) oui", "non"]]))
    first, *_ = pages_of(marked(handed_in(one_text(text), {"c01": path})).only)
    assert "1,25 / 3" in first
    assert "\u202e" not in first
    assert ("<b>gras</b> & </td></table>" in first) == ("<b>" in text)
    assert (text in first) == text.startswith(("Cet", "{x}", "<b>"))
    assert ("(suite en dernière page)" in first) == (len(text) > 5000)


def test_dozens_of_answers_on_a_page_all_have_their_note(points_session, tmp_path):
    path = tmp_path / "c.pdf"
    path.write_bytes(typed([[f"Q{number}: oui" for number in range(30)]]))
    session = points_session([[Decimal(number % 20) for number in range(90)]])
    result = marked(handed_in(session, {"c0": path}))
    page, *_ = pages_of(result.only)
    assert sum(row["Page"] == "1" for row in result.places) == 90
    assert all(f"Q{number} {number % 20} / 20" in page for number in range(90))


def test_a_size_that_legible_pictures_do_not_have_is_refused(english, tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan())
    material = handed_in(only(english, "c01"), {"c01": path})
    assert len(marked(material, max_megabytes=1.0).only) < 1_000_000
    with pytest.raises(InvalidInput, match=r"c01: legible pictures take more than 0\.01 MB; up to 0\.\d\d MB"):
        marked(material, max_megabytes=0.01)


def test_an_overlay_has_the_marks_alone_where_the_offset_moves_them(french, files):
    name, moved = "01 ABADIE Zoé.pdf", {"offset": (10.0, -5.0)}
    material = handed_in(french, files)
    plain, shifted = (marked(material, ExportFormat.MARKED_OVERLAY, **given).pdfs[name] for given in ({}, moved))
    with pymupdf.open(stream=plain) as one, pymupdf.open(stream=shifted) as other:
        page, page_too = one[0], other[0]
        assert (page.rect.width, page.rect.height) == (595, 842)
        assert "Ec" not in page.get_text()
        (mark,), (mark_too,) = page.search_for("1.b"), page_too.search_for("1.b")
        assert mark_too.x0 - mark.x0 == pytest.approx(10 / 25.4 * 72, abs=0.1)
        assert mark_too.y0 - mark.y0 == pytest.approx(-5 / 25.4 * 72, abs=0.1)
        assert 400 < mark.x0 < 595


def test_annotations_hold_the_marks_and_comments(french, files):
    pdf = marked(handed_in(french, files), ExportFormat.MARKED_ANNOTATIONS).pdfs["01 ABADIE Zoé.pdf"]
    with pymupdf.open(stream=pdf) as document:
        found = [(one.type[1], one.info["content"].replace("\u00a0", " ")) for one in document[0].annots()]
        assert document[0].rect.width == 595
    assert ("FreeText", "6 / 10") in found
    assert ("FreeText", "2,5 / 2,5") in found
    (comment,) = [text for kind, text in found if kind == "Text" and text.startswith("1.a – Exercice")]
    assert "Très bien : E_c = 1/2 m v²" in comment


def test_a_file_that_cannot_be_opened_any_more_leaves_the_summary_and_is_listed(english, files):
    material = handed_in(english, files)
    files["c01"].write_bytes(b"%PDF-1.7 damaged")
    copies = marked(material)
    (summary,) = pages_of(copies.pdfs["01 ABADIE Zoé.pdf"])
    assert "The pages of the copy cannot be opened any more" in summary
    assert "1.a – Exercice 1 › Énergie cinétique 2.5 / 2.5" in summary
    of_zoe = [row for row in copies.places if row["Name"] == "ABADIE Zoé"]
    assert {(row["Page"], row["Place of the mark"]) for row in of_zoe} == {("", "on the summary only")}
    assert len(pages_of(copies.pdfs["03 HYPERLINK http evil example cliquez.pdf"])) == 2


@pytest.mark.parametrize("fmt", [ExportFormat.MARKED, ExportFormat.MARKED_ANNOTATIONS, ExportFormat.MARKED_OVERLAY])
def test_of_a_joined_copy_only_the_file_that_cannot_be_opened_is_missing(english, files, tmp_path, fmt):
    (tmp_path / "rest.pdf").write_bytes(typed([["b) il faut -2 m"], ["2) je pose x = 3", "3) Le chat dort."]]))
    (tmp_path / "first.pdf").write_bytes(typed([["ABADIE Zoé", "Exercice 1", "a) Ec = 1/2 m v2 donc 12 J"]]))
    material = handed_in(english, {"c01": tmp_path / "first.pdf", "c02": tmp_path / "rest.pdf"})
    first, rest, *others = material.session.copies
    joined = first.model_copy(update={"pages": (*first.pages, *rest.pages)})
    session = material.session.model_copy(update={"copies": (joined, rest, *others)})
    material = ExportMaterial(session, session_result(session), AT, originals=material.originals)
    whole, *_ = marked(material, fmt).pdfs.values()
    (tmp_path / "rest.pdf").write_bytes(b"%PDF-1.7 damaged")
    copies = marked(material, fmt)
    damaged, *_ = copies.pdfs.values()
    before, after = pages_of(whole), pages_of(damaged)
    assert (len(before), after[0], after[3]) == (len(after), before[0], before[3])
    is_told = fmt is not ExportFormat.MARKED_OVERLAY  # that one is printed onto what the student wrote
    assert ["This page cannot be opened any more" in page for page in after] == [False, is_told, is_told, False]
    places = {row["Question"]: (row["Page"], row["Place of the mark"]) for row in copies.places if "Zoé" in row["Name"]}
    assert places["1.a – Exercice 1 › Énergie cinétique"] == ("1", "its words")
    (place,) = [place for title, place in places.items() if title.startswith("1.b")]
    assert place == ("2", "only the page is known")
    assert "1.5 / 1.5" in after[1]


def test_the_box_that_a_grader_gave_is_the_place(english, tmp_path):
    blank = tmp_path / "scan.pdf"
    blank.write_bytes(scan(pages=3))
    box = Box(x0=0.1, y0=0.6, x1=0.8, y1=0.7)
    session = only(english, "c01")
    seen = [
        attempt.model_copy(
            update={"marks": {i: mark.model_copy(update={"page": 2, "box": box}) for i, mark in attempt.marks.items()}}
        )
        for attempt in session.attempts
    ]
    copies = marked(handed_in(session.model_copy(update={"attempts": tuple(seen)}), {"c01": blank}))
    places = {row["Question"]: (row["Page"], row["Place of the mark"]) for row in copies.places}
    assert places.pop("2") == ("", "on the summary only")  # it was not treated
    assert set(places.values()) == {("2", "where the grader saw it")}
    with pymupdf.open(stream=copies.only) as document:
        (note, *_) = document[1].search_for("1.a")
        assert 400 < note.y0 < 700
