"""Put the files that a request holds or names into the store."""

import asyncio
import base64
import binascii

from bareme.documents import DocumentStore, fetch
from bareme.errors import DocumentMissing, DocumentRefused, RefusalReason
from bareme.graphs.contract import DocumentInput
from bareme.settings import get_settings


async def store_document(document: DocumentInput, store: DocumentStore) -> str:
    """Return the document's id in the store, after storing it if the request holds it or its URL.

    Raises:
        DocumentRefused: it is too large, empty, no base64, missing from the store, or cannot be fetched.
    """
    if document.document_id is not None:
        if not await store.exists(document.document_id):
            raise DocumentRefused(RefusalReason.NOT_FOUND, str(DocumentMissing(repr(document.document_id))))
        return document.document_id
    limit = get_settings().max_document_bytes
    if document.url is not None:
        data = await fetch(document.url, limit=limit)
    else:
        encoded = document.data or ""
        if len(encoded) > limit * 4 // 3 + 4:
            raise DocumentRefused(RefusalReason.TOO_LARGE, f"more than {limit} bytes")
        try:
            data = await asyncio.to_thread(base64.b64decode, encoded, validate=True)
        except binascii.Error:
            raise DocumentRefused(RefusalReason.NOT_A_DOCUMENT, "its data is not base64") from None
    return await store.put(data)
