"""A sheet a pupil: marks, feedback, and what to work on, as PDF.

Hands on `write_sheets`, an archive of a file a pupil, and `write_sheets_to_print`, one file for the printer.
"""

from bareme.exports.sheets.files import write_sheets, write_sheets_to_print

__all__ = ["write_sheets", "write_sheets_to_print"]
