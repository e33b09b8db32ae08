"""Marked copies: the pages that students handed in, with the marks and comments beside the answers, as PDF.

Hands on the writers of the formats, and `prepare_copies`, which tells where each mark goes.
"""

from bareme.exports.marked.copies import prepare_copies
from bareme.exports.marked.files import (
    write_marked,
    write_marked_annotations,
    write_marked_overlay,
    write_marked_to_print,
)

__all__ = [
    "prepare_copies",
    "write_marked",
    "write_marked_annotations",
    "write_marked_overlay",
    "write_marked_to_print",
]
