"""Tables in files: text of any encoding, records of CSV, sheets of spreadsheets.

Hands on `decode`, `read_records`, `locate_cells` and `read_workbook`.
"""

from bareme.tables.encoding import ENCODINGS, decode
from bareme.tables.located_cells import LocatedRecord, LocatedTable, locate_cells
from bareme.tables.records import Record, read_records
from bareme.tables.workbook import Sheet, is_workbook, read_workbook

__all__ = [
    "ENCODINGS",
    "LocatedRecord",
    "LocatedTable",
    "Record",
    "Sheet",
    "decode",
    "is_workbook",
    "locate_cells",
    "read_records",
    "read_workbook",
]
