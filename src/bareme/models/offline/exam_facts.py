"""Facts printed on the exam paper: title, school subject and language."""

import re
from collections.abc import Sequence

from bareme.domain.points import Language
from bareme.models.offline.vocabulary import COMMON_ENGLISH, COMMON_FRENCH
from bareme.models.offline.words import fold

_HEAD_LINES = 12
_EXAM_WORDS = re.compile(
    r"\b(?:contr[ôo]le|devoir|examen|interrogation|[ée]valuation|[ée]preuve|partiel|baccalaur[ée]at|brevet|bac|dnb|concours|test"
    r"|exam|examination|quiz|midterm|final|paper|assessment|homework)\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"\b(?:nom|name|page|points?|marks?|dur[ée]e|calculatrice|classe|ann[ée]e|total|coll[èe]ge|lyc[ée]e|universit[ée]"
    r"|school|college|university|year \d|time|calculator|minutes|heures?|\d{4})\b",
    re.IGNORECASE,
)
# The more specific patterns come first.
_SUBJECTS: tuple[tuple[str, str, str], ...] = (
    (r"math[ée]matiques?|maths?\b|mathematics|algebra|alg[èe]bre|analyse", "mathématiques", "mathematics"),
    (r"physique[- ]chimie", "physique-chimie", "physics and chemistry"),
    (r"physique|physics", "physique", "physics"),
    (r"chimie|chemistry", "chimie", "chemistry"),
    (r"\bsvt\b|sciences de la vie|biologie|biology", "SVT", "biology"),
    (r"histoire[- ]g[ée]ographie", "histoire-géographie", "history and geography"),
    (r"histoire|history", "histoire", "history"),
    (r"g[ée]ographie|geography", "géographie", "geography"),
    (r"\bnsi\b|informatique|computer science|computing|programming|programmation", "informatique", "computer science"),
    (r"technologie|technology", "technologie", "technology"),
    (r"fran[çc]ais|french|grammaire|dict[ée]e", "français", "French"),
    (r"anglais|english", "anglais", "English"),
    (r"philosophie|philosophy", "philosophie", "philosophy"),
    (r"[ée]conomi(?:e|ques)|economics", "économie", "economics"),
    (r"cryptograph(?:ie|y)", "cryptographie", "cryptography"),
    (r"\bsciences?\b", "sciences", "science"),
)


def title_of(lines: Sequence[str]) -> str:
    """Return the line that names the exam, or "" if there is none."""
    head = [line.strip() for line in lines[:_HEAD_LINES] if len(line.strip()) > 5]
    named = [line for line in head if _EXAM_WORDS.search(line) and len(line) <= 120]
    about = [line for line in head if subjects_in(line) and not _NO_TITLE.search(line)]
    plain = [line for line in head if not _NO_TITLE.search(line)]
    return next(iter([*named, *about, *plain]), "")


def subject_of(lines: Sequence[str], language: Language) -> str:
    """Return the school subjects named at the top of the paper, in the paper's language."""
    for text in (title_of(lines), " ".join(lines[:_HEAD_LINES])):
        found = subjects_in(text)
        if found:
            return ", ".join(french if language == "fr" else english for french, english in found[:2])
    return ""


def subjects_in(text: str) -> list[tuple[str, str]]:
    """Return the school subjects named in `text`, in order, as pairs of French and English names."""
    hits: dict[int, tuple[str, str]] = {}
    taken: set[int] = set()
    for pattern, french, english in _SUBJECTS:
        match = re.search(rf"\b(?:{pattern})", text, re.IGNORECASE)
        if match and taken.isdisjoint(range(*match.span())):
            taken.update(range(*match.span()))
            hits[match.start()] = (french, english)
    return [hits[position] for position in sorted(hits)]


def language_of(text: str) -> Language | None:
    """Return the language of `text` by its most common words, or None if they do not tell."""
    words = re.findall(r"[^\W\d_]+", fold(text))
    french = sum(word in COMMON_FRENCH for word in words)
    english = sum(word in COMMON_ENGLISH for word in words)
    if french == english:
        return None
    return "fr" if french > english else "en"
