"""What a file can be asked for beside its format."""

from typing import TypedDict

from bareme.exports.dialect import Dialect, DialectName, dialect_for
from bareme.exports.material import ExportMaterial


class ExportOptions(TypedDict, total=False):
    """The options of all formats. A format ignores those that it has no use for."""

    dialect: DialectName | None
    """The dialect of a CSV; by default that of the session's language, or plain for files that programs read."""
    class_figures: bool
    """Whether a student's sheet has the figures of the class."""
    usage: bool
    """Whether a table or a workbook tells tokens and dollars."""
    provisional: bool
    """Whether files for a school's system have marks that are not decided yet."""


def dialect_of(material: ExportMaterial, options: ExportOptions, default: DialectName | None = None) -> Dialect:
    """Return the dialect that is asked for, otherwise `default`, otherwise that of the session's language."""
    return dialect_for(options.get("dialect") or default, material.session.policy.language)
