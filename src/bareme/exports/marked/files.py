"""Marked copies as files: an archive of one PDF a student with the places of the marks, or one PDF to print."""

from collections.abc import Sequence
from decimal import Decimal

from bareme.documents.marked_copy import MarkedPdf, MarkingMode
from bareme.documents.print_marked import print_marked
from bareme.documents.print_sheets import bind_sheets
from bareme.errors import InvalidInput
from bareme.exports.dialect import dialect_for
from bareme.exports.marked.copies import PreparedCopy, prepare_copies
from bareme.exports.marked.places import place_rows
from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions, progress_of
from bareme.exports.student_files import file_names, zipped
from bareme.translation import translator


def write_marked(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return a ZIP of the copies with a margin for the marks, and of a CSV with the place of each mark.

    Raises:
        InvalidInput: no copy has a mark to show, or the files of the students are not at hand.
        DocumentRefused: a copy takes too many pages, or too much time or memory.
    """
    return _archive(material, MarkingMode.MARGIN, options)


def write_marked_annotations(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return the same with the marks as PDF annotations on pages that stay as they were."""
    return _archive(material, MarkingMode.ANNOTATIONS, options)


def write_marked_overlay(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return the same with the marks alone, to be printed onto the paper copies."""
    return _archive(material, MarkingMode.OVERLAY, options)


def write_marked_to_print(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return one PDF of the copies with a margin, in the order of the class list, to be printed on both sides."""
    _, pdfs = _marked(material, MarkingMode.MARGIN, options)
    return bind_sheets([pdf.data for pdf in pdfs.values()])


def _archive(material: ExportMaterial, mode: MarkingMode, options: FormatOptions) -> bytes:
    copies, pdfs = _marked(material, mode, options)
    names = file_names(material, pdfs)
    language = material.session.policy.language
    places = dialect_for(None, language).write(place_rows(copies, names, translator(language)))
    return zipped(material, {**{names[i]: pdf.data for i, pdf in pdfs.items()}, "places.csv": places})


def _marked(
    material: ExportMaterial, mode: MarkingMode, options: FormatOptions
) -> tuple[list[PreparedCopy], dict[str, MarkedPdf]]:
    handed_in = {page.document_id for copy in material.session.copies for page in copy.pages}
    if not handed_in <= material.originals.keys():
        raise InvalidInput("marked copies need the files of the students, which only the session's own machine has")
    copies = prepare_copies(material, mode, options)
    if not copies:
        raise InvalidInput("no copy has a mark to show yet: decide some, or ask for provisional marks too")
    pdfs = print_marked([copy.marked for copy in copies], progress_of(options))
    _check_sizes(copies, pdfs, options.get("max_megabytes"))
    shown = [copy.without(pdf.lost_pages) for copy, pdf in zip(copies, pdfs, strict=True)]
    return shown, {copy.result.copy_id: pdf for copy, pdf in zip(copies, pdfs, strict=True)}


def _check_sizes(copies: Sequence[PreparedCopy], pdfs: Sequence[MarkedPdf], most: float | None) -> None:
    sizes = {copy.result.copy_id: len(pdf.data) / 1e6 for copy, pdf in zip(copies, pdfs, strict=True)}
    too_large = [copy_id for copy_id, size in sizes.items() if most is not None and size > most]
    if too_large:
        raise InvalidInput(
            "{copies}: legible pictures take more than {most} MB; up to {needed} MB are needed",
            copies=too_large,
            most=_two_places(most or 0),
            needed=_two_places(max(sizes.values()) + 0.005),
        )


def _two_places(megabytes: float) -> Decimal:
    return Decimal(f"{megabytes:.2f}")
