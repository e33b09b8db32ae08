from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from bareme.documents import FolderStore, open_document
from bareme.domain.pages import Document
from bareme.settings import Settings


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "documents")


@pytest.fixture
def opened(store: FolderStore) -> Callable[..., Awaitable[Document]]:
    """Put a PDF (bytes, or a document being made) into the store and open it, with other limits if given."""

    async def put_and_open(source: bytes | pymupdf.Document, **limits: Any) -> Document:
        data = source if isinstance(source, bytes) else source.tobytes()
        return await open_document(await store.put(data), store=store, settings=Settings(_env_file=None, **limits))

    return put_and_open
