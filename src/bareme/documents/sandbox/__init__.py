"""Parse and render documents with MuPDF and Pillow. Only worker processes import this package.

Hands on `read_pages`, which describes pages, `render_pages`, `join_images`, and `list_members` and `read_member` of
archives.
"""

from bareme.documents.sandbox.archive import list_members, read_member
from bareme.documents.sandbox.files import read_pages, render_pages
from bareme.documents.sandbox.grid import join_images

__all__ = ["join_images", "list_members", "read_member", "read_pages", "render_pages"]
