"""A sheet a pupil: marks, feedback, and what to work on, as PDF.

Hands on `write_sheets`, an archive of a file a pupil, `write_sheets_to_print`, one file for the printer, and
`print_sheets_of`, the sheets of some copies.
"""

from bareme.exports.sheets.files import has_sheet, print_sheets_of, write_sheets, write_sheets_to_print

__all__ = ["has_sheet", "print_sheets_of", "write_sheets", "write_sheets_to_print"]
