"""The reasons why a document is refused."""

from enum import StrEnum


class RefusalReason(StrEnum):
    """Why a document was refused."""

    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    DAMAGED = "damaged"
    NOT_A_DOCUMENT = "not_a_document"
    OTHER_ARCHIVE = "other_archive"
    NO_FILES = "no_files"
    TOO_MANY_FILES = "too_many_files"
    NO_PAGES = "no_pages"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    PAGE_TOO_LARGE = "page_too_large"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"
    REPEATED = "repeated"
    NOT_A_ROSTER = "not_a_roster"
    UNCERTAIN_ENCODING = "uncertain_encoding"
