"""Grades by bands: from which mark each is given, as the teacher says it. They are never guessed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.limits import MOST_LEVELS, NAME_LENGTH
from bareme.domain.quantities import read_decimal
from bareme.errors import InvalidInput
from bareme.exports.cells import is_formula_like

_ENTRY = r"\s*+(?P<mark>\d++(?:[.,]\d++)?+)\s*+[:=](?P<label>[^{apart}:=]++)(?:{apart}|$)\s*+"
_EXAMPLE = "16:A,14:B,10:C,0:D"
# "(Letter)" is how Moodle titles the letters beside the points, "[Total Pts: 40 Letter] |123" how Blackboard does;
# "1-6" is the range of German grades.
_GRADE_TITLE = re.compile(
    r"\((?:letter|lettre|buchstabe|letra)\)$|\bletter\](?: ?\|\d{1,12})?$|(?<!\d)1 ?[-\u2013] ?6(?!\d)", re.IGNORECASE
)
_LETTER = re.compile(r"[A-Ga-g]")
_SIGNS = re.compile(r"[+-][\w.,+ -]{,5}")
_SIGNED_GRADE = re.compile(r"[A-Ga-g1-6](?:[+-]|--|\+\+)|[1-6]-[1-6]")


@dataclass(frozen=True)
class GradeBand:
    """A grade, and the lowest mark for which it is given."""

    label: str
    from_mark: Decimal


def read_bands(text: str) -> tuple[GradeBand, ...]:
    """Return the bands of "16:A,14:B", the highest first. Grades with a comma need semicolons: "95:1,0;90:1,3".

    Raises:
        InvalidInput: it cannot be read, or two grades begin at the same mark.
    """
    entry = re.compile(_ENTRY.format(apart=";" if ";" in text else ","))
    bands, position = [], 0
    while found := entry.match(text, position):
        bands.append(GradeBand(found["label"].strip()[:NAME_LENGTH], read_decimal(found["mark"]) or Decimal(0)))
        position = found.end()
    is_read = bool(bands) and position == len(text) and all(_can_be_written(band.label) for band in bands)
    if not is_read or len(bands) > MOST_LEVELS:
        raise InvalidInput("grades are given as {example!r}: the lowest mark, and its grade", example=_EXAMPLE)
    if len({band.from_mark for band in bands}) < len(bands):
        raise InvalidInput("two grades begin at the same mark")
    return tuple(sorted(bands, key=lambda band: band.from_mark, reverse=True))


def _can_be_written(label: str) -> bool:
    """Whether a grade is a printable text that cannot be a formula, as "-1" and "+" are none."""
    return bool(label) and label.isprintable() and (not is_formula_like(label) or bool(_SIGNS.fullmatch(label)))


def check_reachable(bands: Sequence[GradeBand], maximum: Decimal) -> None:
    """Refuse bands for marks out of more: everybody would have one of the lowest grades.

    Raises:
        InvalidInput: a band begins above the maximum.
    """
    if bands and bands[0].from_mark > maximum:
        raise InvalidInput(
            "the grade {grade!r} begins at {mark}, but marks are out of {maximum}: say what they are to be out of",
            grade=bands[0].label,
            mark=bands[0].from_mark,
            maximum=maximum,
        )


def grade_of(value: Decimal, bands: Sequence[GradeBand]) -> str | None:
    """Return the highest grade that a mark reaches, compared without rounding; None below all of them."""
    return next((band.label for band in bands if value >= band.from_mark), None)


def refuse_grades(title: str, column: Iterable[str]) -> None:
    """Refuse a column of grades: nobody has said from which mark each is given.

    Raises:
        InvalidInput: its title or what stands in it says so.
    """
    cells = {text for cell in column if (text := cell.strip()) not in {"", "-"}}
    signed = any(_SIGNED_GRADE.fullmatch(cell) for cell in cells)
    letters = [cell for cell in cells if _LETTER.fullmatch(cell)]
    has_numbers = any(read_decimal(cell) is not None for cell in cells)
    # A single letter may stand for somebody who was absent.
    if signed or (len(letters) > 1 and not has_numbers) or _GRADE_TITLE.search(title):
        raise InvalidInput(
            "the column {title!r} is for grades, not for points: say from which mark each is given, such as "
            "{example!r}, or what points are out of",
            title=title,
            example=_EXAMPLE,
        )
