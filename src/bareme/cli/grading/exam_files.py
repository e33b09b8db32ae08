"""Start a session from the teacher's files."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bareme.cli.reading import read_file
from bareme.documents import explain, get_store, open_document
from bareme.domain.points import Language
from bareme.domain.scheme import GradingScheme
from bareme.errors import DocumentRefused
from bareme.graphs.contract import DocumentInput, DocumentRole, GradingContext, GradingRequest, TextEncoding
from bareme.graphs.session_runner import NextRun, SessionRunner
from bareme.graphs.state import dump


@dataclass(frozen=True)
class ExamFile:
    """A file on this machine and its role."""

    role: DocumentRole
    path: Path
    encoding: TextEncoding | None = None
    """Of a class list that is a text, if it was asked for."""


@dataclass(frozen=True)
class Exam:
    """The input of a session: files, settings, guidelines."""

    files: Sequence[ExamFile]
    context: GradingContext
    guidelines: str = ""


def read_exam_files(runner: SessionRunner, session_id: str, exam: Exam, scheme: GradingScheme | None) -> None:
    """Store the files, and run the session until it asks for its scale."""
    documents = runner.run(_store_all(exam.files))
    request = GradingRequest(documents=documents, scheme=scheme, guidelines=exam.guidelines)
    runner.advance(session_id, NextRun(dump(request), exam.context))


async def _store_all(files: Sequence[ExamFile]) -> tuple[DocumentInput, ...]:
    ids = await asyncio.gather(*(_store(file) for file in files))
    return tuple(
        DocumentInput(role=file.role, name=file.path.name[:255], document_id=document_id, encoding=file.encoding)
        for file, document_id in zip(files, ids, strict=True)
    )


async def list_refusals(exam: Exam, language: Language) -> list[tuple[str, str]]:
    """Return the names of the files that cannot be opened, with reasons.

    Used if no copy can be read and there is no session: the graph's error names no file, since a server's client sees
    it too.
    """
    refusals = []
    for file in exam.files:
        if file.role == "roster":
            continue
        try:
            await open_document(await _store(file))
        except DocumentRefused as refusal:
            refusals.append((file.path.name, explain(refusal.reason, language)))
    return refusals


async def _store(file: ExamFile) -> str:
    return await get_store().put(await asyncio.to_thread(read_file, file.path))
