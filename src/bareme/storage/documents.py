"""The documents of an owner: where the settings say, in a folder, or in one for a short time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bareme.settings import get_settings
from bareme.storage.document_store import DocumentStore
from bareme.storage.folder_contents import FolderContents
from bareme.storage.incoming_file import IncomingFile
from bareme.storage.owners import LOCAL
from bareme.storage.private_files import make_private_folder
from bareme.storage.server_secret import derived_key
from bareme.storage.stores import index_beside, stores


class FolderStore(DocumentStore):
    """A document store in a folder, with its index beside the contents."""

    def __init__(self, folder: Path, owner: str = LOCAL, *, key: bytes = b"") -> None:
        contents = FolderContents(folder)
        super().__init__(contents, index_beside(contents, folder), owner, key=key)


def get_store(owner: str = LOCAL) -> DocumentStore:
    """Return the documents of an owner, where the settings say.

    Sessions that earlier versions began name no owner: their documents are the local user's.
    """
    found = stores()
    return DocumentStore(found.contents, found.documents, owner or LOCAL, key=derived_key("document id"))


@asynccontextmanager
async def temporary_store() -> AsyncIterator[DocumentStore]:
    """Yield a store that is deleted when the context ends."""
    folder = await asyncio.to_thread(_temporary_folder, get_settings().documents_folder)
    try:
        yield FolderStore(Path(folder.name))
    finally:
        await asyncio.to_thread(folder.cleanup)


def _temporary_folder(parent: Path) -> "TemporaryDirectory[str]":
    make_private_folder(parent)
    return TemporaryDirectory(dir=parent, prefix=IncomingFile.PREFIX)
