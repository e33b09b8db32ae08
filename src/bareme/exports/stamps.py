"""Stamps: what a row of an export is about and what stood in it, so that the file can be read back after an edit.

A stamp names the session, the version of the copy, and the copy, question or criterion of the row. It also has a digest
of each cell that is read back or checked. A cell was edited if its digest is not among them, wherever its row and its
column stand by then.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Self
from urllib.parse import quote, unquote

from bareme.domain.points import format_points
from bareme.exports.cells import csv_text, read_csv_text

_DIGEST_LENGTH = 6  # of 64 characters: an edit goes unnoticed once in 7·10¹⁰ times
_TEXT = re.compile(
    rf"bareme:(?P<session>[^:]+):(?P<version>\d{{1,9}}):(?P<digests>(?:[\w-]{{{_DIGEST_LENGTH}}})*):(?P<about>\S*)",
    re.ASCII,
)


class Part(StrEnum):
    """What a cell says of its copy, question or criterion."""

    NAME = "name"
    MARK = "mark"
    FEEDBACK = "feedback"
    COMPUTED = "computed"  # from marks, such as the total


@dataclass(frozen=True, order=True)
class Subject:
    """What a cell is about: a part of a copy, of a question or of a criterion."""

    copy_id: str
    part: Part
    question_id: str = ""
    criterion_id: str = ""


type Content = str | Decimal | None
"""What a cell holds: a text, points, or nothing."""


def canonical(content: Content) -> str:
    """Return a cell's content as compared: numbers in their shortest form, texts without differences in white space.

    A text is what can be read back of it, as cells are limited in length and have no control characters.
    """
    if content is None:
        return ""
    if isinstance(content, Decimal):
        return format_points(content, "en")
    return " ".join(read_csv_text(csv_text(content)).split())


@dataclass(frozen=True)
class Stamp:
    """The stamp of a row."""

    session_id: str
    version: int
    """The copy's `evaluation_version` when the file was written."""
    copy_id: str
    """Empty in the row of a student without a copy."""
    question_id: str = ""
    criterion_id: str = ""
    digests: frozenset[str] = frozenset()

    @classmethod
    def read(cls, cell: str) -> Self | None:
        """Return the stamp in a cell, or None if the cell holds none."""
        match = _TEXT.fullmatch(cell.strip())
        if match is None:
            return None
        about = [unquote(part) for part in match["about"].split("/")]
        if len(about) > 3:
            return None
        size = _DIGEST_LENGTH
        digests = frozenset(match["digests"][i : i + size] for i in range(0, len(match["digests"]), size))
        copy_id, question_id, criterion_id = (*about, "", "")[:3]
        return cls(unquote(match["session"]), int(match["version"]), copy_id, question_id, criterion_id, digests)

    def knows(self, subject: Subject, content: Content) -> bool:
        """Whether a cell holds what was exported."""
        return _digest(subject, content) in self.digests


def stamp(
    session_id: str,
    version: int,
    cells: Iterable[tuple[Subject, Content]],
    *about: str,
) -> str:
    """Return the stamp of a row as a text. `about` are the ids of its copy, question and criterion, as far as it goes.

    `version` is the copy's `evaluation_version`. `cells` are those to be read back or checked.
    """
    digests = "".join(sorted(_digest(subject, content) for subject, content in cells))
    ids = "/".join(quote(part, safe="") for part in about)
    return f"bareme:{quote(session_id, safe='')}:{version}:{digests}:{ids}"


def _digest(subject: Subject, content: Content) -> str:
    ids = (subject.copy_id, subject.part.value, subject.question_id, subject.criterion_id)
    text = "\0".join((*ids, canonical(content)))
    return urlsafe_b64encode(sha256(text.encode()).digest())[:_DIGEST_LENGTH].decode()
