"""A sheet to be printed as a PDF: what a worker is given."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """HTML and its styles. Whoever makes it has escaped the texts in it."""

    title: str
    html: str
    css: str
    footer: str
    """Text for the foot of every page, before its number."""
