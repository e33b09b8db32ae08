"""A class's copies with their marks, as the workers make PDFs of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bareme.documents.marked_copy import MarkedCopy, MarkedPage, MarkingMode
from bareme.domain.answer_places import FoundBy, Place
from bareme.domain.copies import PageRef
from bareme.domain.points import format_mark
from bareme.domain.results import CopyResult
from bareme.exports.descriptions import describe_state
from bareme.exports.marked.decided import decided_only
from bareme.exports.marked.notes import PlacedMark, note_of, placed_marks
from bareme.exports.material import ExportMaterial, State, state_of
from bareme.exports.options import FormatOptions
from bareme.exports.sheets.markup import paragraph, plain_text
from bareme.exports.sheets.page import sheet_of
from bareme.translation import Translator, translator

_POINTS = 72 / 25.4
"""Of a millimetre."""


@dataclass(frozen=True)
class PreparedCopy:
    """A copy to be marked, and where its marks go."""

    result: CopyResult
    marks: Sequence[PlacedMark]
    marked: MarkedCopy

    def without(self, lost_pages: Collection[int]) -> "PreparedCopy":
        """Return the same without these pages: if they are all, the marks are on the summary only."""
        some_left = len(lost_pages) < len(self.marked.pages)
        marks = [
            replace(mark, place=Place(page=mark.place.page, found_by=FoundBy.PAGE) if some_left else Place())
            if mark.place.page in lost_pages
            else mark
            for mark in self.marks
        ]
        return replace(self, marks=marks)


def prepare_copies(material: ExportMaterial, mode: MarkingMode, options: FormatOptions) -> list[PreparedCopy]:
    """Return the copies that have a mark to show, in the order of the class list."""
    shown = [
        row if options.get("provisional") else decided_only(row) for row in material.rows if isinstance(row, CopyResult)
    ]
    marked = [copy for copy in shown if any(question.value is not None for question in copy.questions.values())]
    return [_prepared(material, copy, mode, options) for copy in marked]


def _prepared(material: ExportMaterial, copy: CopyResult, mode: MarkingMode, options: FormatOptions) -> PreparedCopy:
    t = translator(material.session.policy.language)
    pages = next(one.pages for one in material.session.copies if one.copy_id == copy.copy_id)
    marks = placed_marks(material, copy, pages)
    sheet = sheet_of(material, copy, class_figures=options.get("class_figures", False))
    missing = t("The pages of the copy cannot be opened any more, so the marks stand here alone.")
    return PreparedCopy(
        copy,
        marks,
        MarkedCopy(
            title=sheet.title,
            total=_total(copy, t),
            grade=_grade(copy, t),
            pages=tuple(_page(material, ref, number, marks, t) for number, ref in enumerate(pages)),
            summary=replace(sheet, html=sheet.html + _unplaced(marks, t)),
            without_pages=replace(sheet, html=paragraph(missing, t, kind="note") + sheet.html),
            lost_page=t("This page cannot be opened any more."),
            continued=t("(continued on the last page)"),
            mode=mode,
            offset=_points(options.get("offset", (0.0, 0.0))),
            max_bytes=round(most * 1_000_000) if (most := options.get("max_megabytes")) else None,
        ),
    )


def _page(
    material: ExportMaterial, ref: PageRef, number: int, marks: Sequence[PlacedMark], t: Translator
) -> MarkedPage:
    notes = tuple(note_of(mark, t) for mark in marks if mark.place.page == number)
    return MarkedPage(material.originals[ref.document_id].path, ref.index, ref.rotation, notes)


def _points(millimetres: tuple[float, float]) -> tuple[float, float]:
    return millimetres[0] * _POINTS, millimetres[1] * _POINTS


def _total(copy: CopyResult, t: Translator) -> str:
    if copy.total is None:
        return "–"
    return format_mark(copy.total, copy.maximum, t.language)


def _grade(copy: CopyResult, t: Translator) -> str:
    """Return what stands under the total: the band, and that it is not final."""
    state = "" if state_of(copy) is State.FINAL else describe_state(copy, t)
    return plain_text("\n".join(filter(None, (copy.band or "", state))))


def _unplaced(marks: Sequence[PlacedMark], t: Translator) -> str:
    """Return a line for the summary that names the marks that stand beside no answer."""
    names = [mark.leaf.title for mark in marks if mark.has_no_place]
    if not names:
        return ""
    text = t("Marks only on this page, because it is not known where the answers stand: {questions}", questions=names)
    return paragraph(text, t, kind="note")
