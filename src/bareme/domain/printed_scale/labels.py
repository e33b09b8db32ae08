"""Read the labels that open a question: "Exercice n° 1", "Partie A", "Uppgift 3", "2.", "(b)", "iv)", "5. a."."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from bareme.domain.printed_scale.notation import UNIT
from bareme.domain.printed_scale.vocabulary import EXERCISE, PART, QUESTION


class Family(IntEnum):
    """The kind of question that a label names, from the outermost to the innermost."""

    TITLE = 0  # a heading without a number
    EXERCISE = 1
    PART = 2
    QUESTION = 3
    BARE = 4  # a number alone


@dataclass(frozen=True)
class Style:
    """What the labels of one sequence have in common."""

    family: Family
    numeral: str
    mark: str = ""

    @property
    def level(self) -> "Style":
        """The style of all questions beside it: "A1" and "B1" differ in the section that the letter names."""
        return Style(self.family, re.sub(r"^[A-H] ", "letter and ", self.numeral), self.mark)


@dataclass(frozen=True)
class LabelReading:
    """One reading of a label: "i" is both the first roman numeral and the ninth letter."""

    style: Style
    value: float
    opens: bool
    """Whether it can start a sequence: 1, a, I, 3.1."""


@dataclass(frozen=True)
class Label:
    """A label at the start of a row, which continues at position `end`."""

    text: str
    own_id: str
    readings: tuple[LabelReading, ...]
    end: int

    @property
    def family(self) -> Family:
        """The family, which is the same for all readings."""
        return self.readings[0].style.family


_WORDS = {Family.EXERCISE: EXERCISE, Family.PART: PART, Family.QUESTION: QUESTION}
_ORDINALS = {
    1: r"première|premier|1\s?(?:è?re|er)|first|första|erster?",
    2: r"deuxième|seconde?|2\s?(?:nde|è?me|e|d)|second|andra|zweiter?",
    3: r"troisième|3\s?(?:è?me|e)|third|tredje|dritter?",
    4: r"quatrième|4\s?(?:è?me|e)|fourth|fjärde|vierter?",
}
_NUMERAL = r"\d{1,2}(?:\.\d{1,2}|\.?[a-h](?![a-z]))?|[IVX]{1,5}|[A-H]"
_KEYWORDS = {
    family: re.compile(
        rf"(?P<words>(?:[A-ZÀ-ÞĄĆĘŁŃŚŹŻ][\w-]{{1,40}}\s)?(?i:{words}))\s*(?:n\s?[°ºo]\.?|no\.|nr\.?|[#№])?\s*(?P<number>{_NUMERAL})(?!\w|[.,]\d)"
        rf"(?!\s*{UNIT})"  # "Deuxième partie 14 points" has no number
    )
    for family, words in _WORDS.items()
}
_ORDINAL_HEADING = re.compile(
    "(?:" + "|".join(f"(?P<o{value}>{words})" for value, words in _ORDINALS.items()) + ")"
    rf"\s+(?:(?P<EXERCISE>{_WORDS[Family.EXERCISE]})|(?P<PART>{_WORDS[Family.PART]}))\b",
    re.IGNORECASE,
)
_ITEM = r"[A-H]\d{1,2}|\d{1,2}|[ivx]{1,5}|[IVX]{1,5}|[a-zA-Z]"
_BARE = re.compile(
    rf"\((?P<both>{_ITEM})\)(?=[\s(\[:.]|$)"
    rf"|(?P<closed>\d{{1,2}}\s?|{_ITEM})(?P<mark>°\s?\)?|\.?\)|\.|/)(?=[\s(\[]|$|[A-ZÀ-ÞĄĆĘŁŃŚŹŻ])"
    rf"|(?P<dashed>{_ITEM})\s?(?P<dash>[-–—])(?=\s?[A-ZÀ-ÞĄĆĘŁŃŚŹŻ(\[])"
)
_SECTION = re.compile(r"(?P<closed>\d{1,2})(?=\s+[A-ZÀ-ÞĄĆĘŁŃŚŹŻ][\w'’-])")
"""A number without delimiters opens only headings: "2 Routage", "2 Routage (5 points)"."""
_ENDS_WITH_MARK = re.compile(rf"[(\[]\s*\d{{1,3}}(?:[.,]\d+)?\s*{UNIT}\s*[)\]]\W*$", re.IGNORECASE)
_DECIMAL = re.compile(r"(?P<outer>\d{1,2})\.(?P<inner>\d{1,2})[.)]?(?=\s+[A-ZÀ-ÞĄĆĘŁŃŚŹŻ(\[]|$)")
_BULLET = re.compile(r"[•·●▪◦■□▶►*\-–—\s]*")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10}


def read_labels(text: str, *, prominent: bool) -> list[Label]:
    """Return the labels that open `text`, outermost first: two for "5. a. Par quelles…".

    `prominent` tells whether the row looks like a heading, because running text may also start with "Exercice 2".
    """
    start = _end_of(_BULLET.match(text))
    keyword = _keyword(text, start, prominent=prominent) or _ordinal(text, start)
    labels = [keyword] if keyword else []
    position = keyword.end if keyword else start
    while len(labels) < 3 and (bare := _bare(text, position)):
        if keyword and text[keyword.end : keyword.end + 1] != "\t":
            break
        labels.append(bare)
        position = _end_of(re.compile(r"\s*").match(text, bare.end))
    section = _SECTION.match(text, start) if not labels and (prominent or _ENDS_WITH_MARK.search(text)) else None
    return [_item_label(section, section["closed"], "")] if section else labels


def _end_of(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _keyword(text: str, start: int, *, prominent: bool) -> Label | None:
    for family, pattern in _KEYWORDS.items():
        match = pattern.match(text, start)
        if not match:
            continue
        if " " in match["words"] and not prominent:
            return None
        rest = text[match.end() :].lstrip(" ")
        if rest and rest[0].islower() and not prominent:
            return None
        number = match["number"]
        own_id = number if family is Family.QUESTION else f"{match['words'].strip().capitalize()} {number}"
        return Label(match.group().strip(), own_id, tuple(_readings(number, family, "")), match.end())
    return None


def _ordinal(text: str, start: int) -> Label | None:
    match = _ORDINAL_HEADING.match(text, start)
    if not match:
        return None
    family = Family.EXERCISE if match["EXERCISE"] else Family.PART
    value = next(value for value in _ORDINALS if match[f"o{value}"])
    heading = match.group().strip()
    return Label(
        heading, heading.capitalize(), (LabelReading(Style(family, "ordinal"), value, opens=value == 1),), match.end()
    )


def _bare(text: str, start: int) -> Label | None:
    decimal = _DECIMAL.match(text, start)
    if decimal:
        value = int(decimal["outer"]) + int(decimal["inner"]) / 100
        own_id = f"{decimal['outer']}.{decimal['inner']}"
        inner = LabelReading(Style(Family.BARE, "decimal"), value, opens=decimal["inner"] == "1")
        return Label(decimal.group().strip(), own_id, (inner,), decimal.end())
    match = _BARE.match(text, start)
    if not match:
        return None
    item = (match["both"] or match["closed"] or match["dashed"]).strip()
    delimiter = "()" if match["both"] else (match["mark"] or match["dash"])[0]
    return _item_label(match, item, delimiter)


def _item_label(match: re.Match[str], item: str, delimiter: str) -> Label:
    return Label(match.group().strip(), item, tuple(_readings(item, Family.BARE, delimiter)), match.end())


def _readings(item: str, family: Family, delimiter: str) -> Iterator[LabelReading]:
    named = family < Family.BARE  # "Partie 1" on the cover may be "PARTIE I" inside
    if item[0].isdigit():
        digits = re.match(r"\d+", item)
        suffix = item[_end_of(digits) :].lstrip(".")
        value = int(item[: _end_of(digits)]) + _place_of(suffix) / 100
        yield LabelReading(Style(family, "number" if named else "arabic", delimiter), value, opens=value in {1, 1.01})
        return
    if item[-1].isdigit():  # "A1", "A2": the letter names a section
        value = int(item[1:])
        yield LabelReading(Style(family, f"{item[0]} arabic", delimiter), value, opens=value == 1)
        return
    case = "lower" if item.islower() else "upper"
    roman = _roman(item.lower())
    if roman:
        yield LabelReading(Style(family, "number" if named else f"{case} roman", delimiter), roman, opens=roman == 1)
    if len(item) == 1:
        letter = ord(item.lower()) - ord("a") + 1
        yield LabelReading(Style(family, f"{case} letter", delimiter), letter, opens=letter == 1)


def _place_of(suffix: str) -> int:
    """Return 2 for the "b" of "3b" and for the "2" of "3.2", 0 for an empty suffix."""
    return int(suffix) if suffix.isdigit() else ord(suffix) - ord("a") + 1 if suffix else 0


def _roman(item: str) -> int | None:
    if any(digit not in _ROMAN_DIGITS for digit in item):
        return None
    values = [_ROMAN_DIGITS[digit] for digit in item]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)
