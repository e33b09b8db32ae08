"""Marked copies: the pages of a copy with the marks beside the answers.

`mark_copy` makes the PDF of one copy.
"""

from bareme.documents.sandbox.marked.copy_pdf import mark_copy

__all__ = ["mark_copy"]
