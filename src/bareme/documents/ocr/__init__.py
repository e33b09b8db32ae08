"""Read the pictures of pages without a model, where the extra `ocr` is installed.

Hands on `recognise` and `find_turn` for one picture, `read_scans`, `read_name_zones`, `recognised_lines` and
`stand_upright` for documents, and `is_ocr_available`. The engine has a worker process of its own.
"""

from bareme.documents.ocr.engine import is_ocr_available
from bareme.documents.ocr.recogniser import find_turn, recognise
from bareme.documents.ocr.scans import read_name_zones, read_scans, recognised_lines
from bareme.documents.ocr.upright import stand_upright

__all__ = [
    "find_turn",
    "is_ocr_available",
    "read_name_zones",
    "read_scans",
    "recognise",
    "recognised_lines",
    "stand_upright",
]
