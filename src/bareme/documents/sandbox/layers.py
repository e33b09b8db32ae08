# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Layers of a PDF that are turned off stay off where its pages go into another PDF.

MuPDF copies what is on a layer, and leaves behind which layers are off: answers that a file hides would be shown.
"""

import pymupdf

_OFF = "BaremeOff"


def mark_hidden_layers(source: pymupdf.Document) -> None:
    """Note on the layers of an open file whether they are off, for copies of its pages. The file stays as it is."""
    for xref, layer in source.get_ocgs().items():
        if xref < source.xref_length():
            source.xref_set_key(xref, _OFF, "false" if layer["on"] else "true")


def hide_marked_layers(document: pymupdf.Document) -> None:
    """Turn off the layers that were marked before their pages were copied into `document`, and the others on.

    What a file shows only while some layer is off would be shown too if that layer was not known.
    """
    marked = {xref: document.xref_get_key(xref, _OFF) for xref in range(1, document.xref_length())}
    are_off = {xref: off == "true" for xref, (kind, off) in marked.items() if kind == "bool"}
    if not are_off:
        return
    for xref in are_off:
        document.xref_set_key(xref, _OFF, "null")
    layers = " ".join(f"{xref} 0 R" for xref in are_off)
    hidden = " ".join(f"{xref} 0 R" for xref, is_off in are_off.items() if is_off)
    document.xref_set_key(document.pdf_catalog(), "OCProperties", f"<</OCGs[{layers}]/D<</OFF[{hidden}]/Order[]>>>>")
