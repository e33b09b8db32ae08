"""The formats, and what an exported file is called."""

import re
from datetime import datetime
from enum import StrEnum

from bareme.domain.session import GradedSession


class ExportFormat(StrEnum):
    """What a session can be exported as."""

    CSV = "csv"  # a row a student
    CSV_FLAT = "csv-flat"  # a row a criterion or question
    JSON = "json"
    XLSX = "xlsx"

    @property
    def extension(self) -> str:
        """The file name's ending, without a dot."""
        return "csv" if self is ExportFormat.CSV_FLAT else self.value


def export_name(session: GradedSession, fmt: ExportFormat, *, at: datetime) -> str:
    """Return the file's name: "grading_2026-02-27_session-abc123.csv", the flat CSV's with "-flat".

    The day is `at`'s own, in whatever time zone it carries. Of the session's id only ASCII letters, digits, "-" and
    "_" are kept, and at most 64 of them.
    """
    identity = re.sub(r"[^A-Za-z0-9_-]+", "-", session.session_id).strip("-")[:64] or "unnamed"
    suffix = "-flat" if fmt is ExportFormat.CSV_FLAT else ""
    return f"grading_{at:%Y-%m-%d}_session-{identity.removeprefix('session-')}{suffix}.{fmt.extension}"
