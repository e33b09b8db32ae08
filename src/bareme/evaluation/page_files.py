"""Store the files of answers' pages in the document store."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bareme.documents import get_store, open_document
from bareme.documents.refusals import refusal_message
from bareme.domain.copies import PageRef
from bareme.errors import DocumentRefused, RefusalReason
from bareme.evaluation.items import DataSet, EvaluationItem
from bareme.evaluation.page_names import SubmittedPageName, parse_page_name
from bareme.evaluation.refusals import Refusals
from bareme.settings import get_settings
from bareme.translation import Message

_MAX_OPEN_FILES = 8
"""Number of files that are in memory at the same time."""

type Pages = Mapping[str, tuple[PageRef, ...]]
"""Pages by item id, in the order in which the item names them.

Each names its file by the sha-256 of the content, which is the same for everybody; the id in the store is `id_of` it.
"""


@dataclass(frozen=True)
class _Opened:
    digest: str
    page_count: int


_OUTSIDE = Message("is outside the data set's folder")
_MISSING = Message("there is no such file")
_UNREADABLE = Message("the file cannot be read")


async def store_pages(data: DataSet, items: Sequence[EvaluationItem]) -> Pages:
    """Put the files of the items' pages into the document store, open each once, and return the pages of each item.

    Raises:
        InvalidInput: a file is missing, is outside the data set's folder, cannot be opened or does not have the named
            pages; the message names the rows.
    """
    if data.file is None:
        return {}
    folder = data.file.parent.resolve()
    names = {name: parse_page_name(name) for item in items for name in item.pages}
    files = list(dict.fromkeys(name.file for name in names.values()))
    semaphore = asyncio.Semaphore(_MAX_OPEN_FILES)
    opened = dict(zip(files, await asyncio.gather(*(_open(folder, file, semaphore) for file in files)), strict=True))
    refusals = Refusals(data.file)
    found = {
        item.item_id: _pages(item, [(name, names[name], opened[names[name].file]) for name in item.pages], refusals)
        for item in items
        if item.pages
    }
    refusals.raise_any()
    return found


def _pages(
    item: EvaluationItem, named: Sequence[tuple[str, SubmittedPageName, _Opened | Message]], refusals: Refusals
) -> tuple[PageRef, ...]:
    pages: list[PageRef] = []
    for text, name, file in named:
        if isinstance(file, Message):
            refusals.add(item.line or item.item_id, Message("{text!r}: {problem}", text=text, problem=file))
            continue
        last = name.last or file.page_count
        if last > file.page_count:
            refusals.add(
                item.line or item.item_id,
                Message.ngettext(
                    "{text!r}: the file has {n} page", "{text!r}: the file has {n} pages", file.page_count, text=text
                ),
            )
            continue
        pages += [PageRef(document_id=file.digest, index=number - 1) for number in range(name.first, last + 1)]
    return tuple(dict.fromkeys(pages))


async def _open(folder: Path, name: str, semaphore: asyncio.Semaphore) -> _Opened | Message:
    async with semaphore:
        data = await asyncio.to_thread(_read, folder, name)
        if isinstance(data, Message):
            return data
        try:
            document = await open_document(await get_store().put(data))
        except DocumentRefused as refusal:
            return refusal_message(refusal.reason, refusal.setting)
        return _Opened(hashlib.sha256(data).hexdigest(), len(document.pages))


def _read(folder: Path, name: str) -> bytes | Message:
    """Return a file's bytes. Symbolic links are resolved first, so that they cannot lead outside the folder."""
    try:
        path = (folder / name).resolve(strict=True)
        if not path.is_relative_to(folder):
            return _OUTSIDE
        if not path.is_file():
            return _MISSING
        if path.stat().st_size > get_settings().max_document_bytes:
            return refusal_message(RefusalReason.TOO_LARGE, "BAREME_MAX_DOCUMENT_BYTES")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return _MISSING
    except (OSError, RuntimeError, ValueError):  # no permission, a loop of symbolic links, an invalid name
        return _UNREADABLE
