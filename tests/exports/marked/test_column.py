"""Where marks stand on the paper: within reach of a printer, apart from each other, each with its own comment."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pymupdf
import pytest

from bareme.documents.marked_copy import Judgement, MarginNote, MarkingMode
from bareme.documents.sandbox.marked import mark_copy
from tests.exports.marked.conftest import LIMITS
from tests.exports.marked.test_pages import PDFS, marked_copy

UNPRINTED = 12.0
"""What printers leave blank at the edge of the paper, in points."""
MANY = 60


def notes(count: int) -> tuple[MarginNote, ...]:
    return tuple(
        MarginNote(f"Question {n}", "12,25 / 12,25", f"Remarque {n}.", Judgement.PARTLY, top=n / count)
        for n in range(count)
    )


def first_page(folder: Path, of: Sequence[MarginNote], mode: MarkingMode, name: str = "typed") -> pymupdf.Page:
    copy = marked_copy(PDFS[name](folder), mode=mode)
    page = copy.pages[0]
    pages = (type(page)(page.path, page.index, page.rotation, tuple(of)), *copy.pages[1:])
    copy = type(copy)(**{**vars(copy), "pages": pages})
    return pymupdf.open(stream=mark_copy(copy, LIMITS).data)[0]


@pytest.mark.parametrize("name", ["typed", "rotated 90", "cropped"])
@pytest.mark.parametrize("count", [2, MANY])
@pytest.mark.parametrize("mode", [MarkingMode.MARGIN, MarkingMode.OVERLAY])
def test_marks_are_where_printers_print(mode: MarkingMode, count: int, name: str, tmp_path: Path) -> None:
    page = first_page(tmp_path, notes(count), mode, name)
    found = [box * page.rotation_matrix for box in page.search_for("12,25")]
    assert len(found) >= 2 * count
    with pymupdf.open(PDFS[name](tmp_path)) as before:
        least = UNPRINTED * max(before[0].rect.width, before[0].rect.height) / 842
    assert page.rect.width - max(box.x1 for box in found) >= least
    assert page.rect.height - max(box.y1 for box in found) >= least


@pytest.mark.parametrize("name", ["typed", "rotated 90", "rotated 270", "cropped"])
@pytest.mark.parametrize("count", [2, MANY])
def test_annotations_stand_apart_within_the_page(count: int, name: str, tmp_path: Path) -> None:
    page = first_page(tmp_path, notes(count), MarkingMode.ANNOTATIONS, name)
    found = [(one.type[1], one.rect * page.rotation_matrix, one.info["content"]) for one in page.annots()]
    assert all(box in page.rect for _, box, _ in found)
    texts = sorted((box for kind, box, _ in found if kind == "FreeText"), key=lambda box: box.y0)
    icons = [box for kind, box, _ in found if kind == "Text"]
    assert len(texts) == count + 2
    assert all(upper.y1 <= lower.y0 + 0.5 for upper, lower in pairwise(texts))
    assert not [icon for icon in icons if any(icon.intersects(text) for text in texts[2:])]
    assert "Bien" in [text for _, _, text in found]


def test_annotations_of_questions_of_one_title_keep_their_own_comments(tmp_path: Path) -> None:
    same = (
        MarginNote("Exercice", "1 / 2", "Le premier.", top=0.2),
        MarginNote("Exercice", "0 / 4", "Le second.", top=0.5),
    )
    page = first_page(tmp_path, same, MarkingMode.ANNOTATIONS)
    texts = [one.info["content"].replace("\u00a0", " ") for one in page.annots()]
    assert [text for text in texts if "Exercice" in text] == ["Exercice\nLe premier.", "Exercice\nLe second."]
    assert [text for text in texts if text in {"1 / 2", "0 / 4"}] == ["1 / 2", "0 / 4"]


@pytest.mark.parametrize("mode", [MarkingMode.MARGIN, MarkingMode.OVERLAY])
def test_no_letter_of_a_long_word_is_lost(mode: MarkingMode, tmp_path: Path) -> None:
    word = "0123456789" * 12
    page = first_page(tmp_path, [MarginNote(f"T{word}", "112,25 / 112,25", word, top=0.3)], mode)
    shown = "".join(page.get_text().split())
    assert f"T{word}" in shown
    assert "112,25/112,25" in shown
    assert shown.count(word) == (2 if mode is MarkingMode.MARGIN else 1)
    assert max(right for _, _, right, *_ in page.get_text("words")) <= page.rect.width - UNPRINTED


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Bravo 😀 👍🏽 🎉 ❤️ 𝑥 𐍈", "Bravo 😀 👍 🎉 ❤ 𝑥 𐍈"),
        ("Ouf \U0001fae0 !", "Ouf [melting face] !"),
        ("\u0378", "[u+0378]"),
        ("→ ≤ ★ ☺ 中文 مرحبا", "→ ≤ ★ ☺ 中文"),
    ],
)
def test_emoji_and_rare_letters_can_be_read_and_found(written: str, shown: str, tmp_path: Path) -> None:
    page = first_page(tmp_path, [MarginNote("1", "1 / 1", written, top=0.3)], MarkingMode.MARGIN)
    assert shown in " ".join(page.get_text().split())
    assert "\x00" not in page.get_text()


def test_grades_in_any_script_have_room(tmp_path: Path) -> None:
    copy = marked_copy(PDFS["typed"](tmp_path), mode=MarkingMode.ANNOTATIONS, grade="优秀非常好 ممتاز جدا")
    with pymupdf.open(stream=mark_copy(copy, LIMITS).data) as document:
        (grade,) = [one.get_text() for one in document[0].annots() if "优" in one.info["content"]]
    assert len("".join(grade.split())) >= len("优秀非常好ممتازجدا") - 2  # shaped letters may join
