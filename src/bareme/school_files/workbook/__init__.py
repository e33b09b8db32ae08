"""Change cells of an .xlsx workbook in the XML of its sheet, and nothing else in the file.

Hands on `read_sheets`.
"""

from bareme.school_files.workbook.sheet_file import SheetFile, read_sheets

__all__ = ["SheetFile", "read_sheets"]
