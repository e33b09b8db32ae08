"""Start a session from the teacher's files."""

import asyncio
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bareme.cli.reading import read_file
from bareme.documents import explain, get_store, open_document, unpack
from bareme.domain.file_names import is_junk, natural_order
from bareme.domain.points import Language
from bareme.domain.scheme import GradingScheme
from bareme.errors import DocumentRefused, InvalidInput
from bareme.graphs.contract import DocumentInput, DocumentRole, GradingContext, GradingRequest, TextEncoding
from bareme.graphs.session_runner import NextRun, SessionRunner
from bareme.graphs.state import dump
from bareme.settings import get_settings

_LONGEST_NAME = 255


@dataclass(frozen=True)
class ExamFile:
    """A file on this machine and its role. A file found in a folder has the folders below that one in its name."""

    role: DocumentRole
    path: Path
    name: str
    encoding: TextEncoding | None = None
    """Of a class list that is a text, if it was asked for."""


def find_files(role: DocumentRole, paths: Sequence[Path]) -> list[ExamFile]:
    """Return the files, with those in the folders among them, in the order of their names.

    Raises:
        InvalidInput: a folder has too many files, or none.
    """
    return [file for path in paths for file in (_in_folder(role, path) if path.is_dir() else [_file(role, path)])]


def _file(role: DocumentRole, path: Path, folder: Path | None = None) -> ExamFile:
    name = path.relative_to(folder).as_posix() if folder else path.name
    return ExamFile(role, path, unicodedata.normalize("NFC", name)[-_LONGEST_NAME:])


def _in_folder(role: DocumentRole, folder: Path) -> list[ExamFile]:
    limit = get_settings().max_archive_files
    # Links are not followed: they could lead in a circle, or out of the folder.
    paths = (parent / name for parent, _, names in folder.walk() for name in names)
    files = (_file(role, path, folder) for path in paths if path.is_file() and not path.is_symlink())
    found = list(islice((file for file in files if not is_junk(file.name)), limit + 1))
    if len(found) > limit:
        raise InvalidInput(
            "the folder {name} has more than {limit} files: give the files of one class ({setting})",
            name=str(folder),
            limit=limit,
            setting="BAREME_MAX_ARCHIVE_FILES",
        )
    if not found:
        raise InvalidInput("the folder {name} has no file", name=str(folder))
    return sorted(found, key=lambda file: natural_order(file.name))


@dataclass(frozen=True)
class Exam:
    """The input of a session: files, settings, guidelines, the scheme if it is given, the session's name."""

    files: Sequence[ExamFile]
    context: GradingContext
    guidelines: str = ""
    scheme: GradingScheme | None = None
    name: str = ""


def read_exam_files(runner: SessionRunner, session_id: str, exam: Exam) -> None:
    """Store the files, and run the session until it asks for its scale."""
    documents = runner.run(_store_all(exam.files))
    request = GradingRequest(
        documents=documents, scheme=exam.scheme, guidelines=exam.guidelines, session_name=exam.name
    )
    runner.advance(session_id, NextRun(dump(request), exam.context))


async def _store_all(files: Sequence[ExamFile]) -> tuple[DocumentInput, ...]:
    ids = await asyncio.gather(*(_store(file) for file in files))
    return tuple(
        DocumentInput(role=file.role, name=file.name, document_id=document_id, encoding=file.encoding)
        for file, document_id in zip(files, ids, strict=True)
    )


async def list_refusals(exam: Exam, language: Language) -> list[tuple[str, str]]:
    """Return the names of the files that cannot be opened, with reasons.

    Used if no copy can be read and there is no session: it has a line for each file, and the graph's error one for all.
    """
    refusals = []
    for file in exam.files:
        if file.role == "roster":
            continue
        for unpacked in await unpack(await _store(file), file.name):
            if unpacked.refused:
                refusals.append((unpacked.name, explain(unpacked.refused, language, unpacked.setting)))
            elif refusal := await _refusal_of(unpacked.document_id):
                refusals.append((unpacked.name, explain(refusal.reason, language, refusal.setting)))
    return refusals


async def _refusal_of(document_id: str) -> DocumentRefused | None:
    try:
        await open_document(document_id)
    except DocumentRefused as refusal:
        return refusal
    return None


async def _store(file: ExamFile) -> str:
    return await get_store().put(await asyncio.to_thread(read_file, file.path))
