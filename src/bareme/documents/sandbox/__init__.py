"""What touches a document's bytes. Only worker processes import this package: it loads MuPDF and Pillow."""

from bareme.documents.sandbox.files import read_pages, render_pages

__all__ = ["read_pages", "render_pages"]
