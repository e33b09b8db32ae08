"""The numbers by which a Moodle assignment knows its participants, where the copies came from its own archive."""

from collections import Counter
from collections.abc import Iterable

from bareme.domain.copies import Copy
from bareme.domain.file_groups import moodle_participant
from bareme.domain.identity import same_name
from bareme.graphs.interrupts import DocumentSummary


def moodle_numbers(copies: Iterable[Copy], documents: Iterable[DocumentSummary]) -> dict[str, str]:
    """Return the participant's number by copy id, of the copies that the student of this name sent and nobody else."""
    senders = {document.document_id: moodle_participant(document.name) for document in documents}
    numbers: dict[str, str] = {}
    for copy in copies:
        sent_by = {senders.get(page.document_id) for page in copy.pages}
        sender = sent_by.pop() if len(sent_by) == 1 else None
        if sender and copy.student and same_name(sender[0], copy.student.name):
            numbers[copy.copy_id] = sender[1]
    times = Counter(numbers.values())
    return {copy_id: number for copy_id, number in numbers.items() if times[number] == 1}
