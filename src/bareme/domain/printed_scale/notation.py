"""Find marks in text: "(2 points)", "[7 marks]", "(10 p)", "/6", "Partie 1 - 6 points"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bareme.domain.printed_scale.rows import GAP
from bareme.domain.printed_scale.vocabulary import POINTS
from bareme.domain.quantities import read_decimal

NUMBER = r"(?:\d{1,3}(?:[.,]\d{1,2})?|½)(?![\d/%°])"
UNIT = rf"(?:{POINTS})\b\.?"
_SHORT_UNIT = r"p\b\.?"  # "(9 p)": ambiguous in running text
_TERMS = rf"{NUMBER}(?:\s?(?:{UNIT}\s?)?[+×x*]\s?{NUMBER}){{0,9}}"
_AMOUNT = rf"(?P<amount>{_TERMS})"
_SHARE = rf"(?P<amount>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s?/\s?(?P<whole>\d{{2,3}})\s*(?:{UNIT}|{_SHORT_UNIT})"
_ADJECTIVE = r"(?:(?!each\b)[a-zà-öø-ÿ]+\s+)?"  # "3 advanced points"
_LEAD_IN = (
    r"(?:/|sur|on|total\s*(?:of|de|:|=)?|not[ée]e?s?\s+sur|bar[èe]me\s*:?|max(?:imum)?\.?\s*:?|worth|env(?:iron|\.))"
)

_BRACKETED = re.compile(r"[(\[]\s*(?P<inside>[^()\[\]]{1,70}?)\s*[)\]]")
_BRACKET_FIELD = re.compile(
    rf"(?:{_LEAD_IN}\s*|{_TERMS}\s?=\s?|0\s?[-–]\s?)?{_AMOUNT}\s*{_ADJECTIVE}(?:{UNIT}|{_SHORT_UNIT})(?:\s+(?:max(?:imum)?|au\s+total|in\s+total)\.?)?",
    re.IGNORECASE,
)
_SHARE_FIELD = re.compile(rf"[^\w/]{{0,40}}{_SHARE}[\s.:;]*", re.IGNORECASE)  # "15/100 points"
_UNIT_FIRST = rf"(?:max\w{{0,20}}\.?\s+)?(?:{UNIT}|p\.)\s*[:=]?\s*{_AMOUNT}(?:\s?/\s?\d{{1,3}})?"
_UNIT_FIRST_FIELD = re.compile(rf"[^\w/]{{0,40}}{_UNIT_FIRST}[\s.:;]*", re.IGNORECASE)  # "punti 6"
_UNIT_FIRST_TAIL = re.compile(rf"(?<!\w){_UNIT_FIRST}[\s.]*$", re.IGNORECASE)
_BARE_FIELD = re.compile(rf"[^\w/]{{0,40}}{_AMOUNT}\s*(?:{UNIT}|{_SHORT_UNIT})[\s.:;]*", re.IGNORECASE)
_SLASH_FIELD = re.compile(rf"[\s._…]{{0,100}}/\s?{_AMOUNT}(?:\s*{UNIT})?[\s.:;]*", re.IGNORECASE)
_SLASH_TAIL = re.compile(rf"(?<=[.:?!)\s])(?<!\d\s)[._…]{{0,100}}/\s?{_AMOUNT}(?:\s*{UNIT})?[\s.:;]*$", re.IGNORECASE)
_AFTER_SENTENCE = re.compile(
    rf"(?<=[.?!])\s*(?:/\s?{_AMOUNT}|(?<=\s)(?P<bare>{_TERMS})\s*(?:{UNIT}|{_SHORT_UNIT}))[\s.]*$", re.IGNORECASE
)
_LEADING = re.compile(rf"[\s:.\-–—|□■]*(?:{_LEAD_IN}\s*)?{_AMOUNT}\s*{UNIT}(?=\W|$)", re.IGNORECASE)
_TAIL = re.compile(
    rf"(?<![\w,.])(?:not[ée]e?\s+sur\s+|sur\s+)?{_AMOUNT}\s*(?:{UNIT}|{_SHORT_UNIT})[\s.:;]*$", re.IGNORECASE
)
_GLUED = re.compile(r"(?<=[.?!:)\]])\s(?P<amount>\d{1,2}(?:[.,]\d{1,2})?)p\.?$")  # "…? 0.25p", no price
_AFTER_TIME = re.compile(
    rf"(?:\d\s*(?:h|min|minutes?|heures?|hours?)\.?|\d\s*h\s*\d\d)\s+{_AMOUNT}\s*{UNIT}\.?$", re.IGNORECASE
)

_STRONG_SEPARATOR = re.compile(rf"{GAP}|\s*[-–—]{{2,}}\s*|\s[-–—−]\s?|\s*\|\s*|\s*[.…_]{{3,}}\s*")
_HEADING_SEPARATOR = re.compile(rf"{GAP}|\s*[-–—−:]\s|\s*\|\s*|\s*[.…_]{{3,}}\s*|[;,.]\s")
_INSIDE_SEPARATOR = re.compile(r"\s*[;|]\s*|,\s|\s*[-–—−]\s|:\s")
_BRACKET_FORMS = (_BRACKET_FIELD, _SLASH_FIELD, _SHARE_FIELD, _UNIT_FIRST_FIELD)
_HEADING_FORMS = (*_BRACKET_FORMS, re.compile(r"0\s?[-–]\s?(?P<amount>\d{1,2})"))  # "Zadanie 1. (0-3)"
_FIELD_FORMS = (_BARE_FIELD, _SLASH_FIELD, _SHARE_FIELD, _UNIT_FIRST_FIELD)
_PENALTY = re.compile(r"^\W*[-−]\s*\d")
_BONUS_WORD = r"(?:bonus|extra)\b"
_BONUS = re.compile(
    rf"^\W*(?:(?:exerci[cs]e|exo|question|partie?|probl[èe]me?|task)\s+)?{_BONUS_WORD}"  # "Exercice bonus", "(bonus)"
    rf"|\b{_BONUS_WORD}\W*{NUMBER}\s*{UNIT}|{NUMBER}\s*(?:{UNIT}\s*)?(?:de\s+|en\s+)?{_BONUS_WORD}",
    re.IGNORECASE,
)
_ON_TOP = re.compile(
    rf"\s*(?:\+|,|et|and|dont)\s*{NUMBER}\s*(?:{UNIT}\s*)?(?:de\s+|en\s+)?{_BONUS_WORD}", re.IGNORECASE
)
_TERM = re.compile(NUMBER)
_TIMES = re.compile(r"[×x*]", re.IGNORECASE)

MAX_POINTS = Decimal(500)
"""Larger numbers are years, prices or quantities, not the maximum of a question."""


class NotationForm(StrEnum):
    """The position of a mark in its row."""

    LEADING = "leading"  # right after the question number
    BRACKETED = "bracketed"
    FIELD = "field"  # in a cell or between dashes
    TAIL = "tail"  # at the end of a heading, without delimiters


@dataclass(frozen=True)
class Notation:
    """One mark, printed at `start`:`end` of the text."""

    value: Decimal
    form: NotationForm
    start: int
    end: int


def find_notations(text: str, *, heading: bool) -> list[Notation]:
    """Return the marks in `text`, a row without its question number, from left to right.

    In a heading, a mark may follow a colon or comma or end the row. In running text it may not: "placer 4 points" is
    not a mark.
    """
    if is_bonus(text):
        return []
    found = list(_bracketed(text, _HEADING_FORMS if heading else _BRACKET_FORMS))
    if not found and (leading := _LEADING.match(text)) and not _PENALTY.search(text):
        found.append(_notation(leading, NotationForm.LEADING))
    if not found:
        found += _fields(text, _HEADING_SEPARATOR if heading else _STRONG_SEPARATOR)
    if not found:
        tails = (_SLASH_TAIL, _TAIL, _UNIT_FIRST_TAIL) if heading else (_AFTER_SENTENCE, _AFTER_TIME, _GLUED)
        tail = next((match for pattern in tails if (match := pattern.search(text))), None)
        if tail and not _PENALTY.search(tail.group()):
            found.append(_notation(tail, NotationForm.TAIL))
    return [notation for notation in found if 0 < notation.value <= MAX_POINTS]


def is_bonus(text: str) -> bool:
    """Return whether `text` describes bonus marks: "Exercice bonus", "(2 points bonus)"."""
    return bool(_BONUS.search(_ON_TOP.sub("", text)))


def evaluate(amount: str) -> Decimal:
    """Return the value of "2,5", "½", "1 + 2" or "4 × 0,5"."""
    total = Decimal(0)
    for summand in amount.split("+"):
        product = Decimal(1)
        for factor in _TIMES.split(summand):
            term = _TERM.search(factor)
            value = read_decimal(term[0]) if term else None
            product *= 1 if value is None else value
        total += product
    return total


def _notation(match: re.Match[str], form: NotationForm, offset: int = 0) -> Notation:
    named = match.groupdict()
    return Notation(evaluate(named.get("amount") or named["bare"]), form, offset + match.start(), offset + match.end())


def _bracketed(text: str, forms: Sequence[re.Pattern[str]]) -> Iterator[Notation]:
    for bracket in _BRACKETED.finditer(text):
        inside = _ON_TOP.sub("", bracket["inside"])
        if _PENALTY.search(inside):
            continue
        for field in (inside, *_INSIDE_SEPARATOR.split(inside)):
            match = next((found for form in forms if (found := form.fullmatch(field.strip()))), None)
            if match:
                yield Notation(evaluate(match["amount"]), NotationForm.BRACKETED, bracket.start(), bracket.end())
                break


def _fields(text: str, separator: re.Pattern[str]) -> Iterator[Notation]:
    start = 0
    for stop, following in [(gap.start(), gap.end()) for gap in separator.finditer(text)] + [(len(text), len(text))]:
        field = text[start:stop]
        match = next((found for form in _FIELD_FORMS if (found := form.fullmatch(field))), None)
        if match and not _PENALTY.search(field):
            yield _notation(match, NotationForm.FIELD, start)
        start = following
