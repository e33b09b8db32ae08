"""Parse and render documents with MuPDF and Pillow. Only worker processes import this package.

Hands on `read_pages`, which describes pages, and `render_pages`.
"""

from bareme.documents.sandbox.files import read_pages, render_pages

__all__ = ["read_pages", "render_pages"]
