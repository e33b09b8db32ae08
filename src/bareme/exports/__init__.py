"""Export graded sessions (CSV in several shapes, JSON, Excel) and marking schemes (CSV, JSON).

Hands on `export` and `write_export`, the readers of our own files, and the reader and writer of schemes.
"""

from bareme.exports.csv_flat import FLAT_COLUMNS, FlatRow, read_csv_flat
from bareme.exports.csv_wide import WideQuestion, WideRow, WideTable, read_csv_wide
from bareme.exports.dialect import DialectName
from bareme.exports.export import export, write_export
from bareme.exports.json_nodes import SessionDocument
from bareme.exports.json_tree import read_json
from bareme.exports.naming import ExportFormat, export_name
from bareme.exports.options import FormatOptions
from bareme.exports.scheme_files import SchemeFormat, read_scheme, scheme_format, write_scheme
from bareme.exports.selection import Selection, select, unfinished

__all__ = [
    "FLAT_COLUMNS",
    "DialectName",
    "ExportFormat",
    "FlatRow",
    "FormatOptions",
    "SchemeFormat",
    "Selection",
    "SessionDocument",
    "WideQuestion",
    "WideRow",
    "WideTable",
    "export",
    "export_name",
    "read_csv_flat",
    "read_csv_wide",
    "read_json",
    "read_scheme",
    "scheme_format",
    "select",
    "unfinished",
    "write_export",
    "write_scheme",
]
