"""How numbers are written in a school's file, and out of how many points its column is."""

import re
from collections.abc import Iterable
from decimal import Decimal

from bareme.domain.identity import fold
from bareme.domain.points import round_half_up
from bareme.domain.quantities import read_decimal

_DECIMAL = re.compile(r"-?\d{1,4}(?P<sign>[.,])\d{1,5}(?: ?%)?")
# "Note /20", "Note sur 20 points", "Grade (out of 20)", "Note (max. 20)", but neither the date in "Test 12/03" nor the
# year in "Examen de 2026".
_MAXIMUM = re.compile(
    r"(?:(?<!\d)/|(?<!\d)(?<!\d )/ |\b(?:sur|out of|von|de|sobre|max\.?|maximum) )"
    r"(?P<maximum>(?!(?:19|20)\d\d)[1-9]\d{0,3}(?:[.,]\d{1,2})?)(?: ?(?:pts?\.?|points?|punkte|puntos))?[)\]]?$",
    re.IGNORECASE,
)
# Blackboard's "Test [Total Pts: 100 Score] |123" and Brightspace's "Test <Numeric MaxPoints:100 Weight:10>". A
# column of Blackboard that shows something else than scores takes that, and no points.
_ADDED_BY_A_SYSTEM = re.compile(
    r"(?:\[Total Pts: (?P<points>[^<>\[\]]{1,40}?) (?P<shown>[^<>\[\] ]{1,40})\](?: ?\|\d{1,12})?"
    r"|<Numeric MaxPoints: ?(?P<maximum>[^<>\[\] ]{1,40})(?: [^<>\[\]]{0,99})?>)$",
    re.IGNORECASE,
)
# "Note (%)" and Moodle's "Test (Percentage)", but not the weight in "Test (50 %)".
_PERCENTAGE = re.compile(
    r"(?:(?<!\d)(?<!\d )%|\b(?:percentage|percent|pourcentage|prozentsatz|prozent|porcentaje))[)\]]?$", re.IGNORECASE
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_PERCENT_SIGN = re.compile(r"-?\d{1,3}(?:[.,]\d{1,5})?(?P<sign> ?%)")
_MAXIMUM_TITLES = {
    *("maximum grade", "max grade", "note maximale", "note maximum", "bestwertung", "maximalpunktzahl"),
    *("calificacion maxima", "puntuacion maxima"),
}
"""The titles of the column in which Moodle's grading worksheet tells the maximum."""


def decimal_sign(column: Iterable[str], others: Iterable[str], *, delimiter: str, usual: str) -> str:
    """Return the decimal sign of the column, else of the file, else `usual` where commas separate no cells."""
    for cells in (column, others):
        signs = {found["sign"] for cell in cells if (found := _DECIMAL.fullmatch(cell.strip()))}
        if len(signs) == 1:
            return signs.pop()
    return "." if delimiter == "," else usual


def percent_sign(column: Iterable[str]) -> str:
    """Return the percent sign as all numbers of a column have it, with the space before it; "" if they have none."""
    cells = [text for cell in column if any(map(str.isdigit, text := cell.strip()))]
    signs = {found["sign"] if (found := _PERCENT_SIGN.fullmatch(cell)) else "" for cell in cells}
    return signs.pop() if len(signs) == 1 else ""


def number_text(value: Decimal, sign: str) -> str:
    """Return the shortest notation of a mark, with two decimals at most."""
    return f"{round_half_up(value):.2f}".rstrip("0").rstrip(".").replace(".", sign)


def maximum_in_title(title: str) -> Decimal | None:
    """Return the maximum that a column's title ends in, 100 for percentages, or None."""
    added = _ADDED_BY_A_SYSTEM.search(title)
    shown = added["shown"] or "" if added else title
    if _PERCENTAGE.search(shown):
        return Decimal(100)
    if added is None:
        found = _MAXIMUM.search(title)
        return positive(found["maximum"]) if found else None
    if shown and shown.casefold() != "score":
        return None
    return positive(added["maximum"] or added["points"])


def without_maximum(title: str) -> str:
    """Return a title without the maximum at its end, and without what Blackboard and Brightspace add to it."""
    return _MAXIMUM.sub("", _ADDED_BY_A_SYSTEM.sub("", title))


def is_maximum_title(title: str) -> bool:
    """Whether a column tells the maximum of each row's mark."""
    return fold(title) in _MAXIMUM_TITLES


def positive(text: str) -> Decimal | None:
    """Return the number in a text, or None if it is none above zero, or "1,000", which is a thousand or one."""
    value = None if _GROUPED.fullmatch(text.strip()) else read_decimal(text.strip())
    return value if value is not None and value > 0 else None
