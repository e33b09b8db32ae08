"""Marked copies: the pages that students handed in, with the marks and comments beside the answers, as PDF.

Hands on the writers of the formats.
"""

from bareme.exports.marked.files import (
    write_marked,
    write_marked_annotations,
    write_marked_overlay,
    write_marked_to_print,
)

__all__ = ["write_marked", "write_marked_annotations", "write_marked_overlay", "write_marked_to_print"]
