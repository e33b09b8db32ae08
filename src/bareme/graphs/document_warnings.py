"""Warnings about the files of a session, for the teacher."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bareme.documents.ocr import is_ocr_available
from bareme.domain.pages import PageKind
from bareme.domain.points import Language
from bareme.graphs.interrupts import DocumentSummary
from bareme.graphs.proposal import OpenedDocument, is_left_out
from bareme.translation import Translator, translator


def warn_of_documents(
    summaries: Sequence[DocumentSummary], opened: Sequence[OpenedDocument], language: Language, *, seen: bool = True
) -> list[str]:
    """Return warnings about the files, for the teacher. `seen` tells whether the model sees the pages."""
    from bareme.domain.printed_scale import unread_pages  # noqa: PLC0415 - its patterns take long to load, and only a paper needs them

    t = translator(language)
    warnings = [t("'{name}': {message}", name=s.name, message=s.message) for s in summaries if s.refused]
    warnings += _warn_of_same_files(summaries, t)
    for item in opened:
        name = item.summary.name
        if "repaired" in item.record.warnings:
            warnings.append(t("'{name}': a damaged file was repaired; check that no page is missing.", name=name))
        if "picture_not_decoded" in item.record.warnings:
            warnings.append(t("'{name}': a picture could not be read and appears blank.", name=name))
        if "content_left_out" in item.record.warnings:
            warnings.append(
                t(
                    "'{name}': something in it (a chart, a shape, a formula) cannot be shown; save it as PDF and send "
                    "that.",
                    name=name,
                )
            )
        if "encoding_guessed" in item.record.warnings:
            warnings.append(t("'{name}': its encoding is not stated and was guessed; check the accents.", name=name))
        warnings += [
            t("'{name}': page {page} seems to lie sideways or upside down.", name=name, page=page.index + 1)
            for page in item.record.pages
            if page.turned
        ]
        warnings += [
            t(
                "'{name}': page {page} was turned by {degrees}° so that it stands upright.",
                name=name,
                page=page.index + 1,
                degrees=page.turn,
            )
            for page in item.record.pages
            if page.turn
        ]
        warnings += [
            t(
                "'{name}': page {page} holds text that a reader cannot see; it is ignored.",
                name=name,
                page=page.index + 1,
            )
            for page in item.record.pages
            if page.hidden_text
        ]
        warnings += [
            t(
                "'{name}': page {page} holds text that can hardly be seen, or that could not be compared with what "
                "the page shows: look whether it belongs there.",
                name=name,
                page=page.index + 1,
            )
            for page in item.record.pages
            if page.faint_text or not page.text_verified
        ]
        warnings += _warn_of_recognition(item, t, seen=seen)
        unread = [str(number) for number in unread_pages(item.record.pages)]
        if unread and item.summary.role == "exam_paper":
            warnings.append(
                t(
                    "'{name}': pages {pages} are pictures without a text layer. Rules cannot read them, so a marking "
                    "scale may be printed there.",
                    name=name,
                    pages=unread,
                )
            )
        blank = [str(page.index + 1) for page in item.record.pages if is_left_out(page)]
        if blank and item.summary.role == "copies" and len(blank) < len(item.record.pages):
            warnings.append(
                t.ngettext(
                    "'{name}': page {pages} is blank and left out.",
                    "'{name}': pages {pages} are blank and left out.",
                    len(blank),
                    name=name,
                    pages=blank,
                )
            )
    unread_scans = any(page.kind is PageKind.SCAN for item in opened for page in item.record.pages)
    if unread_scans and not seen and not is_ocr_available():
        command = "pip install 'bareme[ocr]'"
        warnings.append(t("Pages that are pictures can be read without a model after {command}.", command=command))
    return warnings


def _warn_of_recognition(item: OpenedDocument, t: Translator, *, seen: bool) -> Iterator[str]:
    """Yield warnings about text that a program recognised: Barème's, or one that put a layer under the scan."""
    name = item.summary.name
    read = [str(page.index + 1) for page in item.record.pages if page.recognition]
    if read:
        yield (
            t.ngettext(
                "'{name}': page {pages} is a picture whose text was recognised without a model. Letters and signs "
                "may be wrong, lines may be missing.",
                "'{name}': pages {pages} are pictures whose text was recognised without a model. Letters and signs "
                "may be wrong, lines may be missing.",
                len(read),
                name=name,
                pages=read,
            )
        )
    scans = [page for page in item.record.pages if page.has_unverified_layer]
    recognised = [str(page.index + 1) for page in scans]
    if recognised and (item.summary.role != "copies" or not seen):
        yield (
            t.ngettext(
                "'{name}': page {pages} is a scan with an invisible text layer. What is read in it is what a "
                "program recognised, not necessarily what the page shows.",
                "'{name}': pages {pages} are scans with an invisible text layer. What is read in it is what a "
                "program recognised, not necessarily what the pages show.",
                len(recognised),
                name=name,
                pages=recognised,
            )
        )


def _warn_of_same_files(summaries: Sequence[DocumentSummary], t: Translator) -> list[str]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for summary in summaries:
        if summary.role == "copies" and not summary.refused:
            names[summary.document_id].append(summary.name)
    return [
        t("'{name}' and '{other}' hold the same: each is graded for its student.", name=first, other=other)
        for first, *others in names.values()
        for other in others
    ]
