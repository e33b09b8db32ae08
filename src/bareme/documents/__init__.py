"""Turn uploaded files into pages: fetch, unpack, open, describe and render them.

Hands on the document store, `unpack`, `open_document`, `render_page(s)`, `join_pages` and the signed page URLs.
Documents are parsed only in worker processes, which import `sandbox`; the calling process never reads one.
"""

from bareme.documents.inspect import DocumentFacts, FileFacts, PageFacts, describe, inspect_file
from bareme.documents.joined import grid_size, join_pages
from bareme.documents.open import Resolutions, open_document
from bareme.documents.page_image import PageImage
from bareme.documents.page_urls import LONGEST_MASK, is_signed, page_url, read_mask, require_page_urls
from bareme.documents.refusals import explain
from bareme.documents.render import render_page, render_pages
from bareme.documents.unpack import UnpackedFile, unpack
from bareme.documents.workers import start_workers, stop_workers
from bareme.storage.document_store import DocumentStore
from bareme.storage.documents import FolderStore, get_store

__all__ = [
    "LONGEST_MASK",
    "DocumentFacts",
    "DocumentStore",
    "FileFacts",
    "FolderStore",
    "PageFacts",
    "PageImage",
    "Resolutions",
    "UnpackedFile",
    "describe",
    "explain",
    "get_store",
    "grid_size",
    "inspect_file",
    "is_signed",
    "join_pages",
    "open_document",
    "page_url",
    "read_mask",
    "render_page",
    "render_pages",
    "require_page_urls",
    "start_workers",
    "stop_workers",
    "unpack",
]
