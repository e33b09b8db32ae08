"""Write a session to an archive: state, decisions, documents, replies, and who is behind the labels."""

import asyncio
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bareme.documents import DocumentStore, get_store
from bareme.errors import InvalidInput
from bareme.graphs.session_archive.manifest import ARCHIVE_VERSION, ArchivedDocument, Manifest, RestingPlace
from bareme.graphs.session_archive.zip_file import ANSWERS, GRADER_KEY, MANIFEST, STATE, ArchiveWriter, content_name
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.storage.answers import answer_store
from bareme.storage.in_thread import in_thread
from bareme.storage.private_files import replacing_private_file
from bareme.storage.stores import stores

_PLACES = {
    Stage.SCALE: RestingPlace.SCALE,
    Stage.RUBRIC: RestingPlace.RUBRIC,
    Stage.REVIEW: RestingPlace.REVIEW,
    Stage.FINISHED: RestingPlace.REVIEW,
}
_MICRO = 1_000_000


async def write_archive(snapshot: SessionSnapshot, path: Path) -> None:
    """Write a session to the file `path`, which is there as a whole or not at all.

    Decisions that no run has taken in yet are in it. What was rendered or read on pages is not: it is made again.

    Raises:
        InvalidInput: the session does not wait for an answer and has not ended.
        SecretChanged: who is behind the labels cannot be told any more.
    """
    waits_at = _PLACES.get(snapshot.stage)
    if waits_at is None:
        raise InvalidInput(
            "session {session_id!r} is in the middle of something: let it go on until it asks, with "
            "`bareme resume {session_id}`, then export it",
            session_id=snapshot.session_id,
        )
    state = snapshot.state
    store = get_store(state.owner)
    used = await asyncio.to_thread(stores().uses.used_by, snapshot.session_id)
    answers = await answer_store().recall(used.answers)
    spent = await asyncio.to_thread(stores().ledger.total, snapshot.session_id)
    async with in_thread(_new_zip(path)) as file:
        writer = ArchiveWriter(file)
        documents = await _add_documents(used.documents, store, writer)
        await asyncio.to_thread(writer.add, STATE, _json({**snapshot.values, "grader_key": {}}))
        await asyncio.to_thread(writer.add, GRADER_KEY, _json(state.labels))
        await asyncio.to_thread(writer.add, ANSWERS, _json(answers))
        manifest = Manifest(
            archive_version=ARCHIVE_VERSION,
            bareme_version=version("bareme"),
            written_at=datetime.now(UTC),
            session_id=snapshot.session_id,
            owner=state.owner,
            waits_at=waits_at,
            calls=spent.calls,
            micro_dollars=int(spent.dollars * _MICRO),
            documents=tuple(documents),
            members=writer.members,
        )
        await asyncio.to_thread(file.writestr, MANIFEST, manifest.model_dump_json(indent=1))


@contextmanager
def _new_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    with replacing_private_file(path) as target, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        yield file


async def _add_documents(
    document_ids: tuple[str, ...], store: DocumentStore, writer: ArchiveWriter
) -> list[ArchivedDocument]:
    documents = []
    for document_id in await store.digests(document_ids):
        kept = await store.find(document_id)
        async with store.path(document_id) as path:
            await asyncio.to_thread(writer.add_file, content_name(kept.digest), path, kept.digest)
        source = kept.source if kept.source in document_ids else ""
        documents.append(ArchivedDocument(document_id=document_id, digest=kept.digest, source=source, facts=kept.facts))
    return documents


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
