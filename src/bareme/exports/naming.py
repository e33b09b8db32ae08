"""The formats, and what an exported file is called."""

import re
from datetime import datetime
from enum import StrEnum

from bareme.domain.session import GradedSession


class ExportFormat(StrEnum):
    """What a session can be exported as."""

    CSV = "csv"  # a row a student
    CSV_FLAT = "csv-flat"  # a row a criterion or question
    HISTORY = "history"  # a CSV with a row a decision
    JSON = "json"
    XLSX = "xlsx"

    @property
    def extension(self) -> str:
        """The file name's ending, without a dot."""
        return "csv" if self in {ExportFormat.CSV_FLAT, ExportFormat.HISTORY} else self.value


def export_name(session: GradedSession, fmt: ExportFormat, *, at: datetime) -> str:
    """Return the file's name: "grading_2026-02-27_session-abc123.csv", with "-flat" or "-history" for those CSVs.

    The day is `at`'s own, in whatever time zone it carries. Of the session's id only ASCII letters, digits, "-" and
    "_" are kept, and at most 64 of them.
    """
    identity = re.sub(r"[^A-Za-z0-9_-]+", "-", session.session_id).strip("-")[:64] or "unnamed"
    suffix = {ExportFormat.CSV_FLAT: "-flat", ExportFormat.HISTORY: "-history"}.get(fmt, "")
    return f"grading_{at:%Y-%m-%d}_session-{identity.removeprefix('session-')}{suffix}.{fmt.extension}"
