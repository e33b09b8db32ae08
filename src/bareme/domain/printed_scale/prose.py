"""Find sentences that assign marks: "deux points chacune", "worth a total of 20 marks", "rédaction notée sur 2"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from bareme.domain.printed_scale.notation import NUMBER, UNIT, evaluate
from bareme.domain.printed_scale.vocabulary import EACH, IS_WORTH, MAXIMUM, TOTAL

_WORDS: dict[str, str] = {
    "un": "1", "une": "1", "one": "1", "ett": "1", "en": "1", "ein": "1", "einen": "1",
    "deux": "2", "two": "2", "två": "2", "zwei": "2",
    "trois": "3", "three": "3", "tre": "3", "drei": "3",
    "quatre": "4", "four": "4", "fyra": "4", "vier": "4",
    "cinq": "5", "five": "5", "fem": "5", "fünf": "5",
    "six": "6", "sex": "6", "sechs": "6",
    "sept": "7", "seven": "7", "sju": "7", "sieben": "7",
    "huit": "8", "eight": "8", "åtta": "8", "acht": "8",
    "neuf": "9", "nine": "9", "nio": "9", "neun": "9",
    "dix": "10", "ten": "10", "tio": "10", "zehn": "10",
    "vingt": "20", "twenty": "20", "tjugo": "20", "zwanzig": "20",
}  # fmt: skip

_AMOUNT = rf"(?<![\w,.\-−])(?P<amount>{NUMBER}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_POINTS = rf"{_AMOUNT}\s+(?:[a-zà-öø-ÿ]+\s+)?{UNIT}"
_MARKS = re.compile(_POINTS, re.IGNORECASE)
_EACH = re.compile(
    rf"\b(?:{EACH})\b"
    r"|\bpar\s+(?:bonne\s+)?(?:r[ée]ponse|question|item)|\bper\s+(?:correct\s+)?(?:answer|question|item|part)",
    re.IGNORECASE,
)
_SCORING = re.compile(
    r"r[ée]ponse|question|juste|exact|answer|correct|item|svar|rätt|antwort|richtig"
    rf"|\b(?:{IS_WORTH})\b"
    rf"|{UNIT}\s*(?:chacun|each|apiece|vardera|par\b|per\b|je\b)",
    re.IGNORECASE,
)
_DEDUCTION = re.compile(
    r"\b(?:fausse|incorrecte?|erron[ée]e?|enl[èe]ve|retire|perd|wrong|incorrect|lose|deduct|felaktigt?|avdrag|falsch)",
    re.IGNORECASE,
)
_QUALITY = re.compile(
    r"\bla\s+r[ée]daction\b|ma[îi]trise\s+de\s+la\s+langue|pr[ée]sentation|langue\s+fran[çc]aise|orthograph|clart[ée]|soin\b"
    r"|qualit[ée]\s+de|quality\s+of|\bclarity|\bpresentation\b|\bneatness|\bspelling",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"sur|pour|attribu|r[ée]serv|consacr|accord|compt|:|for|awarded|given|reserved|out\s+of|för", re.IGNORECASE
)
_TOTAL = re.compile(rf"(?<!\w)(?:{TOTAL})(?!\w)[^.\d]{{0,25}}?{_POINTS}", re.IGNORECASE)
_TOTAL_OF_QUESTION = re.compile(
    rf"\btotal\s+(?:marks?\s+|points?\s+)?(?:for|of|pour|de)\s+(?:la\s+)?(?:question|exerci[cs]e)\s+(?P<question>\d{{1,2}})\b\W{{0,40}}"
    rf"(?:is|are|est|vaut)?\W{{0,40}}{_POINTS}",
    re.IGNORECASE,
)
_OVERALL = (
    re.compile(rf"(?<!\w)(?:{MAXIMUM})(?!\w)[^.\d]{{0,20}}?{_AMOUNT}\s*(?:{UNIT}|p\b)", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?:{TOTAL}|{MAXIMUM})\s+{UNIT}\s*[:=]?\s*{_AMOUNT}(?!\s*[%\w/])", re.IGNORECASE),
    re.compile(rf"(?<!\w){UNIT}\s+(?:{TOTAL}|{MAXIMUM})\s*[:=]\s*{_AMOUNT}(?!\s*[%\w/])", re.IGNORECASE),
    re.compile(rf"{_POINTS}\s+(?:in\s+total|au\s+total|totalt|insgesamt|in\s+all)\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:not[ée]e?|note|notation|évaluée?|marked|graded|barème|total)\b\s*(?:finale\s*)?:?\s*"
        rf"(?:sur|out\s+of|/)\s*{_AMOUNT}(?!\s*[%\w])",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<!\d\s)\b(?:out\s+of|sur)\s+{_POINTS}", re.IGNORECASE),
)
_SHORT = 70
"""Maximum length of a sentence that states a total: longer ones only mention marks."""
_THRESHOLD = re.compile(
    r"\b(?:betyg\w*|\w{0,30}gräns\w*|grade\s+limits?|godkän\w*|krävs|minst|required|at\s+least|to\s+pass|grade\s+\d|need|seuil|au\s+moins|mindestens)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[a-zà-ÿ)\]»])[.!?](?=\s|$)")


class RuleKind(StrEnum):
    """What the marks of a sentence are for."""

    EACH = "each"  # each part of the current question
    QUALITY = "quality"  # writing and presentation
    TOTAL = "total"  # the whole paper, or the question that ends there
    OVERALL = "overall"  # the whole paper if printed before the first question: "note sur 20"


@dataclass(frozen=True)
class Rule:
    """The marks of a sentence, printed at `start`:`end` of the text."""

    kind: RuleKind
    value: Decimal
    start: int
    end: int
    question: int | None = None
    """The number of the question, if a total names one."""


def find_rules(text: str) -> Iterator[Rule]:
    """Yield the rules about marks in `text`, in order."""
    start = 0
    for stop in [end.end() for end in _SENTENCE_END.finditer(text)] + [len(text)]:
        rule = _read(text[start:stop])
        if rule:
            yield replace(rule, start=start + rule.start, end=start + rule.end)
        start = stop


def is_threshold(text: str) -> bool:
    """Return whether `text` states grade thresholds, whose numbers are not maxima."""
    return bool(_THRESHOLD.search(text))


def _read(sentence: str) -> Rule | None:
    if is_threshold(sentence) or _DEDUCTION.search(sentence):
        return None
    if match := _TOTAL_OF_QUESTION.search(sentence) or _TOTAL.search(sentence):
        return _rule(RuleKind.TOTAL, match)
    match = _MARKS.search(sentence)
    if match and _EACH.search(sentence) and _SCORING.search(sentence):
        return _rule(RuleKind.EACH, match)
    if match and (quality := _QUALITY.search(sentence)):
        match = min(_MARKS.finditer(sentence), key=lambda mark: abs(mark.start() - quality.start()))
        around = sentence[max(0, match.start() - 15) : match.end() + 15]
        ends = not re.search(r"\w", sentence[match.end() :])
        if _GIVEN.search(around) or (quality.start() < 30 and (ends or len(sentence) <= _SHORT)):
            return _rule(RuleKind.QUALITY, match)
    for overall in _OVERALL:
        if len(sentence) <= _SHORT and (match := overall.search(sentence)):
            return _rule(RuleKind.OVERALL, match)
    return None


def _rule(kind: RuleKind, match: re.Match[str]) -> Rule:
    amount = match["amount"].lower()
    question = match.groupdict().get("question")
    value = evaluate(_WORDS.get(amount, amount))
    return Rule(kind, value, match.start(), match.end(), int(question) if question else None)
