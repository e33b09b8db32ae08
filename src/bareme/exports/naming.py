"""Export formats and file names."""

import re
from datetime import datetime
from enum import StrEnum

from bareme.domain.session import GradedSession


class ExportFormat(StrEnum):
    """The formats of an export."""

    CSV = "csv"  # one row per student
    CSV_FLAT = "csv-flat"  # one row per criterion or question
    HISTORY = "history"  # a CSV with one row per decision
    JSON = "json"
    XLSX = "xlsx"

    @property
    def extension(self) -> str:
        """The file name extension, without a dot."""
        return "csv" if self in {ExportFormat.CSV_FLAT, ExportFormat.HISTORY} else self.value


def export_name(session: GradedSession, fmt: ExportFormat, *, at: datetime) -> str:
    """Return the file name: "grading_2026-02-27_session-abc123.csv", with "-flat" or "-history" for those formats.

    The date is that of `at` in its own time zone. Characters of the session id other than ASCII letters, digits, "-"
    and "_" are replaced, and the id is truncated to 64 characters.
    """
    identity = re.sub(r"[^A-Za-z0-9_-]+", "-", session.session_id).strip("-")[:64] or "unnamed"
    suffix = {ExportFormat.CSV_FLAT: "-flat", ExportFormat.HISTORY: "-history"}.get(fmt, "")
    return f"grading_{at:%Y-%m-%d}_session-{identity.removeprefix('session-')}{suffix}.{fmt.extension}"
