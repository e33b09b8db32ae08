"""Parse and render documents with MuPDF and Pillow. Only worker processes import this package.

Hands on `identify`, which tells the kind of a file, `outline` and `read_pages`, which describe a file and its pages,
`render_pages`, `join_images`, and `look_into` and `read_member`, which unpack files.
"""

from bareme.documents.sandbox.archive import read_member
from bareme.documents.sandbox.contents import look_into
from bareme.documents.sandbox.files import outline, read_pages, render_pages
from bareme.documents.sandbox.grid import join_images
from bareme.documents.sandbox.kinds import identify

__all__ = [
    "identify",
    "join_images",
    "look_into",
    "outline",
    "read_member",
    "read_pages",
    "render_pages",
]
