"""The class lists of a request: read in a worker process, and summed up for the teacher."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bareme.documents import DocumentStore, explain
from bareme.domain.copies import Student
from bareme.domain.points import Language
from bareme.errors import DocumentRefused, InvalidInput, RefusalReason, UncertainEncoding
from bareme.graphs.contract import DocumentInput
from bareme.graphs.interrupts import DocumentSummary, RosterSummary
from bareme.graphs.received_documents import store_document
from bareme.rosters import RosterReading
from bareme.rosters.encoding_doubt import describe_readings
from bareme.rosters.opening import open_roster


@dataclass(frozen=True)
class SentRoster:
    """A class list: what the session keeps of the file, and the students in it."""

    summary: DocumentSummary
    students: tuple[Student, ...] = ()


async def take_rosters(
    documents: Iterable[DocumentInput], store: DocumentStore, language: Language
) -> list[SentRoster]:
    """Store and read the documents that are class lists. One that cannot be read is returned as refused."""
    lists = (document for document in documents if document.role == "roster")
    return list(await asyncio.gather(*(_take(document, store, language) for document in lists)))


def all_students(sent: Sequence[Student], rosters: Iterable[SentRoster]) -> list[Student]:
    """Return the students that were sent, and then those of the lists who are not among them."""
    students = list(sent)
    for roster in rosters:
        known = set(students)
        students += [student for student in roster.students if student not in known]
    return students


async def _take(document: DocumentInput, store: DocumentStore, language: Language) -> SentRoster:
    try:
        document_id = await store_document(document, store)
        async with store.path(document_id) as path:
            reading = await open_roster(path, encoding=document.encoding)
    except UncertainEncoding as error:
        return _refused(document, RefusalReason.UNCERTAIN_ENCODING, describe_readings(error, language))
    except InvalidInput as error:
        return _refused(document, RefusalReason.NOT_A_ROSTER, error.explain(language))
    except DocumentRefused as refusal:
        return _refused(document, refusal.reason, explain(refusal.reason, language, refusal.setting))
    summary = DocumentSummary(
        document_id=document_id, role="roster", name=document.name, media_type="text/csv", roster=summarise(reading)
    )
    if reading.sheet:
        summary = summary.model_copy(update={"media_type": "application/vnd.ms-excel"})
    return SentRoster(summary, reading.students)


def _refused(document: DocumentInput, reason: RefusalReason, message: str) -> SentRoster:
    return SentRoster(DocumentSummary(role="roster", name=document.name, refused=reason, message=message))


def summarise(reading: RosterReading) -> RosterSummary:
    """Return what the teacher checks of a list."""
    return RosterSummary(
        count=len(reading.students),
        first=reading.students[:3],
        columns=reading.columns,
        ignored=reading.ignored,
        left_out=reading.left_out,
        repeated=reading.repeated,
        titled=reading.titled,
        encoding=reading.encoding,
        sheet=reading.sheet,
    )
