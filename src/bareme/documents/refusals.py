"""Explain to a teacher why a document was refused."""

from bareme.domain.points import Language
from bareme.errors import RefusalReason
from bareme.translation import Message, translator

REFUSALS = {
    RefusalReason.ENCRYPTED: Message("This document is protected by a password: save it without protection."),
    RefusalReason.EMPTY: Message("This file is empty: its transfer may have failed."),
    RefusalReason.DAMAGED: Message("This document is damaged and cannot be opened: scan or export it again."),
    RefusalReason.NOT_A_DOCUMENT: Message(
        "This file is of a kind that cannot be read, whatever its name: save it as PDF and send that."
    ),
    RefusalReason.OTHER_ARCHIVE: Message("Of archives only ZIP files are opened: unpack it and send the files."),
    RefusalReason.NO_FILES: Message("This archive holds no file: make it again, or send the files."),
    RefusalReason.TOO_MANY_FILES: Message(
        "This archive holds too many files, or archives in archives: unpack it and send the copies alone."
    ),
    RefusalReason.NO_PAGES: Message("This document has no readable page: it may be incomplete."),
    RefusalReason.TOO_LARGE: Message("This document is too large: split it into several files."),
    RefusalReason.TOO_MANY_PAGES: Message("This document has too many pages: split it into several files."),
    RefusalReason.PAGE_TOO_LARGE: Message("A page of this document is oversized: scan it as A4 or A3."),
    RefusalReason.TOO_SLOW: Message("This document takes too long: print it to PDF or scan it again."),
    RefusalReason.CRASHED: Message("This document could not be processed: print it to PDF or scan it again."),
    RefusalReason.NOT_FOUND: Message("This document is no longer on the server: send it again."),
    RefusalReason.UNREACHABLE: Message("This document could not be fetched from its address: send the file itself."),
    RefusalReason.NOT_A_ROSTER: Message("This file is no class list: send a table with a column of names."),
    RefusalReason.UNCERTAIN_ENCODING: Message("This list's encoding cannot be told: save the list as UTF-8."),
    RefusalReason.REPEATED: Message("This document was sent before: it is graded only once."),
}


def refusal_message(reason: RefusalReason, setting: str = "") -> Message:
    """Return what is wrong with the document and what to do about it; `setting` is the limit that it exceeds."""
    advice = REFUSALS[reason]
    return Message("{advice} {setting} raises the limit.", advice=advice, setting=setting) if setting else advice


def explain(reason: RefusalReason, language: Language, setting: str = "") -> str:
    """Return the message in a language; see `refusal_message`."""
    return translator(language)(refusal_message(reason, setting))
