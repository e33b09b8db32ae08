"""What a school's file offers: records to read, and cells that change while everything else stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bareme.tables import Record

type Cells = Mapping[int, Mapping[int, "Cell"]]
"""What is written: by place among the records, and by column."""


@dataclass(frozen=True)
class Cell:
    """What is written into a cell."""

    text: str
    number: Decimal | None = None
    """The number that the text is, if it is one: a spreadsheet keeps the two apart."""
    is_shortened: bool = False
    """Whether the text was longer than a cell can be."""


class SchoolFile(Protocol):
    """A table whose cells can be changed one by one."""

    @property
    def sheet(self) -> str:
        """The name of the sheet; "" for a text."""

    @property
    def records(self) -> Sequence[Record]:
        """The lines or rows that are not empty."""

    @property
    def delimiter(self) -> str:
        """What separates the cells of a text; "" for a spreadsheet."""

    @property
    def is_signed(self) -> bool:
        """Whether it has a digital signature, which holds no longer once a cell changes."""

    def is_formula(self, place: int, column: int, /) -> bool:
        """Whether a cell is computed."""

    def is_text(self, place: int, column: int, /) -> bool:
        """Whether a cell holds a text, which may look like a number."""

    def is_percentage(self, place: int, column: int, /) -> bool:
        """Whether a cell shows its number times a hundred, with a percent sign."""

    def is_date(self, place: int, column: int, /) -> bool:
        """Whether a cell shows its number as a date or a time."""

    def check_cell(self, place: int, column: int, /) -> None:
        """Refuse a cell that cannot be written.

        Raises:
            InvalidInput: it is hidden behind another one; the message names the line.
        """

    def text_cell(self, text: str) -> Cell | None:
        """Return a cell in which the text is inert, cut if it is too long; None if the file lacks its characters."""

    def edited(self, cells: Cells) -> bytes:
        """Return the file with these cells changed."""
