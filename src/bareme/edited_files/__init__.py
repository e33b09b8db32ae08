"""Read back a file of ours that a teacher edited: which decisions it asks for, and what of it cannot be taken.

Hands on `open_tables` and `read_back`, and the account that comes of it.
"""

from bareme.edited_files.account import EditedCell, EditedFile
from bareme.edited_files.opening import open_tables
from bareme.edited_files.reading import read_back
from bareme.edited_files.tables import EditedTable, read_tables

__all__ = ["EditedCell", "EditedFile", "EditedTable", "open_tables", "read_back", "read_tables"]
