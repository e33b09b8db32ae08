# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Layers of a PDF that are turned off stay off where its pages go into another PDF.

MuPDF copies what is on a layer, and leaves behind which layers are off: answers that a file hides would be shown.
"""

import pymupdf

_OFF = "BaremeOff"


def mark_hidden_layers(source: pymupdf.Document) -> None:
    """Note on the layers of an open file which of them are off, for copies of its pages. The file stays as it is."""
    for xref, layer in source.get_ocgs().items():
        if not layer["on"]:
            source.xref_set_key(xref, _OFF, "true")


def hide_marked_layers(document: pymupdf.Document) -> None:
    """Turn off the layers that were marked before their pages were copied into `document`."""
    hidden = [xref for xref in range(1, document.xref_length()) if document.xref_get_key(xref, _OFF)[0] == "bool"]
    if not hidden:
        return
    for xref in hidden:
        document.xref_set_key(xref, _OFF, "null")
    layers = " ".join(f"{xref} 0 R" for xref in hidden)
    document.xref_set_key(document.pdf_catalog(), "OCProperties", f"<</OCGs[{layers}]/D<</OFF[{layers}]/Order[]>>>>")
