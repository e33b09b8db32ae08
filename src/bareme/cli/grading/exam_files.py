"""From the teacher's files to a session that waits for its scale."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bareme.cli.reading import read_file
from bareme.cli.running import Desk
from bareme.cli.sessions.session import SessionSnapshot, advance
from bareme.documents import explain, get_store, open_document
from bareme.domain.copies import Student
from bareme.domain.points import Language
from bareme.domain.scheme import GradingScheme
from bareme.errors import DocumentRefused
from bareme.graphs.contract import DocumentInput, DocumentRole, GradingContext, GradingRequest
from bareme.graphs.state import Json, dump


@dataclass(frozen=True)
class Paper:
    """A file on this machine, and what it is."""

    role: DocumentRole
    path: Path


@dataclass(frozen=True)
class Exam:
    """What is to be graded, for whom, and how."""

    papers: Sequence[Paper]
    students: Sequence[Student]
    context: GradingContext
    guidelines: str = ""


async def read_exam_files(desk: Desk, session_id: str, exam: Exam, scheme: GradingScheme | None) -> SessionSnapshot:
    """Put the files into the store, and run the session up to the question about its scale."""
    ids = await asyncio.gather(*(_store(paper) for paper in exam.papers))
    documents = tuple(
        DocumentInput(role=paper.role, name=paper.path.name[:255], document_id=document_id)
        for paper, document_id in zip(exam.papers, ids, strict=True)
    )
    request = GradingRequest(
        documents=documents, students=tuple(exam.students), scheme=scheme, guidelines=exam.guidelines
    )
    return await advance(desk.graph, session_id, dump(request), on_event=_ignore, context=exam.context)


async def list_refusals(exam: Exam, language: Language) -> list[tuple[str, str]]:
    """Return the files that cannot be opened, each with the reason.

    For where no copy can be read and there is no session: what the graph then raises names no file, since it is also
    the message that a server's client gets.
    """
    refusals = []
    for paper in exam.papers:
        try:
            await open_document(await _store(paper))
        except DocumentRefused as refusal:
            refusals.append((paper.path.name, explain(refusal.reason, language)))
    return refusals


async def _store(paper: Paper) -> str:
    return await get_store().put(await asyncio.to_thread(read_file, paper.path))


def _ignore(event: Json) -> None:
    """Take no notice: reading the files has no progress to show."""
