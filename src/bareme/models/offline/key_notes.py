"""What a key notes beside the expected answer: its points, and other forms of it in brackets or after "or"."""

import re
from decimal import Decimal

from bareme.domain.printed_scale.notation import NotationForm, find_notations
from bareme.domain.quantities import Tolerance, agreement, read_quantity
from bareme.models.offline.words import key_words

# Not "o" and "of": a word of one language may be another word of the next.
_OR = r"(?:ou bien|ou encore|ou|or|oder|oppure)"
_ALSO = (
    rf"(?:{_OR}|on accepte|accept(?:er?|ez|ed?|able)?|also|aussi|allow|soit|i\.?e\.?|c(?:'|\.-)[àa]-d(?:ire|\.)"
    r"|auch|akzeptiert?|también|anche|tamb[ée]m|ook)"
)
_NOTE = re.compile(r"(?:(?<!\s)\s++)?(?:\((?P<round>[^()]++)\)|\[(?P<square>[^\[\]]++)\])\s*+\.?\s*+$")
_SAID_ALSO = re.compile(rf"(?:{_ALSO}\b\s*+:?\s*+)++|[=≈]\s*", re.IGNORECASE)
_EITHER = re.compile(rf"(?<!\s)\s++(?:{_OR}|/)\s++", re.IGNORECASE)
_EACH = re.compile(rf"(?:(?<!\s)\s++)?;\s*+|{_EITHER.pattern}", re.IGNORECASE)
_WORDS_AND_STROKE = re.compile(r"(?P<one>[^\W\d_]{3,})/(?P<other>[^\W\d_]{3,})")
_WORD_BEFORE = re.compile(r"[^\W\d]{1,12}\.?\s*:?\s+(?=\S*\d)")
_LONGEST_TERM = 3
"""More key words than this on one side of an "or" are a sentence that contains it."""


def without_points(text: str, maximum: Decimal) -> str:
    """Return `text` without the marks that it gives: "x = 4 (2 pts)", "Paris : 1 point", "Paris [2]" for 2 points."""
    text = re.sub(rf"(?:(?<!\s)\s++)?[(\[]\s*+{maximum.normalize():f}\s*+[)\]]\s*+\.?$", "", text) or text
    for notation in reversed(find_notations(text, heading=True)):
        last = not text[notation.end :].strip(" .")
        bracketed = notation.form is NotationForm.BRACKETED
        if notation.value <= maximum and (bracketed or (last and notation.form is NotationForm.FIELD)):
            rest = (text[: notation.start].rstrip(" -–—:|") + " " + text[notation.end :].lstrip()).strip()
            text = rest or text
    return text


def other_forms(expected: str) -> tuple[str, tuple[str, ...]]:
    """Return the expected answer alone, and the other forms that count as well: "1/3", ("4/12",) for "1/3 (ou 4/12)".

    A note in brackets is another form if it says so, or if it is the same number. A short "or" between terms or equal
    numbers names two forms; between numbers that differ it names two solutions.
    """
    note = _NOTE.search(expected)
    if note is None or not expected[: note.start()].strip():
        return _alternatives(expected)
    main, inside = expected[: note.start()].strip(), (note["round"] or note["square"]).strip()
    said = _SAID_ALSO.match(inside)
    if said is not None:
        others = [part for part in _EACH.split(inside[said.end() :].strip()) if part]
        first, more = _alternatives(main)
        return first, (*more, *others)
    number = _WORD_BEFORE.sub("", inside, count=1)
    return (main, (number,)) if _same_number(main, number) else (expected, ())


def _alternatives(text: str) -> tuple[str, tuple[str, ...]]:
    text = text.strip()
    parts = [part.strip() for part in _EITHER.split(text)]
    stroke = _WORDS_AND_STROKE.fullmatch(text)
    if stroke:
        parts = [stroke["one"], stroke["other"]]
    if len(parts) < 2 or not all(parts):
        return text, ()
    numbers = [bool(re.search(r"\d", part)) for part in parts]
    if all(numbers):
        return (parts[0], tuple(parts[1:])) if all(_same_number(parts[0], part) for part in parts[1:]) else (text, ())
    short = all(len(key_words(part)) <= _LONGEST_TERM and not re.search(r"[=,]", part) for part in parts)
    return (parts[0], tuple(parts[1:])) if short else (text, ())


def _same_number(one: str, other: str) -> bool:
    first, second = (read_quantity(text.rpartition("=")[2].strip()) for text in (one, other))
    return first is not None and second is not None and agreement(first, second, Tolerance()) != "none"
