"""What a file can be asked for beside its format."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict

from bareme.exports.dialect import Dialect, DialectName, dialect_for
from bareme.exports.material import ExportMaterial

if TYPE_CHECKING:  # it takes long to load, and a short file is made without
    from bareme.documents.workers import Progress


class FormatOptions(TypedDict, total=False):
    """The options of all formats. A format ignores those that it has no use for."""

    dialect: DialectName | None
    """The dialect of a CSV; by default that of the session's language, or plain for files that programs read."""
    class_figures: bool
    """Whether a student's sheet or marked copy has the figures of the class."""
    usage: bool
    """Whether a table or a workbook tells tokens and dollars."""
    provisional: bool
    """Whether files for a school's system, and marked copies, have marks that are not decided yet."""
    offset: tuple[float, float]
    """How far marks that are printed onto paper are moved, in millimetres to the right and down."""
    max_megabytes: float | None
    """How large a student's PDF should be at most."""
    participants: Mapping[str, str]
    """The numbers by which Moodle knows its participants, by copy id."""
    progress: "Progress"
    """Told how far a file is that takes long (`ExportFormat.is_long`); what it raises ends the work."""


def dialect_of(material: ExportMaterial, options: FormatOptions, default: DialectName | None = None) -> Dialect:
    """Return the dialect that is asked for, otherwise `default`, otherwise that of the session's language."""
    return dialect_for(options.get("dialect") or default, material.session.policy.language)


def progress_of(options: FormatOptions) -> "Progress":
    """Return what is told how far a file is."""
    return options.get("progress", lambda _done, _all: None)
