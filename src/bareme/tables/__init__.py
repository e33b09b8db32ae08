"""Tables in files: text of any encoding, records of CSV, sheets of spreadsheets.

Hands on `decode`, `read_records` and `read_workbook`.
"""

from bareme.tables.encoding import ENCODINGS, decode
from bareme.tables.records import Record, read_records
from bareme.tables.workbook import Sheet, is_workbook, read_workbook

__all__ = [
    "ENCODINGS",
    "Record",
    "Sheet",
    "decode",
    "is_workbook",
    "read_records",
    "read_workbook",
]
