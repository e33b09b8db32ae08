"""Parse and render documents with MuPDF and Pillow. Only worker processes import this package.

Hands on `read_pages`, which describes pages, `render_pages` and `join_images`.
"""

from bareme.documents.sandbox.files import read_pages, render_pages
from bareme.documents.sandbox.grid import join_images

__all__ = ["join_images", "read_pages", "render_pages"]
