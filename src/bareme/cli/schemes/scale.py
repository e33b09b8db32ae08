"""`bareme scale`: show the scale printed on a paper, read by rules. No model is called and nothing is kept."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bareme.cli.display.json_output import describe_candidate
from bareme.cli.display.scale_table import show_notes, show_scale
from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.reading import read_file
from bareme.cli.screen import Screen, clean, write_json
from bareme.documents import DocumentStore, FolderStore, explain, open_document, unpack
from bareme.domain.pages import Page
from bareme.domain.printed_scale import find_scales, mentions_of_points, unread_pages
from bareme.domain.scale import ScaleCandidate
from bareme.errors import DocumentRefused
from bareme.graphs.scale_notes import notes_on

_SHOWN = 3
"""Rows quoted where no scale can be read from them."""


def print_scales(screen: Screen, paths: Sequence[Path], *, as_json: bool) -> int:
    """Print the scales found on the pages of all files; return the exit code."""
    readings = asyncio.run(_read_all(paths))
    pages: list[Page] = []
    for path, reading in zip(paths, readings, strict=True):
        if isinstance(reading, DocumentRefused):
            complain(f"{path}: {explain(reading.reason, screen.language, reading.setting)}", screen.language)
        else:
            before = len(pages)
            pages += [page.model_copy(update={"index": before + page.index}) for page in reading]
    refused = any(isinstance(reading, DocumentRefused) for reading in readings)
    if not pages:
        return FAILED
    candidates = find_scales(pages)
    if as_json:
        described = [describe_candidate(candidate, screen.t) for candidate in candidates]
        write_json({"candidates": described, "unread_pages": unread_pages(pages)})
    else:
        _show(screen, candidates, pages)
    return FAILED if refused else DONE


def _show(screen: Screen, candidates: Sequence[ScaleCandidate], pages: Sequence[Page]) -> None:
    for number, candidate in enumerate(candidates, start=1):
        show_scale(screen, candidate, number=number)
        show_notes(screen, notes_on(candidate, candidate.to_scheme(), screen.t))
    unread = unread_pages(pages)
    if unread:
        screen.print(
            screen.t(
                "Pages {pages} are pictures without a text layer. Rules cannot read them, so a marking scale may be "
                "printed there.",
                pages=[str(number) for number in unread],
            )
        )
    elif not candidates and (mentions := mentions_of_points(pages)):
        screen.print(
            screen.t(
                "These pages speak of points ({where}), but not in a way that gives each question a mark. Type the "
                "scale: {option}.",
                where=[
                    screen.t("page {page}: “{text}”", page=str(row.page + 1), text=clean(row.text))
                    for row in mentions[:_SHOWN]
                ],
                option='--scheme "1: 2, 2: 3"',
            )
        )
    elif not candidates:
        screen.print(screen.t("No scale is printed on these pages."))


async def _read_all(paths: Sequence[Path]) -> list[tuple[Page, ...] | DocumentRefused]:
    with tempfile.TemporaryDirectory() as folder:
        store = FolderStore(Path(folder))
        return await asyncio.gather(*(_read(path, store) for path in paths))


async def _read(path: Path, store: DocumentStore) -> tuple[Page, ...] | DocumentRefused:
    try:
        stored = await store.put(await asyncio.to_thread(read_file, path))
        pages: list[Page] = []
        for file in await unpack(stored, path.name, store=store):
            if file.refused:
                return DocumentRefused(file.refused, "It could not be unpacked", file.setting)
            pages += (await open_document(file.document_id, store=store)).pages
        return tuple(pages)
    except DocumentRefused as refusal:
        return refusal
